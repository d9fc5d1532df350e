"""What the tests of live news tell and hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from civicore.base.clock import Clock
from civicore.base.refusal import Refusal
from civicore.live.reader import Live
from civicore.storage.store import Store
from civicore.storage.telling import LiveEvent
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT

HALL = "office:hall"


@asynccontextmanager
async def process(url: str, clock: Clock) -> AsyncIterator[tuple[Store, Live]]:
    """What one server process has of its own: a store and the reader of live news."""
    store = Store(url, clock=clock, wait=PATIENT)
    await store.open()
    try:
        async with reader(store) as live:
            yield store, live
    finally:
        await store.close()


@asynccontextmanager
async def reader(store: Store) -> AsyncIterator[Live]:
    """The reader of an open store."""
    live = Live(store)
    async with live.around():
        yield live


async def tell(store: Store, *notes: object, topic: str = HALL) -> None:
    """One unit for each note."""
    for note in notes:

        async def work(unit: UnitOfWork, note: object = note) -> None:
            await unit.tell(topic, {"note": note})

        await store.transact(work)


async def heard(live: Live, count: int, after: int | None = 0, topic: str = HALL) -> list[LiveEvent]:
    """The next events of a topic."""
    events: list[LiveEvent] = []
    async with asyncio.timeout(PATIENT):
        async for event in live.follow(topic, after):
            events.append(event)
            if len(events) == count:
                break
    return events


def notes(events: list[LiveEvent]) -> list[object]:
    return [event.body.get("note") for event in events]


async def refuse(unit: UnitOfWork) -> Refusal:
    await unit.tell(HALL, {"note": "refused"})
    return Refusal("test.no")
