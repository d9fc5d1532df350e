"""What a unit begins with: names it holds together with others, and what must hold then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import asyncpg  # type: ignore[import-untyped]
import pytest

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.storage.opening import Opening, Unless, plain
from civicore.storage.statement import Statement
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT, on_postgres
from tests.speed.writing.counting import counted

pytestmark = pytest.mark.anyio

_AT_WORK = {"sqlite": 1, "postgres": 6}  # units at once
_GETTING_IN_THE_WAY = 0.3  # seconds, long enough to meet; the end is the same without


class Other(Exception):
    """Something else is in force."""


SHARING = Opening(("rules", "town.day:hall|2026-11-25"))
CHECKED = Opening(("rules",), Unless("SELECT FROM core_audit WHERE action <> 'old'", Other))


async def nothing(unit: UnitOfWork) -> None:
    """A unit that does nothing."""


async def lines(unit: UnitOfWork) -> int:
    """How many lines the unit sees in its first statement."""
    return int(await AuditRow.count())


def changing(begun: asyncio.Event, go: asyncio.Event) -> Callable[[UnitOfWork], Awaitable[None]]:
    async def work(unit: UnitOfWork) -> None:
        await unit.lock("rules")
        await unit.record("new", actor="", subject="")
        begun.set()
        await go.wait()

    return work


async def around(store: Store, *later: Awaitable[object]) -> list[object]:
    """What becomes of units that begin while another one holds the name alone and writes."""
    begun, go = asyncio.Event(), asyncio.Event()
    change = asyncio.create_task(store.transact(changing(begun, go)))
    await begun.wait()
    tasks = [asyncio.ensure_future(one) for one in later]
    await asyncio.sleep(_GETTING_IN_THE_WAY)
    assert not any(one.done() for one in tasks)
    go.set()
    await change
    return list(await asyncio.gather(*tasks, return_exceptions=True))


@on_postgres
async def test_whoever_waited_sees_what_the_last_holder_stored(database_url: str, store: Store) -> None:
    await store.close()
    connection = await asyncpg.connect(database_url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE \"{name}\" SET default_transaction_isolation = 'repeatable read'")
    await connection.close()
    await store.open()
    assert await around(store, store.transact(lines, Opening(("rules",))), store.transact(lines, SHARING)) == [1, 1]


@on_postgres
async def test_a_unit_does_not_begin_where_what_it_relies_on_was_changed_meanwhile(store: Store) -> None:
    await store.transact(nothing, CHECKED)
    (answer,) = await around(store, store.transact(nothing, CHECKED))
    assert isinstance(answer, Other)
    await store.transact(nothing)  # its connection is as good as before


async def test_those_who_share_a_name_do_not_wait_for_each_other(store: Store) -> None:
    async def joined(unit: UnitOfWork) -> None:
        await store.transact(nothing, SHARING)
        await unit.share("rules")

    await asyncio.gather(*(store.transact(joined, SHARING) for _ in range(4)))


@on_postgres
async def test_whoever_wants_a_name_alone_waits_for_all_who_share_it(store: Store) -> None:
    met, go, begun = asyncio.Barrier(3), asyncio.Event(), asyncio.Event()

    async def sharing(unit: UnitOfWork) -> None:
        await met.wait()
        await go.wait()
        await unit.record("shared", actor="", subject="")

    async def joining(unit: UnitOfWork) -> None:
        await store.transact(sharing, SHARING)

    async def alone(unit: UnitOfWork) -> int:
        begun.set()
        await unit.lock("rules")
        return int(await AuditRow.count())

    sharers = [asyncio.create_task(store.transact(*one)) for one in ((sharing, SHARING), (joining,))]
    await met.wait()
    last = asyncio.create_task(store.transact(alone))
    await begun.wait()
    await asyncio.sleep(_GETTING_IN_THE_WAY)
    assert not last.done()
    go.set()
    await asyncio.gather(*sharers)
    assert await last == 2


async def test_a_crowd_that_waited_begins_nothing_once_it_is_known_what_refuses_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, known, full = asyncio.Event(), list[Refusal](), Refusal("town.full")
    crowd = Opening(beforehand=lambda: known[0] if known else None)

    async def holding(unit: UnitOfWork) -> None:
        await go.wait()

    before = [asyncio.create_task(store.transact(holding)) for _ in range(_AT_WORK[store.engine_type])]
    await asyncio.sleep(_GETTING_IN_THE_WAY)
    with counted(monkeypatch) as cost:
        waiting = [asyncio.create_task(store.transact(lines, crowd)) for _ in range(30)]
        await asyncio.sleep(_GETTING_IN_THE_WAY)
        assert not any(one.done() for one in waiting)
        known.append(full)
        go.set()
        told: list[object] = list(await asyncio.gather(*waiting))
        assert told == [full] * 30
        assert (cost.begun, cost.said) == (0, [])
    await asyncio.gather(*before)
    known.clear()
    assert await asyncio.gather(*(store.transact(lines, crowd) for _ in range(30))) == [0] * 30  # no turn was lost


async def test_for_a_unit_it_is_now_when_its_turn_has_come(store: Store, clock: DemoClock) -> None:
    go, instant = asyncio.Event(), clock.now() + timedelta(minutes=1)

    async def holding(unit: UnitOfWork) -> None:
        await go.wait()

    async def told(unit: UnitOfWork) -> datetime:
        return unit.now

    before = [asyncio.create_task(store.transact(holding)) for _ in range(_AT_WORK[store.engine_type])]
    await asyncio.sleep(_GETTING_IN_THE_WAY)
    late = asyncio.create_task(store.transact(told))
    await asyncio.sleep(_GETTING_IN_THE_WAY)
    clock.freeze(instant)
    go.set()
    assert await late == instant
    await asyncio.gather(*before)


async def test_who_only_reads_does_not_wait_behind_a_crowd_that_writes(store: Store) -> None:
    go = asyncio.Event()

    async def holding(unit: UnitOfWork) -> None:
        await go.wait()

    crowd = [asyncio.create_task(store.transact(holding)) for _ in range(30)]
    await asyncio.sleep(_GETTING_IN_THE_WAY)
    async with asyncio.timeout(PATIENT), store.reading():
        assert await AuditRow.count() == 0
    async with asyncio.timeout(PATIENT):
        assert await store.glance(Statement("SELECT 1 AS one")) != []
    assert not any(one.done() for one in crowd)
    go.set()
    await asyncio.gather(*crowd)


async def test_a_unit_inside_another_is_never_refused_beforehand(store: Store) -> None:
    async def outer(unit: UnitOfWork) -> int:
        return await store.transact(lines, Opening(beforehand=lambda: Refusal("town.full")))

    assert await store.transact(outer) == 0


def test_only_names_stand_in_a_statement_as_they_are() -> None:
    assert plain("day:hall|2026-11-25") == "'day:hall|2026-11-25'"
    for wrong in ("", "it's", "a b", "a\\", "ř", "a;b", "a\n"):
        with pytest.raises(ValueError, match="neither a name nor a hash"):
            plain(wrong)
