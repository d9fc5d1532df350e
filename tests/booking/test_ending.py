"""Cancelling and changing: who may, until when, what is left, and what others see of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from civicore_booking.booking import Booking
from civicore_booking.keeping import expire
from civicore_booking.tables import BookingRow

from civicore.base.refusal import Refusal
from civicore.capacity.tables import ClaimRow
from tests.booking.making import at
from tests.booking.town import Town

DAY = "2026-11-25"
BUILD = Callable[..., Town]


async def cancelled(town: Town, booking: Booking, way: str = "email_link") -> Booking:
    answer = await town.bookings.cancel(town.bookings.token(booking), way=way)
    assert isinstance(answer, Booking), answer
    return answer


async def test_a_cancelled_visit_is_erased_and_its_place_free(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    await cancelled(town, booking)
    assert await town.free(f"{DAY}T09:00:00") == 3
    assert await town.bookings.get(booking.id) is None
    (mail,) = await town.messages()
    assert (mail["notice"], mail["forget"]) == ("booking.cancelled", True)
    assert await town.audit() == ["booking.cancelled"]
    again = await town.bookings.cancel(town.bookings.token(booking))
    assert isinstance(again, Refusal) and again.code == "booking.unknown"
    assert not any(key.startswith("t|") for key in await town.check_ledger())


async def test_case_90_after_cancelling_no_table_knows_the_person(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00", "canary@x.cz", fields=_canary())
    code = town.bookings.code(booking)
    await cancelled(town, booking)
    await town.store.transact(lambda unit: unit.withdraw(booking.about))
    assert code is not None
    assert await found_anywhere(town, ["canary", "Kanárek", code, "600999888"]) == []


async def test_case_90_after_the_retention_day_only_counts_are_left(town: Town) -> None:
    from civicore_booking import keeping

    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00", "canary@x.cz", fields=_canary())
    lapsed = await town.held("2026-11-26T10:00:00", "canary2@x.cz", fields={**_canary(), "email": "canary2@x.cz"})
    await town.store.transact(lambda unit: unit.withdraw(booking.about))
    await town.store.transact(lambda unit: unit.withdraw(lapsed.about))
    town.set("2026-12-25T09:15:00")
    await keeping.expire(town.bookings.setting)
    assert await town.bookings.get(lapsed.id) is None
    kept = await town.bookings.get(booking.id)
    assert kept is not None and kept.name == "Jan Kanárek"
    town.set("2026-12-25T09:15:01")
    assert await keeping.expire(town.bookings.setting) == 1
    kept = await town.bookings.get(booking.id)
    assert kept is not None and kept.fields == {} and kept.agenda == "cards"
    assert await found_anywhere(town, ["canary", "Kanárek", "600999888"]) == []


def _canary() -> dict[str, str]:
    return {"first_name": "Jan", "last_name": "Kanárek", "email": "canary@x.cz", "phone": "600999888"}


async def found_anywhere(town: Town, words: list[str]) -> list[tuple[str, str]]:
    """Every table and column in which one of the words stands."""
    from civicore_booking.tables import BOOKING

    from civicore.capacity.tables import CAPACITY
    from civicore.storage.tables import CORE

    found = []
    async with town.store.reading():
        for table in (*CORE.tables, *CAPACITY.tables, *BOOKING.tables):
            for row in await table.select():
                found += [(table.__name__, name) for name, value in row.items() for w in words if w in str(value)]
    return found


async def test_case_73_a_guessed_link_and_a_link_after_the_visit_are_refused(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    token = town.bookings.token(booking)
    for guess in ("", "x", token[:-1], token[:-2] + "AA", "A" * len(token)):
        refused = await town.bookings.cancel(guess)
        assert isinstance(refused, Refusal) and refused.code == "booking.unknown"
    town.set(f"{DAY}T09:00:00")
    refused = await town.bookings.cancel(token)
    assert isinstance(refused, Refusal) and refused.code == "booking.visit_over"
    town.set("2026-11-26T09:15:01")
    refused = await town.bookings.show(token)
    assert isinstance(refused, Refusal) and refused.code == "booking.unknown"


async def test_the_notice_a_citizen_must_give_is_exact_and_does_not_bind_staff(rebuilt: BUILD) -> None:
    town = rebuilt(booking__cancellation__until="1 hour")
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    town.set(f"{DAY}T08:00:00")
    assert town.bookings.may_cancel(booking) is None
    town.set(f"{DAY}T08:00:01")
    refused = town.bookings.may_cancel(booking)
    assert refused is not None and refused.code == "booking.too_late_to_cancel"
    assert isinstance(await town.bookings.cancel_by_staff(booking.id, "Porucha", "staff:1"), Booking)
    assert "Porucha" in (await town.messages("cancelled"))[0]["text"]


async def test_a_way_that_the_file_does_not_open_is_refused(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    refused = await town.bookings.cancel(town.bookings.token(booking), way="web_form")
    assert isinstance(refused, Refusal) and refused.code == "booking.not_this_way"


async def test_the_form_wants_the_code_and_the_holder(rebuilt: BUILD) -> None:
    town = rebuilt(booking__cancellation__ways="{web_form: {asks: [code, email]}}")
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    code = town.bookings.code(booking) or ""
    for name, email in (("Novotný", None), (None, "other@x.cz"), (None, None), ("Novák", "other@x.cz")):
        refused = await town.bookings.find(code, last_name=name, email=email)
        assert isinstance(refused, Refusal) and refused.code == "booking.unknown"
    unknown = await town.bookings.find("000000", last_name="Novák")
    assert isinstance(unknown, Refusal) and unknown.code == "booking.unknown"
    for typed, name, email in (
        (f" {code[:3]} {code[3:]} ", "NOVAK", None),
        (code, None, "Jan@Example.cz"),
        (town.bookings.reference(booking).lower(), "novák", "jan@example.cz"),
    ):
        found = await town.bookings.find(typed, last_name=name, email=email)
        assert isinstance(found, Booking) and found.id == booking.id
    await cancelled(town, booking, "web_form")
    gone = await town.bookings.find(code, last_name="Novák")
    assert isinstance(gone, Refusal)


async def test_case_68_guesses_from_one_network_are_counted(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    for _ in range(20):
        refused = await town.bookings.find("123456", last_name="Novák", network="192.0.2.7")
        assert isinstance(refused, Refusal) and refused.code == "booking.unknown"
    refused = await town.bookings.find("123456", last_name="Novák", network="192.0.2.7")
    assert isinstance(refused, Refusal) and refused.code == "booking.too_many_attempts"
    town.set("2026-11-24T08:01:01")
    refused = await town.bookings.find("123456", last_name="Novák", network="192.0.2.7")
    assert isinstance(refused, Refusal) and refused.code == "booking.unknown"


async def test_case_72_a_given_up_place_cools_off_and_its_giver_waits_longest(rebuilt: BUILD) -> None:
    town = rebuilt(
        booking__cancellation="{reopen: random_delay, cooling_off: {least: 5 min, most: 60 min}}",
        offices__hall__counters="{k1: {}}",
    )
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    await cancelled(town, booking)
    town.set("2026-11-24T08:04:59")
    assert await town.free(f"{DAY}T09:00:00") == 0
    assert (await town.refused(f"{DAY}T09:00:00", "b@x.cz")).code == "booking.slot_taken"
    async with town.store.reading():
        claims = await ClaimRow.select()
    opens = {claim["until"] for claim in claims if claim["key"].startswith("t|")}
    assert len(opens) == 1
    (instant,) = opens
    assert at("2026-11-24T08:05:00") <= instant <= at("2026-11-24T09:00:00")
    town.clock.freeze(instant + timedelta(seconds=1))
    assert await town.free(f"{DAY}T09:00:00") == 1
    if town.clock.now() <= at("2026-11-24T09:00:00"):
        assert (await town.refused(f"{DAY}T09:00:00", "jan@example.cz")).code == "booking.cooling_off"
    await town.booked(f"{DAY}T09:00:00", "b@x.cz")
    assert await found_anywhere(town, ["jan@example.cz"]) == [("MessageRow", "recipient")]
    await town.check_ledger()


async def test_a_place_may_come_back_with_the_next_release(rebuilt: BUILD) -> None:
    town = rebuilt(booking__cancellation="{reopen: next_release}", booking__release="{mode: daily_at, at: '07:00'}")
    town.set("2026-11-24T08:00:00")
    await cancelled(town, await town.booked(f"{DAY}T09:00:00"))
    assert await town.free(f"{DAY}T09:00:00") == 2
    town.set("2026-11-25T06:59:59")
    assert await town.free(f"{DAY}T09:00:00") == 2
    town.set("2026-11-25T07:00:00")
    assert await town.free(f"{DAY}T09:00:00") == 3


async def test_case_46_a_retired_agenda_can_be_read_and_cancelled_but_not_booked_or_moved(
    town: Town, rebuilt: BUILD
) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00", agenda="passports")
    without = "{serves: [cards, register]}"
    later = rebuilt(
        agendas__passports="",
        offices__hall__counters=f"{{k1: {without}, k2: {without}, k3: {without}, car: {{serves: [cars]}}}}",
    )
    token = town.bookings.token(booking)
    shown = await later.bookings.show(token)
    assert isinstance(shown, Booking) and shown.terms.length == timedelta(minutes=15)
    assert later.bookings.calendar(shown)
    refused = await later.bookings.reschedule(token, at(f"{DAY}T10:00:00"))
    assert isinstance(refused, Refusal) and refused.code == "booking.not_bookable"
    assert (await later.refused(f"{DAY}T10:00:00", "b@x.cz", agenda="passports")).code == "booking.not_bookable"
    assert isinstance(await later.bookings.cancel(token), Booking)
    await town.check_ledger()


async def test_not_me_ends_the_hold_and_leaves_the_address_in_peace_for_a_day(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00")
    await town.bookings.not_me(town.bookings.token(held))
    assert await town.free(f"{DAY}T09:00:00") == 3
    assert await town.messages() == []
    assert (await town.refused(f"{DAY}T09:00:00", "JAN@example.cz")).code == "booking.address_stopped"
    await town.held(f"{DAY}T09:00:00", "other@x.cz")
    town.set("2026-11-25T08:00:01")
    await town.held(f"{DAY}T09:30:00")


async def test_the_reason_of_the_office_is_kept_as_long_as_the_person(rebuilt: BUILD) -> None:
    town = rebuilt(booking__cancellation__effect="keep", retention__cancelled="1 day")
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    await town.bookings.cancel_by_staff(booking.id, "Porucha kotle.", "staff:1")
    kept = await town.bookings.get(booking.id)
    assert kept is not None and (kept.state, kept.ended_because) == ("cancelled", "Porucha kotle.")
    town.set("2026-11-25T08:00:01")
    assert await expire(town.bookings.setting) == 1
    kept = await town.bookings.get(booking.id)
    assert kept is not None and (kept.fields, kept.ended_because) == ({}, None)


async def test_effects_that_keep_something(rebuilt: BUILD) -> None:
    for effect, personal in (("anonymise", False), ("keep", True)):
        town = rebuilt(booking__cancellation__effect=effect)
        town.set("2026-11-24T08:00:00")
        booking = await town.booked(f"{DAY}T09:00:00", f"{effect}@x.cz")
        await cancelled(town, booking)
        kept = await town.bookings.get(booking.id)
        assert kept is not None and kept.state == "cancelled" and bool(kept.fields) is personal
        async with town.store.reading():
            assert await BookingRow.count().where(BookingRow.search.like(f"%{effect}%")) == int(personal)
