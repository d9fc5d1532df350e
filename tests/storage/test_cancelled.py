"""Tasks are cancelled at any moment; connections, locks and records come through it."""

from __future__ import annotations

import asyncio
import random
import threading

import pytest

from civicore.base.clock import SystemClock
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.transaction import to_the_end
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT

pytestmark = pytest.mark.anyio


async def write(store: Store, name: str) -> str:
    """Two lines, which must be kept both or not at all."""

    async def work(unit: UnitOfWork) -> str:
        for half in (1, 2):
            await unit.record(name, actor="staff:1", subject="booking:1", facts={"half": half})
        return name

    return await store.transact(work)


async def at_rest(store: Store) -> bool:
    """Whether every connection and the turn to write have been given back; that may go on behind the answer's back."""
    for _ in range(100):
        if store.engine.at_rest:
            return True
        await asyncio.sleep(0.01)
    return False


async def read(store: Store) -> dict[str, int]:
    counts: dict[str, int] = {}
    async with store.reading():
        for row in await AuditRow.select(AuditRow.action):
            counts[row["action"]] = counts.get(row["action"], 0) + 1
    return counts


async def test_a_storm_of_cancellations_leaks_nothing_and_halves_nothing(store: Store) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()

    async def visitor(name: str) -> None:
        acknowledged.add(await write(store, name))
        await read(store)

    for wave in range(12):
        tasks = [asyncio.create_task(visitor(f"{wave}.{number}")) for number in range(20)]
        tasks[0].cancel()
        for task in chance.sample(tasks, 14):
            for _ in range(chance.randrange(8)):
                await asyncio.sleep(0)
            if chance.random() < 0.5:
                await asyncio.sleep(chance.random() / 50)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    kept = await read(store)
    assert set(kept.values()) == {2}
    assert acknowledged <= set(kept)
    assert len(acknowledged) < 12 * 20
    assert await at_rest(store)
    assert len(await asyncio.gather(*(write(store, f"after.{number}") for number in range(30)))) == 30


async def test_a_unit_can_be_cancelled_at_each_of_its_steps(store: Store) -> None:
    """The storm above meets units that wait; this one also those that begin, write and end."""
    acknowledged = 0
    for steps in range(200):
        task = asyncio.create_task(write(store, str(steps)))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        (ended,) = await asyncio.gather(task, return_exceptions=True)
        acknowledged += isinstance(ended, str)
    kept = await read(store)
    assert set(kept.values()) <= {2}
    assert acknowledged <= len(kept)
    assert await at_rest(store)


async def test_opening_and_closing_many_times_leaves_no_thread(database_url: str) -> None:
    before = threading.active_count()
    for _ in range(5):
        store = Store(database_url, clock=SystemClock(), wait=PATIENT)
        opening = asyncio.create_task(store.open())
        await asyncio.sleep(0)
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        await store.open()
        await store.close()
    async with asyncio.timeout(PATIENT):  # a thread ends a moment after its connection
        while threading.active_count() > before:
            await asyncio.sleep(0.01)


async def test_work_that_must_end_ends_before_the_cancellation_is_seen() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0.01)
        ended.set()

    task = asyncio.create_task(to_the_end(work()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_a_task_begun_inside_a_unit_has_its_own(store: Store) -> None:
    late: list[asyncio.Task[str]] = []

    async def work(unit: UnitOfWork) -> None:
        await unit.record("outer", actor="staff:1", subject="booking:1")
        late.append(asyncio.create_task(write(store, "late")))
        raise LookupError

    with pytest.raises(LookupError):
        await store.transact(work)
    await asyncio.gather(*late)
    assert await read(store) == {"late": 2}


async def test_a_foreign_task_cannot_reach_into_a_unit(store: Store) -> None:
    async def work(_unit: UnitOfWork) -> None:
        await asyncio.gather(AuditRow.count().run())

    with pytest.raises(RuntimeError, match="by the task itself"):
        await store.transact(work)
