"""Closing a day or a counter, and deciding about each booking that was there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from civicore_booking.booking import Booking
from civicore_booking.closing import Closed, Decision
from civicore_booking.jobs import decide_by_file

from civicore import TimeRange
from civicore.base.refusal import Refusal
from tests.booking.making import at
from tests.booking.town import Town

DAY = "2026-11-25"
ON = date(2026, 11, 25)
BUILD = Callable[..., Town]


async def closed(town: Town, counter: str | None = None, time: str | None = None) -> Closed:
    answer = await town.bookings.close_day(
        "hall", counter, ON, TimeRange.parse(time) if time else None, "Porucha kotle.", "staff:1"
    )
    assert isinstance(answer, Closed), answer
    return answer


async def test_case_43_a_closed_day_lists_its_bookings_and_each_is_decided_once(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    kept, moved, gone = [await town.booked(f"{DAY}T09:00:00", f"n{n}@x.cz") for n in range(3)]
    made = await closed(town)
    assert {hit.booking.id for hit in made.hit} == {kept.id, moved.id, gone.id}
    assert {hit.why for hit in made.hit} == {"closed"}
    assert (await town.refused(f"{DAY}T10:00:00", "new@x.cz")).code == "booking.closed"
    decide = town.bookings.decide
    for _ in range(2):
        assert isinstance(await decide(kept.id, "keep", "staff:1"), Booking)
        new = await decide(moved.id, "rebook", "staff:1", reason="Porucha kotle.")
        assert isinstance(new, Booking) and new.start == at("2026-11-26T08:00:00")
        await decide(gone.id, "cancel", "staff:1", reason="Porucha kotle.")
    (changed,), (cancelled,) = await town.messages("changed"), await town.messages("cancelled")
    assert "Porucha kotle." in changed["text"] and "Porucha kotle." in cancelled["text"]
    hits = await town.bookings.conflicts("hall", ON, ON)
    assert [(hit.booking.id, hit.decided) for hit in hits] == [(kept.id, True)]
    await town.check_ledger()


@pytest.mark.parametrize("second", ["rebook", "cancel", "keep"])
async def test_case_43_of_two_clerks_who_decide_at_once_one_decides(
    town: Town, monkeypatch: pytest.MonkeyPatch, second: Decision
) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    await closed(town)
    begin = town.store.engine.begin

    async def after_the_other(write: bool, *more: Any) -> Any:
        """The second clerk has looked already; the first one is done before the second one writes."""
        if write:
            monkeypatch.setattr(town.store.engine, "begin", begin)
            await town.bookings.decide(booking.id, "rebook", "staff:1", start=at("2026-11-26T09:00:00"))
        return await begin(write, *more)

    monkeypatch.setattr(town.store.engine, "begin", after_the_other)
    answer = await town.bookings.decide(booking.id, second, "staff:2", start=at("2026-11-27T09:00:00"))
    assert isinstance(answer, Booking) and answer.start == at("2026-11-26T09:00:00"), answer
    found = await town.bookings.get(booking.id)
    assert found is not None and (found.start, found.sequence, found.kept_despite) == (answer.start, 1, None)
    assert len(await town.messages("changed")) == 1 and await town.messages("cancelled") == []
    await town.check_ledger()


async def test_nobody_is_moved_to_an_earlier_time_unless_a_clerk_chooses_it(town: Town) -> None:
    town.set("2026-11-25T08:30:00")
    first, second = [await town.booked(f"{DAY}T16:30:00", f"n{n}@x.cz") for n in range(2)]
    await closed(town, time="16:00-17:00")
    later = await town.bookings.decide(first.id, "rebook", "staff:1")
    assert isinstance(later, Booking) and later.start == at("2026-11-26T08:00:00")
    chosen = await town.bookings.decide(second.id, "rebook", "staff:1", start=at(f"{DAY}T09:00:00"))
    assert isinstance(chosen, Booking) and chosen.start == at(f"{DAY}T09:00:00")
    await town.check_ledger()


async def test_with_nothing_free_from_then_on_the_booking_stays(rebuilt: BUILD) -> None:
    town = rebuilt(booking__horizon="1 day")
    town.set("2026-11-24T08:00:00")
    last = await town.booked(f"{DAY}T16:45:00")
    await closed(town, time="16:00-17:00")
    refused = await town.bookings.decide(last.id, "rebook", "staff:1")
    assert isinstance(refused, Refusal) and refused.code == "booking.nothing_free"
    assert await town.bookings.get(last.id) == last


async def test_case_44_a_break_put_over_bookings_hits_only_those_in_it(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    before = await town.booked(f"{DAY}T08:45:00", "a@x.cz")
    inside = await town.booked(f"{DAY}T09:10:00", "b@x.cz")
    made = await closed(town, time="09:00-10:00")
    assert [(hit.booking.id, hit.why) for hit in made.hit] == [(inside.id, "hours")]
    assert await town.free(f"{DAY}T08:45:00") == 2
    assert await town.free(f"{DAY}T09:00:00") == 0
    assert before.id != inside.id


async def test_closing_one_counter_takes_one_place(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    bookings = await town.three_at_nine()
    made = await closed(town, counter="k1")
    assert [(hit.booking.id, hit.why) for hit in made.hit] == [(bookings[2].id, "capacity")]
    assert await town.free(f"{DAY}T10:00:00") == 2
    await town.bookings.reopen(made.id, "staff:1")
    assert await town.free(f"{DAY}T10:00:00") == 3
    assert await town.bookings.conflicts("hall", ON, ON) == ()
    again = await town.bookings.reopen(made.id, "staff:1")
    assert isinstance(again, Refusal) and again.code == "booking.no_such_closure"
    assert await town.audit() == ["booking.closed", "booking.reopened"]


async def test_a_closure_of_an_unknown_place_is_refused(town: Town) -> None:
    refused = await town.bookings.close_day("moon", None, ON, None, "x", "staff:1")
    assert isinstance(refused, Refusal) and refused.code == "booking.no_such_place"


async def test_case_52_a_hold_on_a_closed_day_is_listed_and_can_still_be_confirmed(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00")
    made = await closed(town)
    assert [hit.booking.id for hit in made.hit] == [held.id]
    assert not isinstance(await town.bookings.confirm(town.bookings.token(held)), Refusal)
    (hit,) = await town.bookings.conflicts("hall", ON, ON)
    await town.bookings.decide(hit.booking.id, "cancel", "staff:1", reason="Zavřeno")
    left = await town.check_ledger()
    assert left == {key: 1 for key in left if key.endswith("|he") or key.startswith("code|")}


async def test_case_65_booking_while_the_day_is_being_closed_is_refused_or_listed(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    starts = [f"{DAY}T{9 + number // 4:02d}:{number % 4 * 15:02d}:00" for number in range(16)]

    async def book(number: int) -> Booking | Refusal:
        return await town.bookings.hold(town.wish(starts[number], f"n{number}@x.cz"))

    async def close() -> Closed:
        await asyncio.sleep(0.02)
        return await closed(town)

    *answers, made = await asyncio.gather(*(book(number) for number in range(16)), close())
    assert isinstance(made, Closed)
    booked = {answer.id for answer in answers if isinstance(answer, Booking)}
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert {hit.booking.id for hit in made.hit} == booked
    assert {one.code for one in refused} <= {"booking.closed"}


async def test_what_the_file_says_about_bookings_under_a_closure_is_done_once(town: Town, rebuilt: BUILD) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    file = rebuilt(closures=f"{{water: {{when: {DAY}, reason: Voda neteče., bookings: rebook}}}}")
    for _ in range(2):
        await decide_by_file(file.bookings.setting)
    moved = await file.bookings.get(booking.id)
    assert moved is not None and moved.day != ON
    (mail,) = await town.messages("changed")
    assert "Voda neteče." in mail["text"]


async def test_closures_on_some_days_do_not_have_bookings_done_twice(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    await closed(town, "k1", "12:00-13:00")
    attempt, begun = town.store._attempt, []

    async def counted(*given: Any, **more: Any) -> Any:
        begun.append(given)
        return await attempt(*given, **more)

    town.store._attempt = counted  # type: ignore[method-assign]
    for number in range(12):
        await town.held(f"2026-11-{25 + number % 2}T{8 + number // 4:02}:00:00", f"n{number}@x.cz")
    assert len(begun) <= 13, "one finds out that there are closures, the others wait for the answer"
