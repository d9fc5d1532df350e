"""Somebody before a kiosk that books: touches what is on the screen, as a browser without script sends it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from civicore_booking.booking import Booking
from civicore_booking.tables import BookingRow

from civicore.devices.spool import PrintJob
from tests.databases import PATIENT
from tests.ticketing.kiosk.house import House as Waiting
from tests.ticketing.kiosk.house import Kiosk
from tests.tools.visitor import Page


@dataclass
class Stand(Kiosk):
    """One kiosk's browser at the pages of booking; ``cancel`` stands for those of cancelling."""

    way: str = "booking"

    @property
    def path(self) -> str:
        return f"/device/{self.device}/{self.way}"

    async def type(self, words: str) -> Page:
        """Key by key, as the screen's own keyboard types, and on."""
        for key in words:
            await self.touch("key", key, typed=self.typed)
        return await self.touch("answer", "1", typed=self.typed)

    @property
    def typed(self) -> str:
        return next((one.get("value", "") for one in self.page.all("input") if one.get("id") == "typed"), "")

    async def choose(self, day: str = "2026-11-24", nth: int = 0) -> Page:
        """A day, and its nth free time."""
        await self.touch("day", day)
        return await self.touch("time", list(self.choices("time"))[nth])

    async def book(self, first: str = "JAN", last: str = "NOVÁK", day: str = "2026-11-24", nth: int = 0) -> Page:
        """The whole way to a PIN for identity cards, at the town hall's own kiosk, without contacts."""
        await self.open()
        await self.touch("agenda", "cards")
        await self.touch("activity", "apply")
        await self.choose(day, nth)
        await self.type(first)
        await self.type(last)
        await self.touch("skip", "1")
        await self.touch("skip", "1")
        return await self.touch("book", "1")

    @property
    def pin(self) -> str:
        (found,) = [one.text or "" for one in self.page.all("span") if "kb-pin" in str(one.get("class"))]
        return found


@dataclass
class House(Waiting):
    """A running town with kiosks that book."""

    async def stand(self, device: str = "hall.kiosk", way: str = "booking") -> Stand:
        """A browser that is this device."""
        stand = Stand(self.browser(), device, way)
        await stand.http.get(f"/demo/device/{device}")
        await stand.open()
        return stand

    async def booked(self) -> list[Booking]:
        """Everything that is booked, by start."""
        async with self.built.runtime.store.reading():
            rows = await BookingRow.select(BookingRow.id)
        found = [await self.bookings.get(row["id"]) for row in rows]
        return sorted((one for one in found if one is not None), key=lambda one: one.start)

    async def slips(self, device: str = "hall.kiosk") -> list[PrintJob]:
        return await self.built.runtime.printers.jobs(device)

    async def printed(self) -> list[PrintJob]:
        """The slips, once paper has come out for all of them."""
        async with asyncio.timeout(PATIENT):
            while True:
                found = await self.slips()
                if all(one.state == "printed" for one in found):
                    return found
                await asyncio.sleep(0.01)
