"""Units of work on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork

pytestmark = pytest.mark.anyio


async def lines(store: Store) -> list[str]:
    async with store.reading():
        return [row["action"] for row in await AuditRow.select(AuditRow.action).order_by(AuditRow.position)]


async def line(unit: UnitOfWork, action: str) -> None:
    await unit.record(action, actor="staff:1", subject="booking:1")


async def test_a_unit_is_kept_and_its_answer_returned(store: Store) -> None:
    async def work(unit: UnitOfWork) -> int:
        await line(unit, "first")
        await line(unit, "second")
        return 7

    assert await store.transact(work) == 7
    assert await lines(store) == ["first", "second"]


async def test_a_refusal_leaves_no_trace(store: Store) -> None:
    async def work(unit: UnitOfWork) -> Refusal:
        await line(unit, "first")
        return Refusal("booking.full")

    assert (await store.transact(work)).code == "booking.full"
    assert await lines(store) == []


async def test_an_error_leaves_no_trace(store: Store) -> None:
    async def work(unit: UnitOfWork) -> None:
        await line(unit, "first")
        raise LookupError

    with pytest.raises(LookupError):
        await store.transact(work)
    assert await lines(store) == []


async def test_a_unit_inside_a_unit_joins_it(store: Store) -> None:
    async def inner(unit: UnitOfWork) -> UnitOfWork:
        await line(unit, "inner")
        return unit

    async def outer(unit: UnitOfWork) -> Refusal:
        assert await store.transact(inner) is unit
        return Refusal("booking.full")

    await store.transact(outer)
    assert await lines(store) == []


async def test_half_of_a_unit_cannot_be_kept(store: Store) -> None:
    async def inner(unit: UnitOfWork) -> Refusal:
        await line(unit, "inner")
        return Refusal("booking.full")

    async def outer(_unit: UnitOfWork) -> str:
        await store.transact(inner)
        return "done"

    with pytest.raises(RuntimeError, match="refuse too"):
        await store.transact(outer)
    assert await lines(store) == []


async def test_a_refusal_before_any_writing_lets_the_outer_unit_go_on(store: Store) -> None:
    async def inner(_unit: UnitOfWork) -> Refusal:
        await AuditRow.count()
        return Refusal("booking.unknown_code")

    async def outer(unit: UnitOfWork) -> str:
        await store.transact(inner)
        await line(unit, "outer")
        return "done"

    assert await store.transact(outer) == "done"
    assert await lines(store) == ["outer"]


@pytest.mark.parametrize("fraction", [0, 1, 500_000, 999_999])
async def test_instants_come_back_to_the_microsecond_and_in_order(
    store: Store, clock: DemoClock, fraction: int
) -> None:
    instant = datetime(2026, 11, 24, 7, 0, 0, fraction, UTC)
    for at in (instant, instant + timedelta(microseconds=1), instant - timedelta(microseconds=1)):
        clock.freeze(at)
        await store.transact(lambda unit: line(unit, unit.now.isoformat()))
    async with store.reading():
        rows = await AuditRow.select().order_by(AuditRow.at)
        later = await AuditRow.count().where(AuditRow.at > instant)
    assert [row["at"].isoformat() for row in rows] == [row["action"] for row in rows]
    assert rows[1]["at"] == instant
    assert later == 1


async def test_what_the_databases_would_store_differently_is_refused(store: Store) -> None:
    async def naive(_unit: UnitOfWork) -> None:
        await AuditRow.delete().where(AuditRow.at < datetime(2026, 11, 24))  # noqa: DTZ001

    async def nul(unit: UnitOfWork) -> None:
        await line(unit, "a\x00b")

    for work in (naive, nul):
        with pytest.raises(ValueError, match=r"needs a time zone|NUL"):
            await store.transact(work)


async def test_records_are_not_touched_outside_a_unit(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        await AuditRow.select()
    async with store.reading():
        with pytest.raises(RuntimeError, match="reading"):
            await store.transact(lambda unit: line(unit, "first"))
