"""Another time for a visit: by its holder or by staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from civicore_booking.booking import Booking

from civicore.base.refusal import Refusal
from tests.booking.making import at
from tests.booking.town import Town

DAY = "2026-11-25"
BUILD = Callable[..., Town]


async def test_case_62_moving_takes_the_new_place_or_changes_nothing(rebuilt: BUILD) -> None:
    town = rebuilt(offices__hall__counters="{k1: {}}")
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    await town.booked(f"{DAY}T10:00:00", "b@x.cz")
    token = town.bookings.token(booking)
    refused = await town.bookings.reschedule(token, at(f"{DAY}T10:00:00"))
    assert isinstance(refused, Refusal) and refused.code == "booking.slot_taken"
    assert (await town.bookings.get(booking.id)) == booking
    moved = await town.bookings.reschedule(token, at(f"{DAY}T09:10:00"))
    assert isinstance(moved, Booking), moved
    assert (moved.start, moved.sequence) == (at(f"{DAY}T09:10:00"), 1)
    assert town.bookings.code(moved) == town.bookings.code(booking)
    assert await town.free(f"{DAY}T08:55:00") == 1
    assert await town.free(f"{DAY}T09:00:00") == 0
    await town.check_ledger()


async def test_moving_to_another_day_keeps_the_promised_length_and_tells_the_holder(town: Town, rebuilt: BUILD) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00", language="en")
    later = rebuilt(agendas__cards__duration="25 min")
    moved = await later.bookings.reschedule(later.bookings.token(booking), at("2026-11-30T09:00:00"))
    assert isinstance(moved, Booking)
    assert moved.end - moved.start == timedelta(minutes=15)
    (mail,) = await town.messages("changed")
    assert "30" in mail["subject"] and "25" in mail["text"]
    assert not await town.messages("confirmed")
    await town.check_ledger()


async def test_only_a_confirmed_visit_moves(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00")
    refused = await town.bookings.reschedule(town.bookings.token(held), at(f"{DAY}T10:00:00"))
    assert isinstance(refused, Refusal) and refused.code == "booking.not_confirmed"


async def test_a_citizen_moves_nothing_while_booking_is_suspended_or_off_the_site_but_staff_do(
    town: Town, rebuilt: BUILD
) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    token = town.bookings.token(booking)
    crisis = rebuilt(suspensions="{crisis: {active: true, scope: [booking], banner: Mimo provoz, instead: [phone]}}")
    off = rebuilt(agendas__cards__booking="{channels: {web: {enabled: false}}}")
    for changed, code in ((crisis, "booking.suspended"), (off, "booking.not_bookable")):
        refused = await changed.bookings.reschedule(token, at(f"{DAY}T10:00:00"))
        assert isinstance(refused, Refusal) and refused.code == code
    assert await town.bookings.get(booking.id) == booking
    for hour, changed in ((10, crisis), (11, off)):
        moved = await changed.bookings.reschedule_by_staff(booking.id, at(f"{DAY}T{hour}:00:00"), "staff:1")
        assert isinstance(moved, Booking), moved
    await town.check_ledger()
