"""A town that is served in the test's own process, without its worker, and people who book until they are answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, cast

import httpx
from civicore_booking.tables import BookingRow

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.capacity.tables import ClaimRow, LedgerRow
from civicore.reading import Settings
from civicore.storage.tables import MessageRow

FILE = Path(__file__).with_name("town.yaml")
TUESDAY = datetime.fromisoformat("2026-11-24T08:00:00+01:00")
COUNTERS = 4


@dataclass(frozen=True)
class Wish:
    """One person who wants one time; the key makes a repeated request recognisable."""

    number: int
    start: datetime

    @property
    def email(self) -> str:
        return f"p{self.number}@example.org"

    @property
    def headers(self) -> dict[str, str]:
        return {"Idempotency-Key": f"wish-{self.number:06d}-key"}

    @property
    def body(self) -> dict[str, Any]:
        fields = {"first_name": "Jan", "last_name": "Novák", "email": self.email}
        return {"agenda": "cards", "start": self.start.isoformat(), "fields": fields, "language": "cs"}


def wishes(first: datetime = TUESDAY, *, each: int = COUNTERS) -> Iterable[Wish]:
    """One after the other, ``each`` of them for the same time, from the next day on."""
    number, day = 0, first + timedelta(days=1)
    while True:
        if day.weekday() < 5:
            for quarter in range(36):
                for _ in range(each):
                    yield Wish(number, day.replace(hour=8, minute=0) + timedelta(minutes=15 * quarter))
                    number += 1
        day += timedelta(days=1)


def some(count: int) -> list[Wish]:
    return list(islice(wishes(), count))


@dataclass
class Town:
    """The running town."""

    built: Built
    clock: DemoClock
    acknowledged: dict[Wish, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(cast(Any, self.built.app), raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://town", trust_env=False)

    async def book(self, wish: Wish) -> httpx.Response:
        """Ask once; what is acknowledged is remembered, and must be the same as before."""
        answer = await self.http.post("/api/v1/bookings", json=wish.body, headers=wish.headers)
        self.answers[answer.status_code] += 1
        if answer.status_code == 201:
            id = str(answer.json()["id"])
            assert self.acknowledged.setdefault(wish, id) == id, f"{wish} was answered with two bookings"
        return answer

    async def flush(self) -> None:
        await self.built.outbox.flush()

    async def kept(self) -> dict[str, str]:
        """The bookings that are stored, by id, with their states."""
        async with self.built.runtime.store.reading():
            return {str(one["id"]): one["state"] for one in await BookingRow.select(BookingRow.id, BookingRow.state)}

    async def lost(self) -> int:
        """How many were told that they have a place and have none."""
        return len(set(self.acknowledged.values()) - (await self.kept()).keys())

    async def messages(self) -> Counter[str]:
        """How many messages of bookings were written to each person."""
        async with self.built.runtime.store.reading():
            rows = await MessageRow.select(MessageRow.recipient, MessageRow.notice)
        return Counter(one["recipient"] for one in rows if one["notice"].startswith("booking."))

    async def check(self) -> None:
        """Claims are what is counted, each booking has its message, and nothing acknowledged is missing."""
        async with self.built.runtime.store.reading():
            claims = Counter(one["key"] for one in await ClaimRow.select(ClaimRow.key))
            ledger = await LedgerRow.select(LedgerRow.key, LedgerRow.used, LedgerRow.cap)
        assert {one["key"]: one["used"] for one in ledger if one["used"]} == claims
        assert all(one["used"] <= one["cap"] for one in ledger), "more were promised than there is room for"
        assert len(await self.kept()) == sum((await self.messages()).values()), (
            "a booking without its message, or twice"
        )
        assert await self.lost() == 0


@asynccontextmanager
async def served(database: str, clock: DemoClock, file: Path = FILE, *, fresh: bool = False) -> AsyncIterator[Town]:
    """The town on a database, its connections open; what its worker does, the test does with ``flush``.

    ``fresh``: there are no tables yet.
    """
    built = build(Settings(file, database=database, demo=True, clock=clock))
    assert built.quarantined == ()
    await built.runtime.store.open()
    if fresh:
        await built.runtime.store.migrate()
    town = Town(built, clock)
    try:
        yield town
    finally:
        await town.http.aclose()
        await built.runtime.store.close()
