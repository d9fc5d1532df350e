"""Who is still to come, and who is not waited for any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.booking.door import came, ticket, waited_for, with_door
from tests.booking.town import Town

pytestmark = pytest.mark.anyio
EIGHT = "2026-11-25T08:00:00"


@pytest.fixture
def hall(rebuilt: Callable[..., Town]) -> Town:
    """The town with a waiting room, the day before."""
    town = with_door(rebuilt())
    town.set("2026-11-24T12:00:00")
    return town


async def test_who_is_expected_and_up_to_when(hall: Town) -> None:
    first, second = await hall.booked(EIGHT), await hall.booked("2026-11-25T09:00:00", "eva@example.cz")
    hall.set(EIGHT)
    assert [(one.about, one.agenda, one.start, one.until, one.name) for one in await waited_for(hall)] == [
        (one.about, "cards", one.start, one.closes, "Jan Novák") for one in (first, second)
    ]
    await came(hall, first, EIGHT)
    assert [one.about for one in await waited_for(hall)] == [second.about]
    hall.set("2026-11-25T09:15:01")
    assert await waited_for(hall) == ()


async def test_a_lapsed_booking_is_told_from_one_that_was_never_confirmed(hall: Town) -> None:
    booking = await hall.booked(EIGHT)
    hall.set("2026-11-25T08:15:01")
    assert hall.bookings.state(booking) == "lapsed"
    assert [one.id for one in await hall.bookings.day("hall", booking.day)] == [booking.id]
    refusal = hall.bookings.may_cancel(booking)
    assert refusal is not None and refusal.code == "booking.visit_over"


async def test_without_a_door_nobody_lapses(rebuilt: Callable[..., Town]) -> None:
    town = rebuilt(offices__hall__capacity="1")
    town.set("2026-11-24T12:00:00")
    booking = await town.booked(EIGHT)
    town.set("2026-11-25T12:00:00")
    assert town.bookings.state(booking) == "confirmed"
    assert await ticket(town) is None
