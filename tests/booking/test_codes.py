"""Codes and links: unique where they must be, never stored, still right after a change of keys; finding by them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from civicore_booking import codes, looking
from civicore_booking.booking import Booking
from civicore_booking.keeping import erase, export
from civicore_booking.reminding import remind
from civicore_booking.samples import samples
from civicore_booking.tables import BookingRow

from civicore.base.codes import Keyring, new_id
from civicore.base.refusal import Refusal
from tests.booking.making import at
from tests.booking.town import KEYS, Town

DAY = "2026-11-25"
BUILD = Callable[..., Town]


@pytest.fixture
def few_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only three different codes come out of the hat, whoever draws."""
    monkeypatch.setattr(
        Keyring,
        "code",
        lambda self, purpose, subject, attempt, alphabet, length: (
            f"REF{subject.hex[:6]}{attempt}" if purpose == "reference" else f"{attempt % 3:0{length}d}"
        ),
    )


async def test_case_67_a_code_is_drawn_again_when_it_is_taken(few_codes: None, town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    bookings = [await town.booked(f"{DAY}T09:00:00", f"n{n}@x.cz") for n in range(3)]
    assert [town.bookings.code(one) for one in bookings] == ["000000", "000001", "000002"]
    other_day = await town.booked("2026-11-26T09:00:00", "d@x.cz")
    assert town.bookings.code(other_day) == "000000"
    await town.check_ledger()


async def test_case_67_a_freed_code_is_not_given_out_again_that_day(few_codes: None, town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    first = await town.booked(f"{DAY}T09:00:00", "a@x.cz")
    await town.bookings.cancel(town.bookings.token(first))
    second = await town.booked(f"{DAY}T09:00:00", "b@x.cz")
    assert town.bookings.code(second) == "000001"
    moved = await town.bookings.reschedule(town.bookings.token(second), at("2026-11-26T09:00:00"))
    assert isinstance(moved, Booking) and town.bookings.code(moved) == "000001"


async def test_case_67_moving_to_a_day_where_the_code_is_taken_draws_another(few_codes: None, town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    await town.booked("2026-11-26T09:00:00", "a@x.cz")
    booking = await town.booked(f"{DAY}T09:00:00", "b@x.cz")
    moved = await town.bookings.reschedule(town.bookings.token(booking), at("2026-11-26T10:00:00"))
    assert isinstance(moved, Booking) and town.bookings.code(moved) == "000001"
    assert "000001" in (await town.messages("changed"))[0]["text"]


@pytest.mark.check("S42")
async def test_case_69_codes_are_text_with_their_leading_zeros_and_nothing_of_them_is_stored(
    few_codes: None, town: Town
) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    assert town.bookings.code(booking) == "000000"
    assert "000000" in (await town.messages("confirmed"))[0]["text"]
    async with town.store.reading():
        (row,) = await BookingRow.select()
    assert "000000" not in json.dumps(row, default=str)
    assert town.bookings.reference(booking) not in json.dumps(row, default=str)
    assert town.bookings.token(booking) not in json.dumps(row, default=str)
    assert [one.id for one in await town.bookings.search("000000")] == [booking.id]
    assert await town.bookings.search("0") != await town.bookings.search("000000")


async def test_what_was_mailed_stays_right_after_a_new_key(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00")
    token, code, reference = (
        town.bookings.token(booking),
        town.bookings.code(booking),
        town.bookings.reference(booking),
    )
    read_again = await town.bookings.get(booking.id)
    assert read_again is not None
    rotated = Town(town.city, town.store, town.clock, (b"n" * 32, *KEYS))
    assert (rotated.bookings.code(read_again), rotated.bookings.reference(read_again)) == (code, reference)
    assert isinstance(await rotated.bookings.show(token), Booking)
    assert [one.id for one in await rotated.bookings.search(str(code))] == [booking.id]
    lost = Town(town.city, town.store, town.clock, (b"n" * 32,))
    assert lost.bookings.code(read_again) is None
    assert isinstance(await lost.bookings.show(token), Refusal)


def test_a_reference_always_has_letters_and_digits() -> None:
    keys = Keyring("x", [b"k" * 32])
    for _ in range(300):
        id = new_id()
        attempt, drawn = codes.new_reference(keys, id)
        assert not drawn.isdigit() and not drawn.isalpha()
        assert drawn == codes.reference(keys, id, attempt)


async def test_staff_find_by_name_contact_reference_and_time(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    fields = {"first_name": "Žofie", "last_name": "Čapková", "email": "z@x.cz", "phone": "+420 603 123 456"}
    booking = await town.booked(f"{DAY}T08:15:00", fields=fields)
    other = await town.booked(f"{DAY}T09:00:00", "jan@example.cz")
    for words in ("capkova", "Žofie Čapková", "čapková žof", "z@x.cz", "603 123 456", "+420603123456"):
        assert [one.id for one in await town.bookings.search(words)] == [booking.id], words
    assert [one.id for one in await town.bookings.search(town.bookings.reference(other).lower())] == [other.id]
    for words in ("8:15", "08:15", "8.15"):
        assert [one.id for one in await town.bookings.search(words, day=booking.day)] == [booking.id]
    for words in ("", "   ", "%", "nikdo"):
        assert await town.bookings.search(words) == ()
    assert [one.id for one in await town.bookings.day("hall", booking.day)] == [booking.id, other.id]


async def test_a_search_is_cut_to_what_may_be_seen_before_it_is_cut_short(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_MOST", 2)
    town.set("2026-11-24T08:00:00")
    mine = await town.booked(f"{DAY}T09:00:00", "a@x.cz", agenda="cars")
    for number in range(3):
        await town.booked(f"2026-11-26T09:{number * 15:02d}:00", f"n{number}@x.cz")
    assert mine.id not in [one.id for one in await town.bookings.search("novak")]
    assert [one.id for one in await town.bookings.search("novak", agendas=["cars"])] == [mine.id]
    for words in ("9:00", str(town.bookings.code(mine))):
        found = await town.bookings.search(words, day=mine.day, agendas=["cards"])
        assert found == (), words
    assert await town.bookings.search("novak", agendas=[]) == ()


async def test_a_lapsed_hold_is_not_in_the_day(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00")
    assert len(await town.bookings.day("hall", held.day)) == 1
    town.clock.advance(timedelta(minutes=15, seconds=1))
    assert await town.bookings.day("hall", held.day) == ()


async def test_one_person_s_data_are_told_and_erased(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00", "jan.novak@example.cz")
    await town.booked(f"{DAY}T10:00:00", "other@x.cz")
    (record,) = await export(town.bookings.setting, "JanNovak+x@example.cz")
    assert (record["last_name"], record["start"]) == ("Novák", booking.start)
    assert await erase(town.bookings.setting, "jannovak@example.cz") == 1
    assert await town.bookings.get(booking.id) is None
    assert await export(town.bookings.setting, "jan.novak@example.cz") == []
    assert await town.free(f"{DAY}T09:00:00") == 3
    await town.check_ledger()


async def test_the_demo_has_visits_and_no_messages(rebuilt: BUILD) -> None:
    town = rebuilt(booking__reminder="{before: 1 day}")
    town.set("2026-11-24T07:40:00")
    await samples(town.bookings.setting).make()
    visits = await town.bookings.day("hall", at(f"{DAY}T09:00:00").date())
    assert len(visits) > 5 and {one.state for one in visits} == {"confirmed"}
    assert {one.language for one in visits} <= {"cs", "en"}
    town.clock.advance(timedelta(days=1))
    assert await remind(town.bookings.setting) == 0
    assert await town.messages() == []
    await town.check_ledger()
