"""A time that is gone is looked for once a moment, however many want it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from civicore.base.refusal import Refusal
from civicore.storage.memory import Memory
from civicore.storage.store import Store
from tests.booking.making import at
from tests.booking.test_pausing import OUTAGE, switch
from tests.booking.town import Town
from tests.speed.writing.counting import counted

BUILD = Callable[..., Town]
NINE = "2026-11-25T09:00:00"
CROWD = 60
BEGUN = {"sqlite": 4, "postgres": 30}  # units: who has a place and who finds none; ten at once each see for themselves


@pytest.fixture
def units(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The units of work that were begun."""
    begun: list[object] = []
    transact = Store.transact

    async def counted(self: Store, work: Any, *more: Any, **wishes: Any) -> Any:
        begun.append(work)
        return await transact(self, work, *more, **wishes)

    monkeypatch.setattr(Store, "transact", counted)
    return begun


async def test_who_comes_too_late_together_is_told_by_one_look(
    town: Town, units: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civicore.storage.memory._beat", lambda: 1)
    await town.three_at_nine()
    first = await town.refused(NINE, "late@x.cz")
    assert first.code == "booking.slot_taken"
    units.clear()
    for number in range(20):
        assert await town.refused(NINE, f"late{number}@x.cz") == first
    assert units == []
    town.clock.advance(timedelta(seconds=1))
    assert await town.refused(NINE, "later@x.cz") == first
    assert len(units) == 1


async def test_a_crowd_that_asks_at_once_begins_little_once_the_first_is_too_late(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civicore.storage.memory._beat", lambda: 1)
    await town.refused(NINE.replace("09:00", "09:01"))  # all that is read once has been read
    with counted(monkeypatch) as cost:
        wishes = (town.wish(NINE, f"n{number}@x.cz") for number in range(CROWD))
        answers = await asyncio.gather(*map(town.bookings.hold, wishes))
    refused = [one for one in answers if isinstance(one, Refusal)]
    assert len(refused) == CROWD - 3
    assert at(NINE) not in {one.facts["nearest"] for one in refused}
    assert cost.begun <= BEGUN[town.store.engine_type], cost.said


async def test_who_takes_a_place_leaves_gone_what_is_gone(
    town: Town, units: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civicore.storage.memory._beat", lambda: 1)
    await town.three_at_nine()
    await town.refused(NINE, "late@x.cz")
    await town.held("2026-11-25T10:00:00", "quick@x.cz")
    units.clear()
    await town.refused(NINE, "latest@x.cz")
    assert units == []


async def test_the_nearest_free_time_is_looked_for_once_a_moment(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore.storage.memory._beat", lambda: 1)
    await town.three_at_nine()
    first = await town.refused(NINE, "late@x.cz")
    with counted(monkeypatch) as cost:
        monkeypatch.setattr("civicore_booking.availability.nearest", None)
        assert await town.refused(NINE, "later@x.cz") == first
    assert cost.said == []


async def test_a_place_given_back_here_can_be_had_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore.storage.memory._beat", lambda: 1)
    first, *_ = await town.three_at_nine()
    await town.refused(NINE, "late@x.cz")
    await town.bookings.cancel(town.bookings.token(first))
    await town.held(NINE, "late@x.cz")


async def test_who_repeats_a_request_and_staff_are_answered_by_the_records(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civicore.storage.memory._beat", lambda: 1)
    mine = await town.held(NINE, "me@x.cz", idempotency_key="mine")
    for number in range(2):
        await town.held(NINE, f"n{number}@x.cz")
    await town.refused(NINE, "late@x.cz")
    again = await town.held(NINE, "me@x.cz", idempotency_key="mine")
    assert (again.id, again.repeated) == (mine.id, True)
    asked: list[object] = []
    monkeypatch.setattr(Memory, "known", lambda *_: asked.append(1))
    await town.refused(NINE, "desk@x.cz", channel="desk")
    assert asked == []


async def test_where_bookings_are_stopped_that_is_told(rebuilt: BUILD, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore.storage.memory._beat", lambda: 1)
    town = rebuilt(suspensions=OUTAGE % "all")
    town.set("2026-11-24T08:00:00")
    await town.three_at_nine()
    assert (await town.refused(NINE, "late@x.cz")).code == "booking.slot_taken"
    await switch(town, True)
    assert (await town.refused(NINE, "later@x.cz")).code == "booking.suspended"
