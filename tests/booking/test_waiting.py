"""The waiting list: a freed place is held for the first who fits, before anybody else sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from civicore_booking import sweeping, waiting, waitlist
from civicore_booking.booking import Booking
from civicore_booking.confirming import Confirmed
from civicore_booking.jobs import subscriptions
from civicore_booking.keeping import erase, expire
from civicore_booking.waitlist import Waiting, WaitingRequest

from civicore import UnitOfWork, new_id
from civicore.base.refusal import Refusal
from civicore.storage.outbox import Outbox
from tests.booking.listed import DAY, ON, STEP, waits
from tests.booking.making import at
from tests.booking.town import Town

BUILD = Callable[..., Town]
OFFER = timedelta(hours=2)


BUSY = {"last_name": "Čekal", "email": "busy@x.cz"}


async def crowd(town: Town, number: int) -> None:
    """Many who wait, all of them the same person: each entry came by a file that allowed it."""
    wish = WaitingRequest("cards", (), None, ON, ON, BUSY, "cs")

    async def work(unit: UnitOfWork) -> None:
        for _ in range(number):
            await waitlist.add(Waiting(new_id(), wish, unit.now))

    await town.store.transact(work)


async def offers(town: Town) -> list[tuple[str, str]]:
    return [(mail["recipient"], mail["text"]) for mail in await town.messages("waiting_offer")]


def token_in(text: str) -> str:
    return text.split("/booking/confirm/")[1].split()[0]


async def test_case_64_the_freed_place_is_held_for_the_first_who_waits(narrow: Town) -> None:
    booking = await narrow.booked(f"{DAY}T09:00:00", "holder@x.cz")
    await waits(narrow, "first@x.cz")
    await waits(narrow, "second@x.cz")
    visitor = narrow.wish(f"{DAY}T09:00:00", "visitor@x.cz")
    cancelled, raced = await asyncio.gather(
        narrow.bookings.cancel(narrow.bookings.token(booking)), narrow.bookings.hold(visitor)
    )
    assert isinstance(cancelled, Booking) and isinstance(raced, Refusal)
    assert await narrow.free(f"{DAY}T09:00:00") == 0
    ((recipient, text),) = await offers(narrow)
    assert recipient == "first@x.cz"
    assert isinstance(await narrow.bookings.confirm(token_in(text)), Confirmed)
    left = await narrow.bookings.day("hall", ON)
    assert [one.email for one in left] == ["first@x.cz"]
    assert sum(key.startswith("w|") for key in await narrow.check_ledger()) == 1, "who was served waits no longer"
    await narrow.check_ledger()


async def test_an_offer_that_is_let_pass_goes_to_the_next(narrow: Town) -> None:
    booking = await narrow.booked(f"{DAY}T09:00:00", "holder@x.cz")
    await waits(narrow, "first@x.cz")
    await waits(narrow, "second@x.cz")
    await narrow.bookings.cancel(narrow.bookings.token(booking))
    narrow.clock.advance(OFFER)
    assert await narrow.free(f"{DAY}T09:00:00") == 0
    narrow.clock.advance(STEP)
    await sweeping.sweep(narrow.bookings.setting)
    assert [recipient for recipient, _ in await offers(narrow)] == ["first@x.cz", "second@x.cz"]
    for _ in range(4):
        narrow.clock.advance(OFFER + STEP)
        await sweeping.sweep(narrow.bookings.setting)
    assert [recipient for recipient, _ in await offers(narrow)] == ["first@x.cz", "second@x.cz"] * 3
    narrow.clock.advance(OFFER + STEP)
    assert await expire(narrow.bookings.setting) == 2
    await narrow.check_ledger()


async def test_who_is_at_their_own_limit_is_passed_over(narrow: Town) -> None:
    holder = await narrow.booked(f"{DAY}T09:00:00", "holder@x.cz")
    await narrow.booked("2026-11-26T09:00:00", "busy@x.cz")
    await narrow.booked("2026-11-27T09:00:00", "busy@x.cz")
    await waits(narrow, "busy@x.cz")
    await waits(narrow, "second@x.cz")
    await narrow.bookings.cancel(narrow.bookings.token(holder))
    assert [recipient for recipient, _ in await offers(narrow)] == ["second@x.cz"]
    await narrow.check_ledger()


async def test_a_place_is_given_back_however_many_on_the_list_are_at_their_own_limits(narrow: Town) -> None:
    holder = await narrow.booked(f"{DAY}T09:00:00", "holder@x.cz")
    busy = await narrow.booked("2026-11-26T09:00:00", "busy@x.cz", fields=dict(BUSY))
    await narrow.booked("2026-11-27T09:00:00", "busy@x.cz", fields=dict(BUSY))
    await crowd(narrow, 120)
    assert isinstance(await narrow.bookings.cancel(narrow.bookings.token(holder)), Booking)
    assert await narrow.free(f"{DAY}T09:00:00") == 1
    assert await waiting.round_of_offers(narrow.bookings.setting) == 0
    assert await offers(narrow) == []
    await narrow.bookings.cancel(narrow.bookings.token(busy))
    assert await waiting.round_of_offers(narrow.bookings.setting) == 1
    await narrow.check_ledger()


async def test_a_place_is_given_back_even_when_no_offer_can_be_written(
    narrow: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = await narrow.booked(f"{DAY}T09:00:00", "holder@x.cz")
    await crowd(narrow, 120)

    async def never(*_: object) -> bool:
        return False

    monkeypatch.setattr(waitlist, "offered", never)
    assert isinstance(await narrow.bookings.cancel(narrow.bookings.token(holder)), Booking)
    assert await narrow.free(f"{DAY}T09:00:00") == 1
    assert await waiting.round_of_offers(narrow.bookings.setting) == 0
    await narrow.check_ledger()


async def test_moving_away_frees_a_place_for_who_waits(narrow: Town) -> None:
    booking = await narrow.booked(f"{DAY}T09:00:00", "holder@x.cz")
    await waits(narrow, "first@x.cz")
    moved = await narrow.bookings.reschedule(narrow.bookings.token(booking), at("2026-11-26T09:00:00"))
    assert isinstance(moved, Booking), moved
    assert [recipient for recipient, _ in await offers(narrow)] == ["first@x.cz"]
    await narrow.check_ledger()


async def test_case_64_a_place_given_up_because_nobody_asked_for_it_goes_to_who_waits(narrow: Town) -> None:
    held = await narrow.held(f"{DAY}T09:00:00", "stranger@x.cz")
    await waits(narrow, "first@x.cz")
    await narrow.bookings.not_me(narrow.bookings.token(held))
    assert await narrow.free(f"{DAY}T09:00:00") == 0
    assert [recipient for recipient, _ in await offers(narrow)] == ["first@x.cz"]
    await narrow.check_ledger()


async def test_case_64_a_place_of_somebody_who_was_erased_goes_to_who_waits(narrow: Town) -> None:
    await narrow.booked(f"{DAY}T09:00:00", "erased@x.cz")
    await waits(narrow, "erased@x.cz")
    await waits(narrow, "first@x.cz")
    assert await erase(narrow.bookings.setting, "erased@x.cz") == 2
    assert await narrow.free(f"{DAY}T09:00:00") == 0
    assert [recipient for recipient, _ in await offers(narrow)] == ["first@x.cz"]
    await narrow.check_ledger()


async def test_only_fitting_days_agendas_and_offices_count(narrow: Town) -> None:
    booking = await narrow.booked(f"{DAY}T09:00:00", "holder@x.cz")
    await waits(narrow, "other_day@x.cz", first=date(2026, 11, 26), last=date(2026, 11, 27))
    await narrow.bookings.cancel(narrow.bookings.token(booking))
    assert await offers(narrow) == []
    assert await narrow.free(f"{DAY}T09:00:00") == 1


async def test_the_round_offers_what_became_free_in_any_other_way(narrow: Town) -> None:
    await waits(narrow, "first@x.cz")
    await waits(narrow, "second@x.cz", last=date(2026, 11, 26))
    assert await waiting.round_of_offers(narrow.bookings.setting) == 2
    assert {recipient for recipient, _ in await offers(narrow)} == {"first@x.cz", "second@x.cz"}
    assert await waiting.round_of_offers(narrow.bookings.setting) == 0
    await narrow.check_ledger()


async def test_a_long_visit_given_up_serves_two_who_wait(rebuilt: BUILD) -> None:
    town = rebuilt(
        offices__hall__counters="{k1: {}}",
        offices__hall__hours="{wed: 08:00-08:30}",
        booking__waiting_list="{enabled: true}",
        booking__max_people="2",
    )
    town.set("2026-11-24T08:00:00")
    long = await town.booked(f"{DAY}T08:00:00", "holder@x.cz", people=2)
    await waits(town, "first@x.cz")
    await waits(town, "second@x.cz")
    await town.bookings.cancel(town.bookings.token(long))
    assert [recipient for recipient, _ in await offers(town)] == ["first@x.cz"]
    outbox = Outbox(town.store, {}, subscriptions(town.bookings.setting), town.clock)
    await outbox.flush()
    async with town.store.reading():
        offered = {one.wish.fields["email"]: one.offered is not None for one in await waitlist.everyone()}
    assert offered == {"first@x.cz": True, "second@x.cz": True}
    await town.check_ledger()
