"""What is offered while bookings are stopped or about to be moved, and who is told of searches in vain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from civicore_booking.finding import Imagined

from civicore.base.refusal import Refusal
from civicore.storage.tables import EventRow
from tests.booking.making import at
from tests.booking.town import Town

pytestmark = pytest.mark.anyio

DAY = at("2026-11-25T00:00:00").date()
BUILD = Callable[..., Town]


async def starts(town: Town, **asked: Any) -> list[str]:
    days = await town.bookings.availability("cards", first=DAY, last=DAY, **asked)
    assert not isinstance(days, Refusal), days
    return [f"{slot.start.astimezone(town.city.zone):%H:%M}" for slot in days[0].slots]


async def unmet(town: Town) -> list[str]:
    async with town.store.reading():
        rows = await EventRow.select(EventRow.kind, EventRow.body).order_by(EventRow.position)
    return [str(row["body"]) for row in rows if "DemandUnmet" in row["kind"]]


async def test_who_moves_a_visit_is_offered_times_that_overlap_it_but_not_the_same_one(rebuilt: BUILD) -> None:
    town = rebuilt(offices__hall__counters="{k1: {}}")
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    around = ["08:50", "08:55", "09:00", "09:05", "09:10"]
    assert not set(around) & set(await starts(town))
    offered = await starts(town, imagined=Imagined(booking))
    assert [one for one in around if one in offered] == ["08:50", "08:55", "09:05", "09:10"]
    assert await town.bookings.reschedule(town.bookings.token(booking), at(f"{DAY}T09:05:00")) != booking


async def test_while_bookings_are_suspended_citizens_are_told_and_the_desk_goes_on(rebuilt: BUILD) -> None:
    town = rebuilt(suspensions="{crisis: {active: true, scope: [booking], banner: Mimo provoz, instead: [phone]}}")
    town.set("2026-11-24T08:00:00")
    refused = await town.bookings.availability("cards")
    assert isinstance(refused, Refusal) and refused.code == "booking.suspended"
    assert await starts(town, channel="desk") == await starts(town, imagined=Imagined(running=True)) != []


async def test_a_search_in_vain_is_counted_once_and_bears_no_person(rebuilt: BUILD) -> None:
    town = rebuilt(offices__hall__capacity="1", booking__horizon="1 day")
    town.set("2026-11-24T16:00:00")
    await town.bookings.look("cards")
    assert await unmet(town) == []
    await town.booked(f"{DAY}T09:00:00")
    await town.bookings.look("cards")
    await town.bookings.look("cards", first=DAY, last=DAY)
    await town.bookings.look("cards", channel="desk")
    await town.bookings.availability("cards")
    found = await unmet(town)
    assert ['"times"' in one for one in found] == [True, False]
    assert ['"day"' in one for one in found] == [False, True]
    assert all("Nov" not in one and "example.cz" not in one for one in found)


async def test_a_booking_whose_office_left_the_file_can_still_be_given_up(town: Town, rebuilt: BUILD) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    other = "{name: {cs: Jinde}, hours: {wed: '08:00-12:00'}, counters: {c1: {}}}"
    changed = rebuilt(
        offices=f"{{elsewhere: {other}}}",
        departments="{registry: {name: {cs: Matrika}, office: elsewhere}, "
        "transport: {name: {cs: Doprava}, office: elsewhere}}",
    )
    assert changed.bookings.may_cancel(booking, "hotline") is not None
    assert changed.bookings.may_cancel(booking) is None
    assert await changed.bookings.cancel(changed.bookings.token(booking)) == booking


async def test_looking_at_what_a_closure_would_hit_looks_for_other_times_outside_of_the_unit(
    rebuilt: BUILD, monkeypatch: pytest.MonkeyPatch
) -> None:
    from civicore_booking.desk_closing import Closing, Plan

    from civicore.people.principals import Principal

    town = rebuilt(offices__hall__counters="{k1: {}}")
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    inside: list[bool] = []
    running = False
    transact, look = town.store.transact, town.bookings.availability

    async def counted(*how: Any) -> Any:
        nonlocal running
        running = True
        try:
            return await transact(*how)
        finally:
            running = False

    async def asked(*args: Any, **how: Any) -> Any:
        inside.append(running)
        return await look(*args, **how)

    monkeypatch.setattr(town.store, "transact", counted)
    monkeypatch.setattr(town.bookings, "availability", asked)
    chief = Principal("staff", "1", "Chief", frozenset({"booking.close", "booking.cancel", "booking.see"}), None)
    plan = Plan("hall", (), DAY, None, "Výpadek")
    (offer,) = await Closing(town.runtime, town.bookings).preview(plan, chief)  # type: ignore[misc]
    assert inside == [False]
    assert offer.hit.booking.id == booking.id
    assert offer.nearest is not None and offer.nearest.astimezone(town.city.zone).date() > DAY
    assert await town.bookings.closures("hall", DAY, DAY) == ()
