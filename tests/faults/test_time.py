"""Clocks that jump, mail that does not go, a worker that is dead for a day (F08, F09, F17)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from civicore_booking.booking import Booking
from civicore_booking.service import Bookings

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.extension.channels import CannotSend, ChannelMessage
from civicore.storage.tables import MessageRow
from tests.faults.town import COUNTERS, TUESDAY, Town, Wish, some
from tests.tools.reliability import Counted

HOUR = timedelta(hours=1)
JUMPS = (HOUR, -HOUR, timedelta(days=1), timedelta(seconds=1), timedelta(milliseconds=-500))
HOLD, SECOND = timedelta(minutes=15), timedelta(seconds=1)  # it counts through its last second


def bookings(town: Town) -> Bookings:
    return town.built.runtime.services.one(Bookings)


async def confirmed(town: Town, wish: Wish) -> Booking | Refusal:
    """Book and press the button of the letter."""
    held = await town.book(wish)
    assert held.status_code == 201, held.text
    return await confirm(town, wish)


async def confirm(town: Town, wish: Wish) -> Booking | Refusal:
    booking = await bookings(town).get(UUID(town.acknowledged[wish]))
    assert isinstance(booking, Booking)
    answer = await bookings(town).confirm(bookings(town).token(booking))
    return answer if isinstance(answer, Refusal) else answer.booking


async def arrived(town: Town) -> Counter[tuple[str, str]]:
    """What has been delivered, by person and notice."""
    caught = (await town.http.get("/demo/outbox.json")).json()
    return Counter((one["to"], one["notice"]) for one in caught)


async def work(town: Town) -> None:
    """What the worker does now: deliveries, and each of its jobs."""
    await town.flush()
    jobs: Any = town.built.app.state.jobs
    for job in jobs:
        await job.run()
    await town.flush()


@pytest.mark.parametrize("jump", JUMPS, ids=str)
async def test_f08_a_clock_that_jumps_and_comes_back_sends_nothing_twice_and_revives_nothing(
    town: Town, clock: DemoClock, jump: timedelta, counted: Counted
) -> None:
    visit, hold, late = some(3)
    assert isinstance(await confirmed(town, visit), Booking)
    await town.book(hold)
    await work(town)
    clock.freeze(TUESDAY + jump)
    during = await confirm(town, hold)
    assert isinstance(during, Booking) is (jump < HOLD), "a hold ends at its instant, as this clock shows it"
    await work(town)
    clock.freeze(TUESDAY + timedelta(minutes=1))
    await work(town)
    assert (await town.book(late)).status_code == 201
    clock.freeze(TUESDAY + timedelta(minutes=1) + HOLD + SECOND)
    over = await confirm(town, late)
    assert isinstance(over, Refusal), "no hold outlives its quarter of an hour by a second"
    await work(town)
    assert max((await arrived(town)).values()) == 1
    assert (await town.kept())[town.acknowledged[visit]] == "confirmed"
    counted(runs=1, faults=1, acknowledged=1, lost=0)


@pytest.mark.parametrize(
    ("before", "visit_utc"),
    [
        ("2027-03-27T09:00:00+01:00", "2027-03-30T06:00:00+00:00"),
        ("2026-10-24T09:00:00+02:00", "2026-10-26T07:00:00+00:00"),
    ],
    ids=["spring", "autumn"],
)
async def test_f08_on_switch_days_holds_end_by_elapsed_time_and_visits_by_the_wall(
    town: Town, clock: DemoClock, before: str, visit_utc: str, counted: Counted
) -> None:
    clock.freeze(datetime.fromisoformat(before).astimezone(UTC) + timedelta(hours=16, minutes=55))
    held = await town.book(Wish(0, datetime.fromisoformat(visit_utc)))
    assert held.status_code == 201, held.text
    until = datetime.fromisoformat(held.json()["hold_until"])
    assert until - clock.now() == HOLD
    assert held.json()["start"].endswith(("T08:00:00+02:00", "T08:00:00+01:00"))
    counted(runs=1, faults=1, acknowledged=1, lost=0)


async def test_f09_mail_down_for_an_hour_then_everything_goes_out_in_order(
    town: Town, clock: DemoClock, counted: Counted
) -> None:
    clock.freeze(TUESDAY)
    order, tries = defaultdict[str, list[str]](list), Counter[str]()
    demo = town.built.demo
    assert demo is not None

    def far_side(_channel: str, message: ChannelMessage) -> None:
        tries[message.to] += 1
        if clock.now() < TUESDAY + HOUR:
            raise CannotSend("nobody answers")
        order[message.to].append(message.id)

    demo.catcher.far_side = far_side
    people = some(2 * COUNTERS)
    for wish in people:
        assert isinstance(await confirmed(town, wish), Booking)
    for minute in range(0, 180, 10):
        clock.freeze(TUESDAY + timedelta(minutes=minute))
        await work(town)
    told = await arrived(town)
    assert max(told.values()) == 1
    async with town.built.runtime.store.reading():
        written = [str(one["id"]) for one in await MessageRow.select(MessageRow.id).order_by(MessageRow.position)]
    for wish in people:
        assert order[wish.email] == sorted(order[wish.email], key=written.index), "as they were written"
        assert (wish.email, "booking.confirmed") in told
        assert tries[wish.email] > len(order[wish.email])
    counted(runs=1, faults=sum(tries.values()) - sum(told.values()), acknowledged=len(people), lost=await town.lost())


async def test_f17_a_worker_that_is_dead_for_a_day_sells_nothing_wrong_and_its_backlog_drains(
    town: Town, clock: DemoClock, counted: Counted
) -> None:
    people = some(COUNTERS + 1)
    for wish in people[:COUNTERS]:
        assert (await town.book(wish)).status_code == 201
    rival = Wish(99, people[0].start)
    assert (await town.book(rival)).status_code == 409, "held by others"
    clock.freeze(TUESDAY + HOLD)
    assert (await town.book(rival)).status_code == 409
    clock.freeze(TUESDAY + HOLD + SECOND)
    taken = [await town.book(Wish(100 + number, people[0].start)) for number in range(COUNTERS + 1)]
    assert [one.status_code for one in taken] == [201] * COUNTERS + [409], "what ran out is free without any worker"
    assert isinstance(await confirm(town, people[0]), Refusal), "and nobody comes back into it"
    clock.freeze(TUESDAY + timedelta(days=1))
    assert isinstance(await confirm(town, Wish(100, people[0].start)), Refusal), "no hold is confirmed a day late"
    await work(town)
    await work(town)
    assert max((await arrived(town)).values()) == 1
    await town.flush()
    counted(runs=1, faults=1, acknowledged=2 * COUNTERS, lost=0)
