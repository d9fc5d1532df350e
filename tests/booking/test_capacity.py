"""Quotas, capacities and people's limits as the ledger keeps them; what a changed file does to old bookings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import yaml
from civicore_booking.booking import Booking
from civicore_booking.renaming import probe
from civicore_booking.service import Bookings
from civicore_booking.settling import settle

from civicore.base.refusal import Refusal
from tests.booking.conftest import FILE
from tests.booking.making import at
from tests.booking.town import Town

DAY = "2026-11-25"  # a Wednesday
BUILD = Callable[..., Town]


def full(refusal: Refusal) -> str:
    return refusal.code


@pytest.mark.rule("KOS-06")
async def test_case_40_quota_and_capacity_hold_at_once_and_the_desk_goes_beyond_the_quota_only(rebuilt: BUILD) -> None:
    town = rebuilt(departments__registry__capacity="{wed: 4}", departments__registry__quota="{wed: 2}")
    town.set("2026-11-24T08:00:00")
    assert await town.free(f"{DAY}T09:00:00") == 2
    await town.booked(f"{DAY}T09:00:00", "a@x.cz")
    await town.booked(f"{DAY}T10:00:00", "b@x.cz", agenda="passports")
    assert await town.free(f"{DAY}T11:00:00") == 0
    refused = await town.refused(f"{DAY}T11:00:00", "c@x.cz")
    assert full(refused) == "booking.sold_out" and refused.facts["nearest"] is not None
    assert await town.free(f"{DAY}T11:00:00", channel="desk") == 2
    for hour in ("11", "12"):
        wish = town.wish(f"{DAY}T{hour}:00:00", "", channel="desk", fields={"last_name": "Volající"})
        made = await town.bookings.book_for(wish, "staff:1")
        assert isinstance(made, Booking) and made.state == "confirmed" and town.bookings.code(made)
    refused = await town.refused(f"{DAY}T13:00:00", "", channel="desk", fields={"last_name": "Volající"})
    assert full(refused) == "booking.sold_out"
    assert await town.audit() == ["booking.made", "booking.made"]
    await town.check_ledger()


async def test_case_41_what_citizens_do_not_use_is_there_for_others_and_never_twice(rebuilt: BUILD) -> None:
    town = rebuilt(offices__hall__capacity="3", offices__hall__quota="2")
    town.set("2026-11-24T08:00:00")
    for hour in (9, 10, 11):
        await town.held(f"{DAY}T{hour:02d}:00:00", "", channel="desk", fields={"last_name": "V"})
    assert full(await town.refused(f"{DAY}T12:00:00", "a@x.cz")) == "booking.sold_out"
    used = await town.check_ledger()
    assert used["o|hall|c|2026-11-25"] == 3 and "o|hall|q|2026-11-25" not in used


async def test_a_per_cent_is_of_the_capacity_or_of_what_the_counters_can_serve(rebuilt: BUILD) -> None:
    town = rebuilt(offices__hall__quota="50%", offices__hall__capacity="{wed: 7}")
    town.set("2026-11-24T08:00:00")
    used_by = town.bookings.setting.plan
    day = used_by.day("hall", at(f"{DAY}T09:00:00").date())
    caps = {limit.scope: limit.cap for limit in used_by.day_limits("cards", day, citizens=True)}
    assert caps == {"o|hall|c": 7, "o|hall|q": 3}
    tuesday = used_by.day("hall", at("2026-11-24T09:00:00").date())
    caps = {limit.scope: limit.cap for limit in used_by.day_limits("cards", tuesday, citizens=True)}
    # Seven hours: three counters with a mean visit of 15 minutes, one with 20 minutes.
    assert caps == {"o|hall@hall|q": (3 * 28 + 21) // 2}


async def test_case_71_a_family_books_as_many_as_the_file_allows(rebuilt: BUILD) -> None:
    for allowed in (2, 4):
        limits = f"{{active_per_person: {allowed}, per_agenda_and_day: {allowed}, unconfirmed_per_person: 9}}"
        town = rebuilt(booking__limits=limits)
        town.set("2026-11-24T08:00:00")
        for child in range(allowed):
            await town.booked(f"{DAY}T{9 + child:02d}:00:00", f"family{allowed}+{child}@x.cz")
            town.clock.advance(timedelta(minutes=21))
        refused = await town.refused(f"{DAY}T14:00:00", f"family{allowed}@x.cz")
        assert full(refused) == "booking.too_many"


async def test_limits_of_a_person_end_with_the_visit(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    await town.booked(f"{DAY}T09:00:00", agenda="cards")
    assert full(await town.refused(f"{DAY}T10:00:00", agenda="cards")) == "booking.too_many"
    await town.booked(f"{DAY}T10:00:00", agenda="passports")
    assert full(await town.refused(f"{DAY}T11:00:00", agenda="register")) == "booking.too_many"
    town.set(f"{DAY}T09:15:01")
    await town.booked(f"{DAY}T11:00:00", agenda="register")
    await town.check_ledger()


async def test_a_telephone_that_a_clerk_wrote_down_is_a_person_too(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    first, again = [{"last_name": "Novák", "phone": phone} for phone in ("+420 603 123 456", "603123456")]
    await town.booked(f"{DAY}T09:00:00", "", channel="desk", fields=first)
    refused = await town.refused(f"{DAY}T10:00:00", channel="desk", fields=again)
    assert full(refused) == "booking.too_many_that_day"


async def test_somebody_else_s_telephone_tells_nothing_and_takes_nothing_from_its_owner(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    owner = {"last_name": "Novák", "phone": "603123456"}
    await town.booked(f"{DAY}T09:00:00", "", channel="desk", fields=owner)
    for number, day in enumerate((DAY, "2026-11-26", "2026-11-27")):
        email = f"n{number}@x.cz"
        await town.booked(f"{day}T10:00:00", email, fields={**owner, "email": email})
    mine = {"last_name": "Novák", "email": "owner@x.cz", "phone": "603123456"}
    await town.booked("2026-11-26T09:00:00", fields=mine)
    await town.booked("2026-11-30T09:00:00", "", channel="desk", fields=owner)


async def test_an_address_typed_by_anybody_tells_no_day_of_its_owner(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    await town.booked(f"{DAY}T09:00:00")
    await town.booked("2026-11-26T09:00:00")
    codes = {full(await town.refused(f"{day}T10:00:00")) for day in (DAY, "2026-11-27")}
    assert codes == {"booking.too_many"}


async def test_s18_holds_of_one_network_and_one_address_are_slowed_down(rebuilt: BUILD) -> None:
    town = rebuilt(
        security__limits="{holds_per_network: 3, holds_per_address: 1}", booking__limits="{unconfirmed_per_person: 9}"
    )
    town.set("2026-11-24T08:00:00")
    for number in range(3):
        await town.held(f"{DAY}T09:00:00", f"n{number}@x.cz", network="2001:db8::1")
    assert full(await town.refused(f"{DAY}T10:00:00", "n9@x.cz", network="2001:db8::2")) == "booking.too_many_holds"
    assert full(await town.refused("2026-11-26T10:00:00", "n0@x.cz", network="192.0.2.1")) == "booking.too_many_holds"
    await town.held(f"{DAY}T10:00:00", "n9@x.cz", network="192.0.2.1")
    town.set("2026-11-24T09:00:01")
    await town.held(f"{DAY}T10:00:00", "n8@x.cz", network="2001:db8::1")


@pytest.mark.parametrize("strict", [True, False])
async def test_a_demo_slows_robots_down_when_it_is_asked_to_be_strict(rebuilt: BUILD, strict: bool) -> None:
    town = rebuilt(security__limits="{holds_per_network: 1}", booking__limits="{unconfirmed_per_person: 9}")
    town.set("2026-11-24T08:00:00")
    demo = Bookings(replace(town.runtime, demo=True, strict=strict))
    holds = [await demo.hold(town.wish(f"{DAY}T09:00:00", f"n{n}@x.cz", network="192.0.2.1")) for n in range(2)]
    assert [isinstance(answer, Refusal) for answer in holds] == [False, strict]
    guesses = [await demo.find("123456", last_name="Novák", network="192.0.2.7") for _ in range(21)]
    last = guesses[-1]
    assert isinstance(last, Refusal) and (last.code == "booking.too_many_attempts") is strict


async def test_case_39_fewer_counters_than_bookings(town: Town, rebuilt: BUILD) -> None:
    town.set("2026-11-24T08:00:00")
    first, *others = await town.three_at_nine()
    one = rebuilt(offices__hall__counters="{k1: {serves: [cards, passports, register]}, car: {serves: [cars]}}")
    assert await settle(one.bookings.setting) == 3
    assert await settle(one.bookings.setting) == 0
    for booking in (first, *others):
        found = await one.bookings.get(booking.id)
        assert found is not None and found.state == "confirmed"
    assert await one.free(f"{DAY}T09:00:00") == 0
    hits = await one.bookings.conflicts("hall", first.day, first.day)
    assert {hit.booking.id for hit in hits} == {booking.id for booking in others}
    assert {hit.why for hit in hits} == {"capacity"}
    await one.bookings.cancel_by_staff(others[0].id, None, "staff:1")
    assert await one.free(f"{DAY}T09:00:00") == 0
    assert full(await one.refused(f"{DAY}T09:00:00", "new@x.cz")) == "booking.slot_taken"
    await one.bookings.cancel_by_staff(others[1].id, None, "staff:1")
    assert await one.free(f"{DAY}T09:00:00") == 0
    await one.bookings.cancel_by_staff(first.id, None, "staff:1")
    assert await one.free(f"{DAY}T09:00:00") == 1


async def test_case_42_longer_visits_leave_the_old_ones_as_they_are_and_list_overlaps(
    town: Town, rebuilt: BUILD
) -> None:
    town.set("2026-11-24T08:00:00")
    old = [await town.booked(f"{DAY}T09:{m:02d}:00", f"n{n}{m}@x.cz") for n in range(3) for m in (0, 15)]
    longer = rebuilt(agendas__cards__duration="25 min")
    await settle(longer.bookings.setting)
    for booking in old:
        shown = await longer.bookings.get(booking.id)
        assert shown is not None and shown.end - shown.start == timedelta(minutes=15)
    hits = await longer.bookings.conflicts("hall", old[0].day, old[0].day)
    assert {hit.why for hit in hits} == {"overlap"} and len(hits) == 3
    new = await longer.held(f"{DAY}T11:00:00", "new@x.cz")
    assert new.end - new.start == timedelta(minutes=25)


async def test_case_45_and_55_hours_and_names_that_are_gone_leave_the_booking_readable(
    town: Town, rebuilt: BUILD
) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T16:00:00")
    shorter = rebuilt(offices__hall__hours="{mon: 08:00-12:00, wed: 08:00-12:00}")
    await settle(shorter.bookings.setting)
    (hit,) = await shorter.bookings.conflicts("hall", booking.day, booking.day)
    assert (hit.why, hit.booking.end - hit.booking.start) == ("hours", timedelta(minutes=15))
    assert await shorter.bookings.day("hall", booking.day) == (booking,)


async def test_case_55_a_renamed_agenda_is_noticed_until_the_file_explains_it(town: Town, rebuilt: BUILD) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00", activities=("collect",))
    agendas = yaml.safe_load(FILE.read_text("utf-8"))["agendas"]
    agendas["identity"] = agendas.pop("cards")
    agendas["identity"]["activities"]["pick_up"] = agendas["identity"]["activities"].pop("collect")
    serves = "{serves: [identity, passports, register]}"
    changes = {
        "agendas": yaml.safe_dump(agendas),
        "offices__hall__counters": f"{{k1: {serves}, k2: {serves}, k3: {serves}, car: {{serves: [cars]}}}}",
    }
    silent = rebuilt(**changes)
    await settle(silent.bookings.setting)
    assert "cards" in str(await probe(silent.bookings.setting).probe())
    assert await silent.free(f"{DAY}T09:00:00", agenda="passports") == 2
    said = "{agendas.cards: agendas.identity, agendas.identity.activities.collect: agendas.identity.activities.pick_up}"
    explained = rebuilt(**changes, renames=said)
    await settle(explained.bookings.setting)
    assert await probe(explained.bookings.setting).probe() is None
    found = await explained.bookings.get(booking.id)
    assert found is not None and (found.agenda, found.activities) == ("identity", ("pick_up",))
    assert await explained.free(f"{DAY}T09:00:00", agenda="identity") == 2
    await explained.check_ledger()


async def test_case_47_an_agenda_hidden_from_the_web_is_booked_by_staff(rebuilt: BUILD) -> None:
    town = rebuilt(agendas__register__booking="{channels: {web: {enabled: false}}}")
    town.set("2026-11-24T08:00:00")
    assert "register" not in town.bookings.agendas("web") and "register" in town.bookings.agendas("desk")
    assert full(await town.refused(f"{DAY}T09:00:00", agenda="register")) == "booking.not_bookable"
    await town.booked(f"{DAY}T09:00:00", "", agenda="register", channel="desk", fields={"last_name": "V"})


async def test_case_48_and_49_several_errands_and_several_people(rebuilt: BUILD) -> None:
    town = rebuilt(booking__max_people="4")
    town.set("2026-11-24T08:00:00")
    booking = await town.held(f"{DAY}T09:00:00", activities=("apply", "collect"), people=2)
    assert booking.end - booking.start == timedelta(minutes=50)
    last = await town.free(f"{DAY}T16:10:00", activities=("apply", "collect"), people=2)
    assert last == 3
    assert await town.free(f"{DAY}T16:15:00", activities=("apply", "collect"), people=2) == 0
    for people in (0, 5):
        refused = await town.refused(f"{DAY}T11:00:00", "b@x.cz", people=people)
        assert full(refused) == "booking.not_bookable"
    assert full(await town.refused(f"{DAY}T11:00:00", "b@x.cz", activities=("fly",))) == "booking.not_bookable"


@pytest.mark.parametrize(("longest", "minutes"), [("20 min", 15), ("40 min", 40)])
async def test_a_visit_for_no_named_errand_is_long_enough_for_any(rebuilt: BUILD, longest: str, minutes: int) -> None:
    other = "collect: {name: Výdej}" if minutes == 15 else "collect: {name: Výdej, duration: 25 min}"
    town = rebuilt(agendas__cards__activities=f"{{apply: {{name: Žádost, duration: {longest}}}, {other}}}")
    town.set("2026-11-24T08:00:00")
    general = await town.held(f"{DAY}T09:00:00", "", channel="desk", fields={"last_name": "V"})
    assert general.end - general.start == timedelta(minutes=minutes)


@pytest.mark.rule("TRU-10")
async def test_s14_the_horizon_lead_time_and_grid_are_refused_by_name(rebuilt: BUILD) -> None:
    town = rebuilt(booking__lead_time="1 hour")
    town.set("2026-10-12T08:00:00")
    await town.held("2026-12-11T09:00:00", "a@x.cz")
    assert full(await town.refused("2026-12-14T09:00:00", "b@x.cz")) == "booking.too_far_ahead"
    assert full(await town.refused("2026-10-12T08:55:00", "b@x.cz")) == "booking.too_soon"
    assert full(await town.refused("2026-10-13T09:02:00", "b@x.cz")) == "booking.no_such_time"
    assert full(await town.refused("2026-10-17T09:00:00", "b@x.cz")) == "booking.no_such_time"
    assert full(await town.refused("2026-10-28T09:00:00", "b@x.cz")) == "booking.closed"
    assert full(await town.refused("2026-10-13T09:00:00", "b@x.cz", agenda="nothing")) == "booking.not_bookable"


@pytest.mark.rule("KOS-12")
async def test_a_suspension_stops_citizens_and_neither_the_desk_nor_cancelling(town: Town, rebuilt: BUILD) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    held = await town.held(f"{DAY}T09:30:00", "h@x.cz")
    crisis = rebuilt(suspensions="{crisis: {active: true, scope: [booking], banner: Mimo provoz, instead: [phone]}}")
    for channel in ("web", "kiosk", "sms", "bot"):
        assert full(await crisis.refused(f"{DAY}T10:00:00", "c@x.cz", channel=channel)) == "booking.suspended"
    assert (await crisis.bookings.suspended("cards")) is not None
    await crisis.booked(f"{DAY}T10:00:00", "", channel="desk", fields={"last_name": "V"})
    assert not isinstance(await crisis.bookings.confirm(crisis.bookings.token(held)), Refusal)
    assert isinstance(await crisis.bookings.cancel(crisis.bookings.token(booking)), Booking)
