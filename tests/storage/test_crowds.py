"""What goes on between a crowd and those who store for it: nobody is forgotten, and what was asked holds to the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from civicore.storage import crowd, lent
from civicore.storage.opening import Opening
from civicore.storage.postgres import Postgres
from civicore.storage.statement import Statement
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT, on_postgres
from tests.storage.deeds import changing, lines, said

pytestmark = [pytest.mark.anyio, on_postgres]

CROWD = Opening(("rules",), beforehand=lambda: None)
_CLOSED = Statement("SELECT 1 FROM core_audit WHERE action = 'new'")


@pytest.fixture
def engine(store: Store) -> Postgres:
    assert isinstance(store.engine, Postgres)
    return store.engine


async def test_whoever_comes_just_when_the_last_one_is_stored_is_stored_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowd, "STORING", 1)
    async with asyncio.timeout(PATIENT):
        for _ in range(10):
            await store.transact(said, CROWD)
    assert await lines(store) == ["said"] * 10


async def test_two_who_store_and_end_in_the_same_turn_leave_nobody_behind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, at_once = lent.Lent.store, asyncio.Barrier(2)

    async def both(self: lent.Lent, query: str, values: Sequence[Sequence[Any]]) -> None:
        await stored(self, query, values)
        if len(ended) < 2:
            ended.append(query)
            await at_once.wait()

    async def twice() -> None:
        await store.transact(said, CROWD)
        await store.transact(said, CROWD)

    ended: list[str] = []
    monkeypatch.setattr(crowd, "_TOGETHER", 1)
    monkeypatch.setattr(lent.Lent, "store", both)
    async with asyncio.timeout(PATIENT):
        await asyncio.gather(twice(), twice())
    assert await lines(store) == ["said"] * 4


@pytest.mark.parametrize("asks", [True, False])
async def test_what_a_unit_was_told_before_its_end_holds_until_its_end(store: Store, asks: bool) -> None:
    closed: list[asyncio.Task[None]] = []

    async def booking(unit: UnitOfWork) -> str:
        found = await _CLOSED.hope(())
        if asks:
            await AuditRow.count()
        else:
            async with store.aside():  # as when a stranger is asked
                pass
        closed.append(asyncio.create_task(store.transact(changing)))
        await asyncio.sleep(0.3)  # seconds; the end is the same without
        if found:
            return "closed"
        await said(unit)
        return "said"

    assert await store.transact(booking, CROWD) == "said"
    await asyncio.gather(*closed)
    assert await lines(store) == ["said", "new"]
    assert await store.transact(booking, CROWD) == "closed"
    await asyncio.gather(*closed)


async def test_what_was_handed_over_is_stored_before_the_store_is_closed(store: Store, engine: Postgres) -> None:
    task = asyncio.create_task(store.transact(said, CROWD))
    while engine._crowd.at_rest:
        await asyncio.sleep(0)
    await store.close()
    await task
    await store.open()
    assert await lines(store) == ["said"]


async def test_a_look_that_takes_long_keeps_nobody_from_looking(store: Store, engine: Postgres) -> None:
    slow, quick = Statement("SELECT 1 AS one FROM core_audit"), lent.Lent.fetch
    go = asyncio.Event()

    async def fetch(self: lent.Lent, query: str, *values: Any) -> list[Any]:
        rows = await quick(self, query, *values)
        if not looking:
            looking.append(query)
            await go.wait()
        return rows

    looking: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lent.Lent, "fetch", fetch)
        first = asyncio.create_task(store.glance(slow))
        while not looking:
            await asyncio.sleep(0.01)
        async with asyncio.timeout(PATIENT):
            assert await store.glance(slow) == []
        go.set()
        assert await first == []


@pytest.mark.parametrize("of_the_administrator", ["0", "5min"])
async def test_a_connection_that_holds_names_is_lost_with_a_process_that_stands_still_and_no_other(
    engine: Postgres, of_the_administrator: str
) -> None:
    """How long the server waits for a session that says nothing, and for a lock."""
    one = await engine._lent()
    await one.say(f"SET idle_session_timeout = '{of_the_administrator}'")

    async def known_there() -> tuple[str, str]:
        asked = "SELECT current_setting('idle_session_timeout') AS idle, current_setting('lock_timeout') AS lock"
        (row,) = await one.fetch(asked)
        return row["idle"], row["lock"]

    before = await known_there()
    for name in ("rules", "monday"):
        await one.hold((name,))
        assert await known_there() == ("1min", "500ms")
    for _ in range(2):
        await one._connection.execute(lent._GIVEN_UP)
        assert await known_there() == (of_the_administrator, before[1])
    await one.put_down()
