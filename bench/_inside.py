"""A measured town in this process: its free times asked for, its places sold, half of it booked beforehand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from itertools import count
from pathlib import Path
from time import time_ns

from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.config import SECTION
from civicore_booking.service import Bookings
from civicore_booking.tables import BOOKING

from bench import _town
from bench._bases import say
from civicore.base.clock import DemoClock
from civicore.cli.run import settle
from civicore.deployment.loading import load
from civicore.storage.store import Store
from tests.booking.town import Town
from tests.tables import DEMO

_AT_ONCE = 32


class Inside:
    """What a measure does with a town. ``forget``: a service that was just made, which has seen nothing yet."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._bookings = town.bookings
        self._people = count(time_ns())  # nobody has booked before, also when a town is opened again

    async def free(self) -> int:
        """Free times of the whole calendar."""
        days = await self._bookings.availability(_town.AGENDA, (), office="office_0")
        assert isinstance(days, tuple), days
        return sum(len(day.slots) for day in days)

    async def sell(self) -> None:
        """Sell the last place that is free."""
        days = await self._bookings.availability(_town.AGENDA, (), office="office_0")
        assert isinstance(days, tuple), days
        await self.sold([next(slot.start for day in reversed(days) for slot in reversed(day.slots))])

    async def sold(self, starts: Sequence[datetime]) -> None:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(start: datetime) -> None:
            async with gate:
                fields = {"first_name": "Jan", "last_name": "Novák", "email": f"c{next(self._people)}@x.example"}
                wish = BookingRequest(_town.AGENDA, (), start, fields, "cs", "office_0", channel="desk")
                made = await self._bookings.book_for(wish, "program:bench")
                assert isinstance(made, Booking), made

        await asyncio.gather(*map(one, starts))

    def forget(self) -> None:
        self._bookings = Bookings(self._town.runtime)


@asynccontextmanager
async def inside(text: str, folder: Path, url: str) -> AsyncIterator[Inside]:
    """A town on a database that has its tables already."""
    loaded = load(_town.written(text, folder), [SECTION], environ={})
    assert loaded.city is not None, [(one.code, one.message) for one in loaded.errors]
    clock = DemoClock(datetime.fromisoformat(_town.CLOCK))
    store = Store(url, clock=clock, apps=(*DEMO, BOOKING))
    await store.open()
    settle()  # as a process that serves
    try:
        yield Inside(Town(loaded.city, store, clock, (b"demo",)))
    finally:
        await store.close()


def half_booked(text: str, folder: Path, url: str) -> int:
    """Book every second place of the calendar; returns how many are booked."""
    wanted = list(_taken())
    asyncio.run(_booked(text, folder, url, wanted))
    say(url, "DELETE FROM core_message")  # what is still to be sent would be sent while we measure
    return len(wanted)


async def _booked(text: str, folder: Path, url: str, wanted: Sequence[datetime]) -> None:
    async with inside(text, folder, url) as town:
        await town.sold(wanted)


def _taken() -> Iterator[datetime]:
    """Of three counters one and two in turn."""
    for number, day in enumerate(_open_days()):
        for place, start in enumerate(_town.starts(day)):
            yield from [start] * (1 + (number + place) % 2)


def _open_days() -> list[date]:
    days = [_town.day(number) for number in range(_town.DAYS - 1)]
    return [day for day in days if not _town.closed(day)]
