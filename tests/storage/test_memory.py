"""What was read a moment ago: one reading for all who ask meanwhile, until something is written."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from civicore.storage.changes import altered
from civicore.storage.memory import Memory
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Reading:
    """A reading that takes as long as it is let, and counts itself."""

    def __init__(self) -> None:
        self.go, self.number = asyncio.Event(), 0

    async def __call__(self) -> int:
        self.number += 1
        mine = self.number
        await self.go.wait()
        return mine


@pytest.fixture(autouse=True)
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore.storage.memory._beat", lambda: 1)


async def line(unit: UnitOfWork) -> None:
    await unit.record("seen", actor="", subject="")


async def rewritten(unit: UnitOfWork) -> None:
    await AuditRow.update({AuditRow.actor: "nobody"}, force=True)


async def test_all_who_ask_meanwhile_are_told_by_one_reading(store: Store) -> None:
    memory, read = Memory[int](store), Reading()
    first, *others = [asyncio.create_task(memory.get(NOW, "key", read)) for _ in range(20)]
    await asyncio.sleep(0)
    first.cancel()  # who asked first may leave
    read.go.set()
    assert await asyncio.gather(*others) == [1] * 19
    assert await memory.get(NOW, "key", read) == 1


async def test_who_asks_after_something_was_written_is_told_by_a_later_reading(store: Store) -> None:
    memory, read = Memory[int](store), Reading()
    before = asyncio.create_task(memory.get(NOW, "key", read))
    await asyncio.sleep(0)
    await store.transact(line)
    after = asyncio.create_task(memory.get(NOW, "key", read))
    await asyncio.sleep(0)
    read.go.set()
    assert (await before, await after) == (1, 2)
    assert await memory.get(NOW, "key", read) == 2


async def test_a_reading_that_fails_is_begun_again_by_the_next_one(store: Store) -> None:
    async def fails() -> int:
        raise LookupError

    memory, read = Memory[int](store), Reading()
    read.go.set()
    with pytest.raises(LookupError):
        await memory.get(NOW, "key", fails)
    assert await memory.get(NOW, "key", read) == 1


async def test_rows_that_are_only_added_alter_nothing(store: Store) -> None:
    memory = Memory[int](store, altered("core_audit"))
    memory.keep(memory.moment(NOW), "key", 1)
    await store.transact(line)
    assert memory.known(NOW, "key") == 1
    await store.transact(rewritten)
    assert memory.known(NOW, "key") is None
