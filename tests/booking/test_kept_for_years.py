"""However many bookings are kept, what is asked again and again reads only those it is about; a new one meets few."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from civicore_booking import patterns, store
from civicore_booking.canary import BookingCanary
from civicore_booking.keeping import expire
from civicore_booking.rows import columns_of
from civicore_booking.tables import BookingRow

from civicore.base.codes import new_id
from civicore.storage.sqlite import SQLite
from civicore.storage.statement import Statement
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.making import at
from tests.booking.town import Town

DAY, LATER, NOON = date(2026, 11, 25), date(2026, 11, 28), at("2026-11-25T12:00:00")
DAYS, HERE = "days personal day", "days personal day office"
Question = Callable[[], Awaitable[object]]
# What is asked, and the indexes by which it is found, each with its columns that lead there.
ASKED: dict[str, tuple[Question, set[str]]] = {
    "what is to come": (lambda: store.from_day(DAY), {DAYS}),
    "how much is to come": (lambda: store.numbers_from(DAY), {DAYS}),
    "the days that have bookings": (lambda: store.days(DAY), {DAYS}),
    "a day everywhere": (lambda: store.between(None, DAY, DAY), {DAYS}),
    "a day of an office": (lambda: store.on_day("hall", DAY), {HERE}),
    "what counts on a day of an office": (lambda: store.between("hall", DAY, DAY), {HERE}),
    "what counts on some days of an office": (lambda: store.between("hall", DAY, LATER), {DAYS, HERE}),
    "what counts on days of offices": (lambda: store.on_days(("hall", "town"), (DAY, LATER)), {HERE}),
    "an office that is renamed": (lambda: store.move("hall", "town"), {DAYS, HERE}),
    "who came": (lambda: store.came_between(DAY, LATER), {DAYS}),
    "a name": (lambda: store.with_words(("jan",), None, None, None, 9), {"days personal"}),
    "a name on a day": (lambda: store.with_words(("jan",), None, DAY, None, 9), {DAYS}),
    "who is to be reminded": (lambda: store.not_reminded(NOON, NOON + timedelta(days=1)), {DAYS}),
    "holds that ended": (lambda: store.held_before(NOON), {"held hold_until"}),
    "visits that are over": (lambda: store.over_before(NOON), {DAYS}),
    "how many are over": (lambda: store.number_expired("finished", NOON), {DAYS}),
    "visits that were cancelled": (lambda: store.cancelled_before(NOON), {"cancelled closed_at"}),
    "whom a pause concerns": (lambda: store.not_paused(NOON, NOON + timedelta(hours=8)), {DAYS}),
    "who was told of a pause": (lambda: store.paused(()), {"paused"}),
    "a code or a reference": (
        lambda: store.by_hash(("one", "another")),
        {"code code_hash", "reference reference_hash"},
    ),
    "a code at the door": (lambda: store.with_code(("one", "another"), "hall", DAY, DAY), {"code code_hash"}),
}


@pytest.mark.parametrize("what", ASKED)
async def test_no_question_that_is_asked_again_and_again_reads_every_booking(
    town: Town, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.set("2026-11-24T08:00:00")
    await town.booked("2026-11-25T09:00:00")
    question, ways = ASKED[what]
    await _asks(town, lambda: town.store.transact(lambda unit: question()), ways, monkeypatch)


async def test_neither_do_the_signs_of_robots(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.set("2026-11-24T08:00:00")
    one = await town.booked("2026-11-25T09:00:00")
    await town.bookings.cancel(town.bookings.token(one))
    await _asks(town, lambda: patterns.signs(town.bookings.setting), {HERE}, monkeypatch)


async def test_nor_does_the_canary(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.set("2026-11-24T08:00:00")
    await _asks(town, BookingCanary(town.runtime).sing, {HERE, "key id"}, monkeypatch)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Prague", "Etc/GMT+12"])
@pytest.mark.parametrize("hour", range(0, 24, 6))
async def test_wherever_the_clocks_stand_a_visit_is_looked_for_on_its_day(town: Town, zone: str, hour: int) -> None:
    town.set("2026-11-24T08:00:00")
    was = await town.booked("2026-11-25T09:00:00")
    start = datetime(2026, 11, 25, hour, tzinfo=UTC)
    end = start + timedelta(minutes=15)
    one = replace(was, start=start, end=end, day=start.astimezone(ZoneInfo(zone)).date())
    assert await town.store.transact(lambda unit: store.change(one, was))
    await town.store.transact(lambda unit: store.reminded(one, None))
    moment = timedelta(seconds=1)
    async with town.store.reading():
        assert [each.id for each in await store.not_reminded(start - moment, start)] == [one.id]
        assert [each.id for each in await store.not_paused(end - moment, end)] == [one.id]
        assert [each.id for each in await store.over_before(end + moment)] == [one.id]
        assert await store.not_reminded(start, end) == await store.not_paused(end, end) == ()
        assert await store.over_before(end) == ()


async def test_an_office_that_is_renamed_takes_its_bookings_with_it(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    assert await town.store.transact(lambda unit: store.move("hall", "town")) == 0
    await town.booked("2026-11-25T09:00:00")
    assert await town.store.transact(lambda unit: store.move("town", "village")) == 0
    assert await town.store.transact(lambda unit: store.move("hall", "town")) == 1
    async with town.store.reading():
        assert [one.office for one in await store.between("town", DAY, LATER)] == ["town"]
        assert await store.between("hall", DAY, LATER) == ()


async def test_a_new_booking_is_written_between_others_in_one_tree_beside_that_of_references(town: Town) -> None:
    """In those of keys and of holds it comes after all others."""
    town.set("2026-11-24T08:00:00")
    await town.booked("2026-11-25T09:00:00")
    if isinstance(town.store.engine, SQLite):
        before = await _entries(town)
        await town.held("2026-11-25T09:15:00", "eva@example.cz")
        after = await _entries(town)
        written = {tree for tree in after if after[tree] > before[tree]}
        assert written == {"booking_booking", "key", "days", "reference", "held"}
    async with town.store.reading():
        names = {name for name in await town.store.engine.names() if name.startswith("booking_booking_")}
    kinds = ("days", "reference", "code", "cancelled", "held", "paused", "pkey")
    assert names <= {f"booking_booking_{one}" for one in kinds}


async def _asks(town: Town, question: Question, ways: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    engine = town.store.engine
    said: list[tuple[str, Sequence[Any]]] = []
    run, ask = type(engine)._run, type(engine).ask

    def heard_run(self: Any, query: str, args: Sequence[Any]) -> Any:
        said.append((query, args))
        return run(self, query, args)

    def heard_ask(self: Any, statement: Statement, values: Sequence[Any]) -> Any:
        said.append((statement.plain if isinstance(engine, SQLite) else statement.numbered, values))
        return ask(self, statement, values)

    with monkeypatch.context() as patched:
        patched.setattr(type(engine), "_run", heard_run)
        patched.setattr(type(engine), "ask", heard_ask)
        await question()
    asked = [one for one in said if "booking_booking" in one[0] and not one[0].startswith("INSERT")]
    async with town.store.reading():
        if isinstance(engine, SQLite):
            assert {way for one in asked for way in await _of_sqlite(engine, *one)} == ways
            return
        await engine.run_ddl("SET LOCAL enable_seqscan = off")  # there is so little that it would rather read all
        found = {way for one in asked for way in await _of_postgres(engine, *one)}
    # It tells other columns of the index too, by which it leaves out what it finds.
    assert all(any(one.startswith(way) for one in found) for way in ways), found
    assert all(any(one.startswith(way) for way in ways) for one in found), found


async def _of_sqlite(engine: SQLite, query: str, args: Sequence[Any]) -> set[str]:
    plan = [step["detail"] for step in await engine._run(f"EXPLAIN QUERY PLAN {query}", args)]
    steps = [step for step in plan if re.match(r"(SCAN|SEARCH) (b|booking_booking)\b", step)]
    assert steps and all(" INDEX " in step for step in steps), plan
    return {" ".join([_tree(step), *dict.fromkeys(re.findall(r"(\w+)[=<>]", step))]) for step in steps}


async def _of_postgres(engine: Any, query: str, args: Sequence[Any]) -> set[str]:
    ((plan,),) = await engine._run(f"EXPLAIN (FORMAT JSON) {query}", args)
    steps = [step for step in _steps(json.loads(plan)[0]["Plan"]) if "Index Name" in step]
    assert steps and '"Seq Scan"' not in plan, plan
    return {
        " ".join([_tree(step["Index Name"]), *dict.fromkeys(re.findall(r"\b([a-z_]+) (?:[=<>]|IS)", _entered(step)))])
        for step in steps
    }


def _entered(step: Mapping[str, Any]) -> str:
    return str(step.get("Index Cond", ""))


def _steps(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for one in plan.get("Plans", ()):
        yield from _steps(one)


def _tree(told: str) -> str:
    """The short name of an index."""
    found = re.search(r"\bbooking_booking_([a-z]+)\b", told)
    return found[1] if found and found[1] != "pkey" else "key"


async def _entries(town: Town) -> dict[str, int]:
    """How many entries each tree of bookings has."""
    async with town.store.reading():
        rows = await BookingRow.raw(
            "SELECT name, SUM(ncell) AS number FROM dbstat WHERE pagetype = 'leaf' AND name IN"
            " (SELECT name FROM sqlite_master WHERE tbl_name = 'booking_booking') GROUP BY name"
        )
    return {
        "booking_booking" if row["name"] == "booking_booking" else _tree(row["name"]): row["number"] for row in rows
    }


SIZE = {
    "sqlite": "SELECT SUM(pgsize) AS bytes FROM dbstat WHERE name = 'booking_booking_{}'",
    "postgres": "SELECT pg_relation_size('booking_booking_{}') AS bytes",
}


async def _inserting(rows: Sequence[BookingRow], unit: UnitOfWork) -> None:
    await BookingRow.insert(*rows)


@pytest.mark.parametrize("index", ["reference", "code", "cancelled", "held"])
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
