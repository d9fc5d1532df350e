"""However many bookings are kept, what is asked again and again reads only those it is about; a new one meets few."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from civicore_booking import store
from civicore_booking.keeping import expire
from civicore_booking.rows import columns_of
from civicore_booking.tables import BookingRow

from civicore.base.codes import new_id
from civicore.storage.line import Line
from civicore.storage.sqlite import SQLite
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.making import at
from tests.booking.town import Town

DAY, NOON = date(2026, 11, 25), at("2026-11-25T12:00:00")
ASKED: dict[str, Callable[[], Awaitable[object]]] = {
    "what is to come": lambda: store.from_day(DAY),
    "how much is to come": lambda: store.numbers_from(DAY),
    "the days that have bookings": lambda: store.days_from(DAY),
    "a day everywhere": lambda: store.between(None, DAY, DAY),
    "a day of an office": lambda: store.on_day("hall", DAY),
    "who is to be reminded": lambda: store.not_reminded(NOON, NOON + timedelta(days=1)),
    "holds that ended": lambda: store.held_before(NOON),
    "visits that are over": lambda: store.over_before(NOON),
    "visits that were cancelled": lambda: store.cancelled_before(NOON),
    "whom a pause concerns": lambda: store.not_paused(NOON, NOON + timedelta(hours=8)),
    "who was told of a pause": lambda: store.paused(()),
    "a code or a reference": lambda: store.by_hash(("one", "another")),
    "a code at the door": lambda: store.with_code(("one", "another"), "hall", DAY, DAY),
}


@pytest.mark.parametrize("what", ASKED)
async def test_no_question_that_is_asked_again_and_again_reads_every_booking(
    town: Town, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not isinstance(town.store.engine, SQLite):  # how PostgreSQL goes about it depends on how much there is
        async with town.store.reading():
            names = await town.store.engine.names()
        assert {f"booking_booking_{one}" for one in ("place", "day", "start", "held")} <= names
        return
    said: list[tuple[str, Sequence[Any]]] = []
    at_once = Line.at_once

    def heard(self: Line, query: str, args: Sequence[Any] = ()) -> list[Any]:
        said.append((query, args))
        return at_once(self, query, args)

    with monkeypatch.context() as patched:
        patched.setattr(Line, "at_once", heard)
        async with town.store.reading():
            await ASKED[what]()
    (asked,) = [one for one in said if "booking_booking" in one[0]]
    plan = [step["detail"] for step in town.store.engine.writer.at_once(f"EXPLAIN QUERY PLAN {asked[0]}", asked[1])]
    ways = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
    assert ways and all(" USING " in step for step in ways), plan


SIZE = {
    "sqlite": "SELECT SUM(pgsize) AS bytes FROM dbstat WHERE name = 'booking_booking_{}'",
    "postgres": "SELECT pg_relation_size('booking_booking_{}') AS bytes",
}


async def _inserting(rows: Sequence[BookingRow], unit: UnitOfWork) -> None:
    await BookingRow.insert(*rows)


@pytest.mark.parametrize("index", ["reference", "code", "over", "held", "start"])
async def test_visits_long_over_are_not_among_those_that_a_new_one_is_written_between(town: Town, index: str) -> None:
    town.set("2026-11-24T08:00:00")
    kept = store.anonymous(await town.booked("2026-11-25T09:00:00"))
    row = {**columns_of(kept), "state": "done", "hold_until": None, "reminded_at": kept.start}
    before = await _size(town, index)
    for _ in range(3):
        rows = [BookingRow(**{**row, "id": new_id(), "reference_hash": uuid4().hex}) for _ in range(300)]
        await town.store.transact(partial(_inserting, rows))
    assert await _size(town, index) == before


async def _size(town: Town, index: str) -> int:
    """Bytes that an index takes in the database."""
    async with town.store.reading():
        (row,) = await BookingRow.raw(SIZE[town.store.engine.engine_type].format(index))
    return int(row["bytes"])


async def test_a_reference_finds_a_visit_until_its_personal_data_are_erased(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    one = await town.booked("2026-11-25T09:00:00")
    for _ in range(2):
        assert [found.id for found in await town.bookings.with_code(town.bookings.reference(one))] == [one.id]
        town.set("2026-12-25T09:15:00")
    town.clock.advance(timedelta(seconds=1))
    assert await expire(town.bookings.setting) == 1
    assert await town.bookings.with_code(town.bookings.reference(one)) == ()
    assert await town.bookings.get(one.id)


async def test_a_visit_that_asked_for_nobody_is_found_by_its_reference_too(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    one = replace(await town.booked("2026-11-25T09:00:00"), fields={})
    assert await town.store.transact(lambda unit: store.change(one, one))
    assert [found.id for found in await town.bookings.with_code(town.bookings.reference(one))] == [one.id]
    town.set("2026-12-25T09:15:01")
    assert await expire(town.bookings.setting) == 1
    kept = await town.bookings.get(one.id)
    assert kept and kept.code_hash is None


async def test_no_two_visits_that_somebody_holds_have_the_same_reference(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    one = await town.booked("2026-11-25T09:00:00")
    same = replace(one, id=new_id())
    assert not await town.store.transact(lambda unit: store.add(same))
    assert await town.store.transact(lambda unit: store.change(store.anonymous(one), one))
    assert await town.store.transact(lambda unit: store.add(same))
