"""An emergency pause: who has a visit near is told once, and once more when it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from civicore_booking.pausing import tell

from civicore.people.principals import Principal
from tests.booking.town import Town

DAY = "2026-11-25"
STAFF = Principal("staff", "1", "Operator")
OUTAGE = "{power: {active: false, scope: [booking], tell_booked: 2 h, banner: {cs: Výpadek}, departments: %s}}"


@pytest.fixture
def paused(rebuilt: Callable[..., Town]) -> Callable[..., Town]:
    def build(departments: str = "all") -> Town:
        town = rebuilt(suspensions=OUTAGE % departments)
        town.set("2026-11-24T08:00:00")
        return town

    return build


async def switch(town: Town, active: bool) -> None:
    pauses = town.runtime.suspensions
    assert await town.runtime.transact(lambda unit: pauses.switch("power", active, STAFF, unit, "why")) is None
    pauses.forget()


async def told(town: Town) -> list[str]:
    """The notices of pauses, in the order in which they were made."""
    pauses = ("booking.paused", "booking.resumed")
    return [one["notice"] for one in await town.messages() if one["notice"] in pauses]


async def test_who_has_a_visit_near_is_told_once_and_once_more_at_the_end(paused: Callable[..., Town]) -> None:
    town = paused()
    await town.booked(f"{DAY}T09:00:00", email="near@posta.example")
    await town.booked(f"{DAY}T11:00:00", email="far@posta.example")
    town.set(f"{DAY}T08:00:00")
    assert await tell(town.bookings.setting) == 0
    await switch(town, True)
    assert [await tell(town.bookings.setting) for _ in range(3)] == [1, 0, 0]
    town.set(f"{DAY}T09:10:00")
    assert await tell(town.bookings.setting) == 1, "the later visit has come near while the pause lasts"
    await switch(town, False)
    assert [await tell(town.bookings.setting) for _ in range(2)] == [2, 0]
    assert sorted(await told(town)) == ["booking.paused"] * 2 + ["booking.resumed"] * 2
    await switch(town, True)
    assert await tell(town.bookings.setting) == 2, "another pause is told again"


async def test_other_departments_and_distant_visits_are_left_in_peace(paused: Callable[..., Town]) -> None:
    town = paused("[transport]")
    await town.booked(f"{DAY}T09:00:00")
    town.set(f"{DAY}T08:00:00")
    await switch(town, True)
    assert await tell(town.bookings.setting) == 0 and await told(town) == []


async def test_a_visit_whose_time_passed_meanwhile_is_sent_to_book_again(paused: Callable[..., Town]) -> None:
    town = paused()
    booking = await town.booked(f"{DAY}T09:00:00")
    town.set(f"{DAY}T08:30:00")
    await switch(town, True)
    await tell(town.bookings.setting)
    town.clock.freeze(booking.end + timedelta(minutes=1))
    await switch(town, False)
    await tell(town.bookings.setting)
    (last,) = await town.messages("resumed")
    assert "/booking" in last["text"] and "/visit/" not in last["text"]
