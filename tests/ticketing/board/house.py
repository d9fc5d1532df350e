"""What the tests of boards do: let people take numbers, call them, and look at the boards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import httpx
from civicore_ticketing.rights import PERMISSIONS
from civicore_ticketing.service import Queues
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import CounterView, TicketWish

from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.people.principals import Principal

JANA = Principal("staff", "jana", "Jana Malá", frozenset(one.id for one in PERMISSIONS))
DAY = "2026-11-24"


@dataclass
class House:
    """A running town."""

    built: Built
    clock: DemoClock

    @property
    def queues(self) -> Queues:
        return self.built.runtime.services.one(Queues)

    def set(self, wall: str) -> None:
        """Stop the clock at this time of the wall."""
        at = datetime.fromisoformat(f"{DAY}T{wall}").replace(tzinfo=ZoneInfo("Europe/Prague"))
        self.clock.freeze(at.astimezone(UTC))

    def later(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    async def taken(self, agenda: str = "cards") -> Ticket:
        ticket = await self.queues.take(TicketWish("hall", agenda))
        assert isinstance(ticket, Ticket), ticket
        return ticket

    async def called(self, counter: str = "k1", agenda: str = "cards") -> Ticket:
        """Somebody takes a number and is called at a counter."""
        await self.taken(agenda)
        place = f"hall.{counter}"
        assert isinstance(await self.queues.open_counter(place, JANA), CounterView)
        ticket = await self.queues.next(place, JANA)
        assert isinstance(ticket, Ticket), ticket
        return ticket

    @asynccontextmanager
    async def browser(self, device: str = "") -> AsyncIterator[httpx.AsyncClient]:
        """A browser, enrolled as a device of the office when one is named."""
        transport = httpx.ASGITransport(cast(Any, self.built.app), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://city", follow_redirects=True) as http:
            if device:
                await http.get(f"/demo/device/hall.{device}")
            yield http

    async def state(self, device: str = "tv") -> dict[str, Any]:
        """What a board asks for by itself."""
        async with self.browser(device) as http:
            answer = await http.get(f"/cs/device/hall.{device}/board/state")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found
