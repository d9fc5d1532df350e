"""Joining and leaving the waiting list: by the link of a message, never by an address that somebody typed."""

from __future__ import annotations

from collections.abc import Callable

from civicore_booking import waiting, waitlist
from civicore_booking.keeping import expire
from civicore_booking.waitlist import Waiting, WaitingRequest

from civicore import Refusal
from tests.booking.listed import DAY, ON, asks, link, waits
from tests.booking.making import at
from tests.booking.town import Town

BUILD = Callable[..., Town]


async def test_wishes_are_limited_and_can_be_taken_back(rebuilt: BUILD) -> None:
    town = rebuilt(booking__waiting_list="{enabled: true, max_per_person: 1}")
    town.set("2026-11-24T08:00:00")
    entry = await waits(town, "a@x.cz")
    again = await town.bookings.waiting_list.ask(WaitingRequest("cards", (), None, ON, ON, {"email": "A+1@x.cz"}, "cs"))
    assert isinstance(again, Refusal) and again.code == "booking.too_many_wishes"
    token = await link(town, "a@x.cz")
    found = await town.bookings.waiting_list.entry(token)
    assert found is not None and found.id == entry.id
    await town.bookings.waiting_list.leave(token)
    await town.bookings.waiting_list.leave(token)
    assert await town.bookings.waiting_list.entry(token) is None
    assert not any(key.startswith("w|") for key in await town.check_ledger())


async def test_nothing_is_offered_before_the_owner_of_the_address_has_confirmed(narrow: Town) -> None:
    holder = await narrow.booked(f"{DAY}T09:00:00", "holder@x.cz")
    asked = await asks(narrow, "first@x.cz", language="en")
    assert isinstance(asked, Waiting) and asked.asked_until == at("2026-11-24T08:15:00")
    (mail,) = await narrow.messages("waiting_request")
    assert "08:15" in mail["text"] and "Čekal" not in mail["text"]
    await narrow.bookings.cancel(narrow.bookings.token(holder))
    assert await waiting.round_of_offers(narrow.bookings.setting) == 0
    narrow.set("2026-11-24T08:15:00.900000")
    token = await link(narrow, "first@x.cz")
    for _ in range(2):
        joined = await narrow.bookings.waiting_list.join(token)
        assert isinstance(joined, Waiting) and joined.state == "waiting"
    assert await waiting.round_of_offers(narrow.bookings.setting) == 1
    await narrow.check_ledger()


async def test_who_confirms_too_late_is_not_on_the_list_and_nothing_of_them_is_kept(narrow: Town) -> None:
    await asks(narrow, "late@x.cz")
    token = await link(narrow, "late@x.cz")
    narrow.set("2026-11-24T08:15:01")
    assert await narrow.bookings.waiting_list.entry(token) is None
    refused = await narrow.bookings.waiting_list.join(token)
    assert isinstance(refused, Refusal) and refused.code == "booking.unknown"
    assert await expire(narrow.bookings.setting) == 1
    async with narrow.store.reading():
        assert await waitlist.everyone() == ()
    assert not any(key.startswith("w|") for key in await narrow.check_ledger())


async def test_nobody_s_mailbox_is_flooded_by_the_list(rebuilt: BUILD) -> None:
    limits = "{holds_per_address: 2, holds_per_network: 3}"
    town = rebuilt(booking__waiting_list="{enabled: true}", security__limits=limits)
    town.set("2026-11-24T08:00:00")
    for _ in range(2):
        asked = await asks(town, "a@x.cz", network="192.0.2.1")
        assert isinstance(asked, Waiting)
        await town.bookings.waiting_list.leave(await link(town, "a@x.cz"))
    for email, network in (("a@x.cz", "192.0.2.9"), ("a@x.cz", None)):
        refused = await asks(town, email, network=network)
        assert isinstance(refused, Refusal) and refused.code == "booking.too_many_holds"
    assert isinstance(await asks(town, "b@x.cz", network="192.0.2.1"), Waiting)
    refused = await asks(town, "c@x.cz", network="192.0.2.1")
    assert isinstance(refused, Refusal) and refused.code == "booking.too_many_holds"
    await town.bookings.not_me(town.bookings.token(await town.held(f"{DAY}T09:00:00", "d@x.cz")))
    refused = await asks(town, "d@x.cz")
    assert isinstance(refused, Refusal) and refused.code == "booking.address_stopped"
    await town.check_ledger()


async def test_a_wish_sent_twice_is_one_wish(narrow: Town) -> None:
    first, second = [await asks(narrow, "a@x.cz", idempotency_key="k") for _ in range(2)]
    assert isinstance(first, Waiting) and isinstance(second, Waiting) and first.id == second.id
    assert len(await narrow.messages("waiting_request")) == 1
    other = await asks(narrow, "b@x.cz", idempotency_key="k")
    assert isinstance(other, Refusal) and other.code == "request.key_reused"


async def test_a_city_without_a_list_says_so(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    refused = await town.bookings.waiting_list.ask(WaitingRequest("cards", (), None, ON, ON, {"email": "a@x.cz"}, "cs"))
    assert isinstance(refused, Refusal) and refused.code == "booking.no_waiting_list"
