"""Free times in the process: read once in a second, anew after every sale, and never more because of what is past."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from civicore_booking.claims import tick_key
from civicore_booking.closing import Closed
from civicore_booking.service import Bookings
from civicore_booking.ticks import tick_at

from civicore.base.refusal import Refusal
from civicore.capacity.claims import Claim, Limit
from civicore.capacity.ledger import exchange
from civicore.people.principals import Principal
from civicore.storage.store import Store
from tests.booking.town import Town
from tests.databases import PATIENT
from tests.speed.writing.counting import counted

DAY = date(2026, 11, 25)
SCOPE = "t|hall|k1+k2+k3"  # the counters that serve the agenda
NINE = "2026-11-25T09:00:00"
CALLS = 180  # of Python's functions, for an answer that is at hand
COLD = 4_500  # the same for a service that was just made, of 60 days
READ = 4  # statements, for one that is not: suspensions, closures, what is used, what has run out


async def free(town: Town) -> int:
    """Places at nine."""
    days = await town.bookings.availability("cards", office="hall")
    assert isinstance(days, tuple), days
    found = next(day for day in days if day.date == DAY)
    return next((slot.free for slot in found.slots if slot.start == datetime(2026, 11, 25, 8, tzinfo=UTC)), 0)


@contextmanager
def calls() -> Iterator[list[int]]:
    """How many functions of Python are called in this thread."""
    number = [0]

    def count(frame: object, event: str, argument: object) -> None:
        number[0] += event == "call"

    sys.setprofile(count)
    try:
        yield number
    finally:
        sys.setprofile(None)


@pytest.fixture
async def other(database_url: str, town: Town) -> AsyncIterator[Town]:
    """Another process that serves the same town."""
    store = Store(database_url, clock=town.clock, wait=PATIENT)
    await store.open()
    yield Town(town.city, store, town.clock)
    await store.close()


@pytest.mark.anyio
async def test_what_is_at_hand_is_not_read(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as first:
        assert await free(town) == 3
    assert 0 < first.asked <= READ, first.said
    with counted(monkeypatch) as again, calls() as number:
        assert await free(town) == 3
    assert (again.asked, number[0] <= CALLS) == (0, True), (again.said, number)


@pytest.mark.anyio
async def test_a_service_that_knows_nothing_yet_works_out_each_day_in_few_steps(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days with the same hours are laid out once, and the use of a day is one row."""
    await town.held(NINE)
    await free(town)  # what the city itself works out once
    fresh = Bookings(town.runtime)
    with counted(monkeypatch) as cost, calls() as number:
        days = await fresh.availability("cards", office="hall")
    assert isinstance(days, tuple)
    assert cost.read <= len(days) + 1, cost.said
    assert number[0] <= COLD, number


@pytest.mark.anyio
async def test_a_sale_is_seen_at_once_by_the_process_that_sells(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await free(town) == 3
    booking = await town.held(NINE)
    with counted(monkeypatch) as cost:
        assert await free(town) == 2
    assert cost.asked <= READ, cost.said
    await town.bookings.not_me(town.bookings.token(booking))
    assert await free(town) == 3


@pytest.mark.anyio
async def test_a_sale_of_another_process_is_seen_in_the_next_second(town: Town, other: Town) -> None:
    assert await free(town) == 3
    await other.held(NINE)
    town.clock.advance(timedelta(seconds=1))
    assert await free(town) == 2


@pytest.mark.anyio
async def test_a_closed_day_has_no_times_at_once(town: Town) -> None:
    assert await free(town) == 3
    assert isinstance(await town.bookings.close_day("hall", None, DAY, None, "Výpadek", "staff:1"), Closed)
    assert await free(town) == 0


@pytest.mark.anyio
async def test_a_hold_that_runs_out_is_free_again_to_the_second(town: Town) -> None:
    booking = await town.held(NINE)
    assert booking.hold_until is not None
    town.clock.freeze(booking.hold_until)
    assert await free(town) == 2
    town.clock.advance(timedelta(seconds=1))
    assert await free(town) == 3


@pytest.mark.anyio
async def test_inside_a_unit_its_own_sale_counts(town: Town) -> None:
    assert await free(town) == 3

    async def sell(unit: object) -> Refusal:
        taken = Limit(tick_key(SCOPE, tick_at(datetime(2026, 11, 25, 8, tzinfo=UTC))), SCOPE, DAY, 3)
        assert await exchange((), [(uuid4(), Claim(taken))]) is None
        assert await free(town) == 2
        return Refusal("booking.unknown")

    await town.runtime.transact(sell)
    assert await free(town) == 3  # nothing was stored, and nothing of it was kept


@pytest.mark.anyio
async def test_the_past_is_not_read(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred times the past bookings, and not a row more."""
    await town.held(NINE)
    with counted(monkeypatch) as before:
        assert await free(town) == 2

    async def past(unit: object) -> None:
        takes = [
            (uuid4(), Claim(Limit(tick_key(SCOPE, at), SCOPE, DAY - timedelta(days=at), 9))) for at in range(30, 330)
        ]
        assert await exchange((), takes) is None

    await town.runtime.transact(past)
    with counted(monkeypatch) as after:
        assert await free(town) == 2
    assert after.read == before.read


@pytest.mark.anyio
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
async def test_no_table_is_searched_from_end_to_end(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read is found by an index, so that it costs the same however much there is beside it."""
    with counted(monkeypatch) as cost:
        await free(town)
    file = sqlite3.connect(town.store.engine.path)  # type: ignore[union-attr]
    asked = [one for one in cost.said if "core_ledger" in one or "core_claim" in one or "booking_closure" in one]
    assert len(asked) == 3
    for one in asked:
        plan = [step[3] for step in file.execute(f"EXPLAIN QUERY PLAN {one}", [""] * one.count("?"))]
        scanned = [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE" not in step]
        assert not scanned, (one, plan)  # the list of what is asked for is no table of ours
    file.close()


@pytest.mark.anyio
async def test_a_stopped_service_offers_nothing_at_once(rebuilt: Callable[..., Town]) -> None:
    town = rebuilt(suspensions="{power: {active: false, scope: [booking], banner: {cs: Výpadek}, departments: all}}")
    assert await free(town) == 3
    pauses, by = town.runtime.suspensions, Principal("staff", "1", "Operator")
    await town.runtime.transact(lambda unit: pauses.switch("power", True, by, unit, "why"))
    refused = await town.bookings.availability("cards", office="hall")
    assert isinstance(refused, Refusal)
    assert refused.code == "booking.suspended"
