"""Units that come at once are stored by one flush of the disk, and each still stands for itself."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest

from civicore.base.refusal import Refusal
from civicore.storage import group
from civicore.storage.delivering import large
from civicore.storage.line import Line
from civicore.storage.sqlite import SQLite
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.transaction import CannotStore
from civicore.storage.unit_of_work import UnitOfWork

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, those who wait join."""
    monkeypatch.setattr(group, "_AGE", 3600.0)


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each COMMIT that was said."""
    said: list[str] = []
    settle = Line.settle

    async def noted(self: Line, query: str) -> None:
        if query == "COMMIT":
            said.append(query)
        await settle(self, query)

    monkeypatch.setattr(Line, "settle", noted)
    return said


async def write(store: Store, name: str) -> str:
    async def work(unit: UnitOfWork) -> str:
        await unit.record(name, actor="", subject="")
        return name

    return await store.transact(work)


async def kept(store: Store) -> set[str]:
    async with store.reading():
        return {row["action"] for row in await AuditRow.select(AuditRow.action)}


async def test_who_comes_at_once_is_stored_by_one_flush(store: Store, commits: list[str]) -> None:
    answers = await asyncio.gather(*(write(store, str(number)) for number in range(32)))
    assert len(commits) == 1
    assert await kept(store) == set(answers)


async def test_who_comes_while_one_is_stored_is_stored_by_one_more_flush(store: Store, commits: list[str]) -> None:
    async def behind(number: int) -> str:
        while not commits:
            await asyncio.sleep(0)
        return await write(store, str(number))

    answers = await asyncio.gather(write(store, "first"), *(behind(number) for number in range(31)))
    assert len(commits) == 2
    assert await kept(store) == set(answers)


async def test_whoever_is_answered_can_be_read_by_others(store: Store) -> None:
    async def one(name: str) -> bool:
        await write(store, name)
        return name in await kept(store)

    assert all(await asyncio.gather(*(one(str(number)) for number in range(20))))


async def test_a_unit_that_fails_or_refuses_takes_nothing_of_the_others_with_it(store: Store) -> None:
    async def failing(unit: UnitOfWork) -> None:
        await unit.record("failing", actor="", subject="")
        raise LookupError

    async def refusing(unit: UnitOfWork) -> Refusal:
        await unit.record("refusing", actor="", subject="")
        return Refusal("booking.unknown")

    async def wrong(unit: UnitOfWork) -> None:
        await unit.record("wrong", actor="", subject="")
        await AuditRow.raw("INSERT INTO nowhere VALUES (1)")

    works = [write(store, "a"), store.transact(failing), write(store, "b"), store.transact(refusing)]
    ended = await asyncio.gather(*works, store.transact(wrong), write(store, "c"), return_exceptions=True)
    assert [type(one) for one in ended] == [str, LookupError, str, Refusal, sqlite3.OperationalError, str]
    assert await kept(store) == {"a", "b", "c"}


async def test_a_unit_that_waits_for_another_ones_answer_keeps_nobody_waiting(store: Store) -> None:
    stored, begun = asyncio.Event(), []

    async def before() -> None:
        await write(store, "before")
        stored.set()

    async def waiting(unit: UnitOfWork) -> None:
        begun.append(unit)
        await unit.record("waiting", actor="", subject="")
        await stored.wait()

    await asyncio.gather(write(store, "first"), before(), store.transact(waiting), write(store, "behind"))
    assert await kept(store) == {"first", "before", "waiting", "behind"}
    assert len(begun) == 2  # it was undone and begun again by itself


async def test_when_the_disk_does_not_take_it_nobody_is_told_that_it_is_there(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = Line.settle

    async def broken(self: Line, query: str) -> None:
        if query == "COMMIT":
            raise sqlite3.OperationalError("disk I/O error")
        await settle(self, query)

    with monkeypatch.context() as patched:
        patched.setattr(Line, "settle", broken)
        ended: list[Any] = await asyncio.gather(
            *(write(store, str(number)) for number in range(5)), return_exceptions=True
        )
    assert [type(one) for one in ended] == [CannotStore] * 5
    assert await kept(store) == set()
    await write(store, "afterwards")
    assert await kept(store) == {"afterwards"}
    assert isinstance(store.engine, SQLite) and store.engine.at_rest


async def test_who_is_cancelled_while_it_is_stored_is_stored_or_not_but_the_others_are(store: Store) -> None:
    tasks = [asyncio.create_task(write(store, str(number))) for number in range(10)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert {one for one in ended if isinstance(one, str)} <= await kept(store)
    assert isinstance(ended[1], str) and isinstance(ended[9], str)
    assert isinstance(store.engine, SQLite) and store.engine.at_rest


async def test_what_is_acknowledged_is_on_the_disk(store: Store) -> None:
    assert isinstance(store.engine, SQLite)
    full = 2
    assert store.engine.writer.at_once("PRAGMA synchronous") == [{"synchronous": full}]


@pytest.mark.parametrize("how", ["RELEASE unit", "ROLLBACK TO unit"])
async def test_a_unit_that_can_be_neither_kept_nor_undone_is_not_stored_with_the_others(
    store: Store, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    at_once = Line.at_once
    fails = [how]

    def broken(self: Line, query: str, args: Any = ()) -> list[Any]:
        if query == how and self.at_work and fails:  # type: ignore[attr-defined]
            raise sqlite3.OperationalError(f"disk I/O error at {fails.pop()}")
        return at_once(self, query, args)

    async def half(unit: UnitOfWork) -> None:
        await unit.record("half", actor="", subject="")
        Line.at_work = True  # type: ignore[attr-defined]
        if how.startswith("ROLLBACK"):
            raise KeyError

    monkeypatch.setattr(Line, "at_work", False, raising=False)
    monkeypatch.setattr(Line, "at_once", broken)
    units = (write(store, "alone"), write(store, "whole"), store.transact(half))
    *well, wrong = await asyncio.gather(*units, return_exceptions=True)
    assert well == ["alone", "whole"] and isinstance(wrong, Exception) and not fails
    assert await kept(store) == {"alone", "whole"}


async def test_while_nothing_can_be_undone_everybody_is_told_and_then_all_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be undone is never stored with what comes after it, and nobody waits for a turn that is lost."""
    at_once = Line.at_once
    fails = {"ROLLBACK TO unit", "ROLLBACK"}

    def broken(self: Line, query: str, args: Any = ()) -> list[Any]:
        if query in fails:
            raise sqlite3.OperationalError(f"disk I/O error at {query}")
        return at_once(self, query, args)

    async def half(unit: UnitOfWork) -> None:
        await unit.record("half", actor="", subject="")
        raise KeyError

    monkeypatch.setattr(Line, "at_once", broken)
    every = await asyncio.gather(store.transact(half), write(store, "with it"), return_exceptions=True)
    after = await asyncio.gather(write(store, "next"), write(store, "one more"), return_exceptions=True)
    assert all(isinstance(one, Exception) for one in (*every, *after))
    fails.clear()
    assert await write(store, "well") == "well"
    assert await kept(store) == {"well"}


async def test_what_may_be_very_large_is_stored_by_itself_and_needs_no_memory_to_be_undone(
    store: Store, commits: list[str]
) -> None:
    assert isinstance(store.engine, SQLite)
    writer, kinds = store.engine.writer, {"in a file": 1, "in memory": 2}
    seen: list[int] = []

    async def work(unit: UnitOfWork) -> None:
        seen.append(writer.at_once("PRAGMA temp_store")[0]["temp_store"])
        await unit.record("erased", actor="", subject="")

    with large():
        await asyncio.gather(*(store.transact(work) for _ in range(3)))
    assert (seen, len(commits)) == ([kinds["in a file"]] * 3, 3)
    await store.transact(work)
    assert seen[-1] == kinds["in memory"]
