"""What SQLite answered to one unit is the answer to those stored together with it, until anything could change it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.storage import group
from civicore.storage.line import Line
from civicore.storage.sqlite import SQLite
from civicore.storage.statement import Insertion, Statement
from civicore.storage.steady import Steady
from civicore.storage.store import Store
from civicore.storage.tables import DeadAddress
from civicore.storage.unit_of_work import UnitOfWork

Work = Callable[[UnitOfWork], Awaitable[object]]
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]

_DEAD = Steady("SELECT address FROM core_dead_address WHERE channel = {}")
_BURIED = Insertion(DeadAddress)
_REVIVED = Statement("DELETE FROM core_dead_address WHERE address = {}")
Asked = Callable[[], int]


@pytest.fixture(autouse=True)
def patient(engine_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, those who wait join."""
    monkeypatch.setattr(group, "_AGE", 3600.0)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """How often the file was asked for dead addresses."""
    said: list[str] = []
    at_once = Line.at_once

    def noted(self: Line, query: str, args: object = ()) -> list[object]:
        said.append(query)
        return at_once(self, query, args)  # type: ignore[arg-type]

    monkeypatch.setattr(Line, "at_once", noted)
    return lambda: said.count(_DEAD.plain)


async def look(unit: UnitOfWork) -> list[str]:
    return [row["address"] for row in await _DEAD.ask("email")]


async def bury(unit: UnitOfWork) -> None:
    await _BURIED.note(id=new_id(), channel="email", address="jana@example.cz", reason="", at=unit.now)


async def bury_by_table(unit: UnitOfWork) -> None:
    await DeadAddress.insert(
        DeadAddress(id=new_id(), channel="email", address="jana@example.cz", reason="", at=unit.now)
    )


async def bury_and_revive(unit: UnitOfWork) -> None:
    await bury(unit)
    assert await look(unit) == ["jana@example.cz"]
    await _REVIVED.note("jana@example.cz")


async def bury_and_refuse(unit: UnitOfWork) -> Refusal:
    await bury(unit)
    assert await look(unit) == ["jana@example.cz"]
    return Refusal("booking.unknown")


async def bury_and_fail(unit: UnitOfWork) -> None:
    await bury_by_table(unit)
    assert await look(unit) == ["jana@example.cz"]
    raise LookupError


async def test_units_that_are_stored_together_ask_once(store: Store, asked: Asked) -> None:
    answers = await asyncio.gather(*(store.transact(look) for _ in range(20)))
    assert answers == [[]] * 20
    assert asked() == 1


@pytest.mark.parametrize("write", [bury, bury_by_table])
async def test_what_one_of_them_writes_is_seen_by_those_behind(store: Store, write: Callable[..., object]) -> None:
    async def first(unit: UnitOfWork) -> list[str]:
        await look(unit)
        await write(unit)  # type: ignore[misc]
        return await look(unit)

    own, *others = await asyncio.gather(store.transact(first), *(store.transact(look) for _ in range(5)))
    assert [own, *others] == [["jana@example.cz"]] * 6


@pytest.mark.parametrize("undone", [bury_and_revive, bury_and_refuse, bury_and_fail])
async def test_what_one_of_them_takes_back_was_never_there(store: Store, undone: Work) -> None:
    works: list[Work] = [look, undone, look, undone, look]
    units = (store.transact(one) for one in works)
    answers: list[object] = list(await asyncio.gather(*units, return_exceptions=True))
    assert answers[::2] == [[], [], []]


async def test_what_another_process_writes_is_seen_by_the_next_ones(store: Store, asked: Asked) -> None:
    assert isinstance(store.engine, SQLite)
    assert await store.transact(look) == []
    with sqlite3.connect(Path(store.engine.path)) as other:
        other.execute(
            "INSERT INTO core_dead_address (id, channel, address, reason, at) VALUES (?, 'email', 'a@b.cz', '', ?)",
            (str(new_id()), "2026-11-23 00:00:00+00:00"),
        )
    other.close()
    assert await store.transact(look) == ["a@b.cz"]
    assert asked() == 2


async def test_other_values_are_another_question(store: Store) -> None:
    async def other(unit: UnitOfWork) -> list[str]:
        return [row["address"] for row in await _DEAD.ask("sms")]

    await store.transact(bury)
    assert await asyncio.gather(*(store.transact(one) for one in (look, other, look))) == [
        ["jana@example.cz"],
        [],
        ["jana@example.cz"],
    ]


async def test_readings_ask_by_themselves(store: Store, asked: Asked) -> None:
    for _ in range(2):
        async with store.reading():
            await _DEAD.ask("email")
    assert asked() == 2


@pytest.mark.parametrize(
    "text",
    [
        "DELETE FROM core_dead_address",
        "SELECT 1",
        "SELECT * FROM core_dead_address, core_audit WHERE at > {}",
        "SELECT * FROM core_dead_address JOIN core_audit ON true",
        "SELECT * FROM core_dead_address WHERE address IN (SELECT actor FROM core_audit)",
    ],
)
def test_only_a_select_from_one_table_is_steady(text: str) -> None:
    with pytest.raises(ValueError, match="one table"):
        Steady(text)


async def test_writing_that_was_harmless_is_not_once_its_table_is_read(store: Store) -> None:
    await store.transact(bury)  # nobody has asked yet

    async def revive(unit: UnitOfWork) -> None:
        await _REVIVED.note("jana@example.cz")

    answers = await asyncio.gather(*(store.transact(one) for one in (look, revive, look, bury, look)))
    assert answers == [["jana@example.cz"], None, [], None, ["jana@example.cz"]]
