"""Nobody holds a whole horizon with bookings that they never confirm (S19)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from civicore_booking import crowding, jobs
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.limits import share_of

from civicore.base.refusal import Refusal
from civicore.deployment.kind import DayNumber
from tests.booking.town import Town

pytestmark = pytest.mark.anyio
BUILD = Callable[..., Town]
MONDAY = date(2026, 11, 30)


def robot(start: datetime, number: int) -> BookingRequest:
    """Each has another name, address, network and agenda, as whoever rents machines would send them."""
    fields = {"first_name": "Jan", "last_name": f"N{number}", "email": f"robot{number}@x.cz"}
    agenda, network = ("cards", "passports")[number % 2], f"198.51.{number}.7"
    return BookingRequest(agenda, (), start.astimezone(UTC), fields, "cs", network=network)


async def storm(town: Town, number: int = 0) -> tuple[list[Booking], set[str]]:
    """A robot asks for every place of every day of the horizon until it is refused."""
    held, told = [], set[str]()
    days = await town.bookings.availability("cards")
    assert not isinstance(days, Refusal)
    for slot in [slot for day in days for slot in day.slots]:
        for _ in range(slot.free):
            number += 1
            answer = await town.bookings.hold(robot(slot.start, number))
            if isinstance(answer, Refusal):
                told.add(answer.code)
                break
            held.append(answer)
    return held, told


async def alarms(town: Town) -> list[str]:
    """What the job of every minute has to say."""
    await {one.id: one for one in jobs.jobs(town.bookings.setting)}["booking.tidy"].run()
    standing = await town.runtime.repairs.standing()
    return [f"{one.repair.id} {one.repair.words['days']}" for one in standing if one.repair.kind == crowding.KIND]


SMALL = {
    "offices__hall__hours": "{wed: 08:00-09:30, thu: 08:00-09:00}",
    "offices__hall__counters": "{k1: {serves: [cards, passports]}, k2: {serves: [cards, passports]}, k3: {}}",
    "booking__horizon": "2 days",
    "booking__step": "15 min",
}


@pytest.fixture
def town(rebuilt: BUILD) -> Town:
    """A town of two days with eighteen and twelve places, where half of a day may wait for confirmation."""
    return rebuilt(**SMALL, booking__limits="{unconfirmed_per_day: 50%}")


async def test_s19_half_of_each_day_is_left_for_people_who_confirm(town: Town) -> None:
    town.set("2026-11-24T20:00:00")
    held, told = await storm(town)
    assert told == {"booking.too_many_unconfirmed"}
    assert Counter(str(one.day) for one in held) == {"2026-11-25": 9, "2026-11-26": 6}
    assert await alarms(town) == [f"{crowding.KIND}:days 2026-11-25, 2026-11-26"]
    # Who confirms at once is served all the same, and who confirmed makes room for one more.
    caller = {"last_name": "Stará"}
    assert (await town.held("2026-11-26T08:45:00", "", channel="desk", fields=caller)).state == "confirmed"
    assert not isinstance(await town.bookings.confirm(town.bookings.token(held[0])), Refusal)
    more, told = await storm(town, 200)
    assert [str(one.day) for one in more] == ["2026-11-25"] and told == {"booking.too_many_unconfirmed"}
    await town.check_ledger()


async def test_s19_what_nobody_confirms_is_free_again_and_the_alarm_ends(town: Town) -> None:
    town.set("2026-11-24T20:00:00")
    held, _ = await storm(town)
    assert await alarms(town) != []
    town.clock.advance(timedelta(minutes=15, seconds=1))
    again, _ = await storm(town, 300)
    assert len(again) == len(held)
    town.clock.advance(timedelta(minutes=15, seconds=1))
    assert await alarms(town) == []
    await town.check_ledger()


async def test_s19_without_the_share_the_horizon_could_be_held(rebuilt: BUILD) -> None:
    town = rebuilt(**SMALL, booking__limits="{unconfirmed_per_day: 100%}")
    town.set("2026-11-24T20:00:00")
    await storm(town)
    days = await town.bookings.availability("cards")
    assert not isinstance(days, Refusal) and not any(day.slots for day in days)


@pytest.mark.parametrize(
    ("places", "share", "most"),
    [
        (10, DayNumber(percent=80), 8),
        (4, DayNumber(percent=80), 4),
        (1, DayNumber(percent=1), 1),
        (9, DayNumber(percent=100), None),
        (9, DayNumber((5, *(None,) * 6)), 5),
        (0, DayNumber(percent=80), 0),
    ],
)
def test_s19_a_share_is_rounded_up_so_that_small_days_are_open(places: int, share: DayNumber, most: int | None) -> None:
    assert share_of(places, share, MONDAY) == most
