"""SQLite's log is brought into the file beside the work; it neither grows without end nor keeps what was erased."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from civicore.storage import writing_back
from civicore.storage.line import Line
from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]

PAGE = 4096 + 24  # in the log each has a head
LONG = 40


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of few pages is long, and no quiet second is waited for."""
    monkeypatch.setattr(writing_back, "_UNITS", 1)
    monkeypatch.setattr(writing_back, "_LONG", LONG)
    monkeypatch.setattr(writing_back, "_LOOK", 0.001)
    monkeypatch.setattr(writing_back, "_QUIET", 0.0)


def log_of(store: Store) -> Path:
    assert isinstance(store.engine, SQLite)
    return Path(f"{store.engine.path}-wal")


async def write(store: Store, name: str) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.record(name, actor="", subject="", facts={"long": "x" * 3000})

    await store.transact(work)


async def emptied(store: Store) -> None:
    async with asyncio.timeout(PATIENT):
        while log_of(store).stat().st_size:
            await asyncio.sleep(0.01)


async def test_the_log_is_empty_once_nobody_writes(store: Store) -> None:
    await write(store, "erased later")
    await emptied(store)


async def test_the_log_stays_short_while_somebody_always_writes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing_back, "_QUIET", 3600.0)
    waited: list[str] = []
    settle = Line.execute_fetchall

    async def noted(self: Line, query: str, args: tuple[object, ...] = ()) -> list[object]:
        waited.append(query)
        return await settle(self, query, args)

    monkeypatch.setattr(Line, "execute_fetchall", noted)
    while sum("wal_checkpoint" in one for one in waited) < 40:
        await asyncio.gather(*(write(store, str(number)) for number in range(8)))
    assert log_of(store).stat().st_size < 20 * LONG * PAGE
    assert waited.count("COMMIT") > 20


async def test_what_many_units_write_to_the_same_pages_is_written_back_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(writing_back, "_QUIET", 3600.0)
    assert isinstance(store.engine, SQLite)
    asked: list[str] = []
    settle = Line.execute_fetchall

    async def noted(self: Line, query: str, args: tuple[object, ...] = ()) -> list[object]:
        asked.append(query)
        return await settle(self, query, args)

    monkeypatch.setattr(Line, "execute_fetchall", noted)
    for number in range(180):
        await write(store, str(number))
    await asyncio.sleep(5 * writing_back._LOOK)
    assert not any("wal_checkpoint" in one for one in asked)
    for number in range(20):
        await write(store, str(number))
    async with asyncio.timeout(PATIENT):
        while not any("wal_checkpoint" in one for one in asked):
            await asyncio.sleep(writing_back._LOOK)


async def test_a_long_reading_holds_up_nobody_and_afterwards_the_log_is_emptied(store: Store) -> None:
    async with store.reading():
        before = await AuditRow.count()
        for number in range(3 * LONG):
            await asyncio.create_task(write(store, str(number)))  # somebody else
        assert await AuditRow.count() == before
        assert log_of(store).stat().st_size > LONG * PAGE
    await emptied(store)
    async with store.reading():
        assert await AuditRow.count() == before + 3 * LONG


async def test_what_was_erased_leaves_the_log_though_a_reading_stood_in_the_way(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []
    ask = Line.execute_fetchall

    async def noted(self: Line, query: str, args: tuple[object, ...] = ()) -> list[object]:
        rows = await ask(self, query, args)
        if "TRUNCATE" in query:
            tries.append(rows[0]["busy"])
        return rows

    monkeypatch.setattr(Line, "execute_fetchall", noted)
    await emptied(store)
    async with store.reading():
        await AuditRow.count()
        await asyncio.create_task(write(store, "erased later"))
        tries.clear()
        async with asyncio.timeout(PATIENT):
            while not tries:
                await asyncio.sleep(0.01)
        assert log_of(store).stat().st_size
    assert tries[0] == 1
    await emptied(store)


async def test_what_is_not_in_the_file_yet_is_there_when_it_is_closed(store: Store) -> None:
    await write(store, "last")
    assert isinstance(store.engine, SQLite)
    file = Path(store.engine.path)
    await store.close()
    assert b"last" in file.read_bytes()
    await store.open()
