"""Days given out by lot: fair, once, worked out again by anybody, and open to those who call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from civicore_booking import drawing, draws, lots, registering, waitlist
from civicore_booking.booking import Booking
from civicore_booking.joining import write_down
from civicore_booking.waitlist import WaitingRequest

from civicore.base.refusal import Refusal
from civicore.base.spans import Duration
from tests.booking.listed import waits
from tests.booking.town import Town

BUILD = Callable[..., Town]
PRAGUE = ZoneInfo("Europe/Prague")
LOT = {
    "booking__release": "{mode: by_lot, at: '09:00', head_start: 2 hours}",
    "booking__horizon": "7 days",
    "booking__waiting_list": "{enabled: true}",
}
DRAWN, VISIT = "2026-11-18T09:00:00", date(2026, 11, 25)


def test_each_day_is_drawn_once_also_at_the_end_of_a_month() -> None:
    for horizon in (Duration(days=7), Duration(months=1)):
        january = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(60)]
        days = [one for day in january for one in lots.drawn_days(horizon, PRAGUE, day)]
        assert days == [days[0] + timedelta(days=ahead) for ahead in range(len(days))]


def test_the_order_follows_from_the_secret_and_the_numbers_alone() -> None:
    numbers = [f"{one:012x}" for one in range(50)]
    drawn = lots.order("secret", numbers)
    assert drawn == lots.order("secret", reversed(numbers)) and drawn != tuple(numbers)
    assert drawn[0] == min(numbers, key=lambda one: sha256(f"secret:{one}".encode()).hexdigest())
    first = [lots.order(f"secret {one}", numbers[:4])[0] for one in range(4000)]
    assert all(900 < first.count(one) < 1100 for one in numbers[:4])


def test_people_register_for_what_is_not_drawn_yet() -> None:
    morning = datetime(2026, 11, 18, 7, 0, tzinfo=UTC)
    week = Duration(days=7)
    assert lots.upcoming(week, PRAGUE, morning, 540, week) == (date(2026, 11, 25), date(2026, 12, 2))
    assert lots.upcoming(week, PRAGUE, morning.replace(hour=9), 540, week)[0] == date(2026, 11, 26)


async def test_the_first_lots_get_the_times_and_the_others_are_told(rebuilt: BUILD) -> None:
    town = rebuilt(**LOT, offices__hall__capacity="2")
    town.set("2026-11-17T12:00:00")
    people = [f"n{number}@x.cz" for number in range(5)]
    for email in people:
        await waits(town, email, first=VISIT, last=VISIT)
    await drawing.work(town.bookings.setting)
    (office,) = {office for _, office in drawing.places(town.bookings.setting)}
    async with town.store.reading():
        sealed = await draws.find("cards", office, date(2026, 11, 18))
    assert sealed is not None and sealed.drawn_at is None
    town.set(DRAWN)
    assert (await town.refused("2026-11-25T09:00:00", "quick@x.cz")).code == "booking.too_far_ahead"
    await drawing.work(town.bookings.setting)
    await drawing.work(town.bookings.setting)
    async with town.store.reading():
        held = await draws.find("cards", office, date(2026, 11, 18))
    assert held is not None and held.done and held.secret == sealed.secret and len(held.given) == 2
    numbers = [number for number, _ in held.numbers]
    assert tuple(numbers) == lots.order(held.secret, numbers) and sealed.commitment == lots.commitment(held.secret)
    assert [got for _, got in held.numbers] == [True, True, False, False, False]
    offered, missed = await town.messages("waiting_offer"), await town.messages("not_drawn")
    assert len(offered) == 2 and len(missed) == 3
    assert {one["recipient"] for one in (*offered, *missed)} == set(people)
    assert all(lots.number(entry) in "".join(one["text"] for one in missed) for entry in held.entries[2:])


async def test_what_is_left_opens_for_everybody_after_the_head_start(rebuilt: BUILD) -> None:
    town = rebuilt(**LOT)
    town.set("2026-11-18T10:59:59")
    assert (await town.refused("2026-11-25T09:00:00")).code == "booking.too_far_ahead"
    town.set("2026-11-18T11:00:00")
    await town.held("2026-11-25T09:00:00")


async def test_who_calls_takes_part_and_the_time_is_booked_at_once(rebuilt: BUILD) -> None:
    town = rebuilt(**LOT)
    town.set("2026-11-17T12:00:00")
    caller = {"last_name": "Novák", "phone": "603123456"}
    (office,) = {office for _, office in drawing.places(town.bookings.setting)}
    wish = WaitingRequest("cards", (), office, VISIT, VISIT, caller, "cs")
    entry = await write_down(town.bookings.setting, wish, "staff:1")
    assert not isinstance(entry, Refusal)
    assert "booking.registered" in await town.audit()
    town.set(DRAWN)
    await drawing.work(town.bookings.setting)
    (booking,) = await town.bookings.day(office, VISIT)
    assert isinstance(booking, Booking) and (booking.state, booking.channel) == ("confirmed", "desk")
    async with town.store.reading():
        assert await waitlist.get(entry.id) is None
    await town.check_ledger()


async def test_the_next_draw_is_of_a_day_on_which_the_office_is_open(rebuilt: BUILD) -> None:
    town = rebuilt(**LOT)
    town.set("2026-11-20T12:00:00")  # a Friday: a week ahead lie a Saturday and a Sunday
    setting = town.bookings.setting
    (office,) = {office for _, office in drawing.places(setting)}
    coming = await registering.next_draw(town.bookings, "cards", office)
    assert drawing.given_by(setting, coming) == (date(2026, 11, 30),)
