"""Whoever stores for a crowd keeps its names for a moment, for those who come next, and gives them up then."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import asyncpg  # type: ignore[import-untyped]
import pytest

from civicore.storage import lent
from civicore.storage.opening import Opening
from civicore.storage.postgres import Postgres
from civicore.storage.store import Store
from tests.databases import PATIENT, on_postgres
from tests.speed.writing.counting import counted
from tests.storage.deeds import changing, lines, said
from tests.storage.names import held_in, held_now

pytestmark = [pytest.mark.anyio, on_postgres]


def crowd(*names: str) -> Opening:
    return Opening(names, beforehand=lambda: None)


@pytest.fixture
def engine(store: Store) -> Postgres:
    assert isinstance(store.engine, Postgres)
    return store.engine


MONDAY, TUESDAY = crowd("rules", "monday"), crowd("rules", "tuesday")


async def test_who_comes_soon_after_asks_only_for_the_names_that_are_missing(
    store: Store, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setattr(lent, "_KEPT", PATIENT)
    with counted(monkeypatch) as cost:
        for opening in (MONDAY, TUESDAY, MONDAY):
            await store.transact(said, opening)
    asked = [one for one in cost.said if "pg_" in one]
    assert [lent._HELD in one for one in asked] == [True, False, False]  # the last one only whether it is still there
    assert await held_now(database_url) == 3
    assert await lines(store) == ["said"] * 3


async def test_a_connection_lost_while_nobody_used_it_costs_nobody_a_doubt(
    store: Store, engine: Postgres, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    """The process hears of the loss only when it uses it: what it says first can be said again to another."""
    monkeypatch.setattr(lent, "_KEPT", PATIENT)
    await store.transact(said, MONDAY)
    ((resting, _),) = engine._crowd._resting._lying
    (row,) = await resting.fetch("SELECT pg_backend_pid() AS pid")
    os.kill(row["pid"], signal.SIGTERM)
    time.sleep(0.1)  # seconds, in which the process hears of nothing
    await store.transact(said, MONDAY)
    assert await lines(store) == ["said"] * 2


async def test_names_are_given_up_soon_after_the_last_one(store: Store, database_url: str) -> None:
    await store.transact(said, MONDAY)
    assert await held_in(database_url) == 0
    with pytest.MonkeyPatch.context() as patched, counted(patched) as cost:
        await store.transact(said, MONDAY)
    assert len(cost.said) == 2


async def test_however_many_come_names_are_taken_anew_after_a_moment(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits to lock them gets in between."""
    over = False

    async def rush() -> None:
        while not over:
            await store.transact(said, MONDAY)

    rushing = [asyncio.create_task(rush()) for _ in range(4)]
    await asyncio.sleep(0.3)  # seconds: longer than names are kept
    try:
        async with asyncio.timeout(PATIENT):
            await store.transact(changing)
    finally:
        over = True
        await asyncio.gather(*rushing)
    assert "new" in await lines(store)


async def test_who_needs_a_connection_for_something_else_gets_none_that_holds_names(
    store: Store, engine: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lent, "_KEPT", PATIENT)
    await store.transact(said, MONDAY)
    assert [one.holds for one, _ in engine._crowd._resting._lying] == [True]
    other = await engine._lent()
    assert not other.holds
    (row,) = await other.fetch("SELECT current_setting('lock_timeout') AS lock")
    assert row["lock"] != "500ms"
    engine._lending.put_down(other)


async def test_closing_waits_for_no_moment_and_leaves_no_name(
    store: Store, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setattr(lent, "_KEPT", PATIENT)
    await store.transact(said, MONDAY)
    async with asyncio.timeout(PATIENT / 2):
        await store.close()
    assert await held_in(database_url) == 0


async def test_nobody_waits_for_a_name_with_others_in_hand(store: Store, engine: Postgres) -> None:
    """Somebody has Tuesday for themselves: who booked on Monday and wants Tuesday keeps nobody from Monday."""
    one, blocker, other = [await engine._lent() for _ in range(3)]
    await one.hold(("monday",))
    await blocker.say("SELECT pg_advisory_lock(hashtextextended('tuesday', 0))")
    waiting = asyncio.create_task(one.hold(("tuesday",)))
    async with asyncio.timeout(PATIENT):
        while not await other.fetch("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            await asyncio.sleep(0.01)
    (row,) = await other.fetch("SELECT pg_try_advisory_lock(hashtextextended('monday', 0)) AS free")
    assert row["free"]
    for lent_one in (blocker, other):
        await lent_one.say("SELECT pg_advisory_unlock_all()")
    await waiting
    assert one._names == ("tuesday",)
    for lent_one in (one, blocker, other):
        await lent_one.put_down()


async def test_names_that_could_not_be_taken_are_not_thought_held(store: Store, engine: Postgres) -> None:
    """Somebody has one of them for themselves for longer than a crowd waits: the next one asks for all again."""
    one, blocker = await engine._lent(), await engine._lent()
    await one.hold(("rules", "monday"))
    await blocker.say("SELECT pg_advisory_lock(hashtextextended('tuesday', 0))")
    with pytest.raises(asyncpg.LockNotAvailableError):
        await one.hold(("rules", "tuesday"))
    assert (one.left, one.holds) == (0.0, True)
    await blocker.say("SELECT pg_advisory_unlock_all()")
    await one.hold(("rules", "tuesday"))
    (row,) = await one.fetch("SELECT count(*) AS number FROM pg_locks WHERE locktype = 'advisory'")
    assert row["number"] == 2  # those of before were given up
    for lent_one in (one, blocker):
        await lent_one.put_down()
