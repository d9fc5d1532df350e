"""Hold and confirmation, with nothing running in the background."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from civicore_booking.booking import Booking
from civicore_booking.confirming import Confirmed
from civicore_booking.sweeping import sweep

from civicore.base.refusal import Refusal
from civicore.storage.audit import audit_lines
from tests.booking.making import at
from tests.booking.town import Town

DAY = "2026-11-25"


async def test_a_visit_is_held_confirmed_and_expected(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00")
    assert (held.state, held.hold_until) == ("held", at("2026-11-24T08:15:00"))
    assert await town.free(f"{DAY}T09:00:00") == 2
    answer = await town.bookings.confirm(town.bookings.token(held))
    assert isinstance(answer, Confirmed) and not answer.already
    assert town.bookings.state(answer.booking) == "confirmed"
    await town.check_ledger()


async def test_who_books_leaves_a_line_in_the_audit_log_that_names_nobody(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00")
    async with town.store.reading():
        (line,) = (await audit_lines()).lines
    assert (line.actor, line.action, line.subject) == ("visitor", "booking.taken", held.about)
    assert line.facts == {"agenda": held.agenda}


async def test_case_27_confirmed_at_the_last_second_and_refused_one_later(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    first, second = await town.held(f"{DAY}T09:00:00", "a@x.cz"), await town.held(f"{DAY}T09:00:00", "b@x.cz")
    town.set("2026-11-24T08:15:00.999000")
    assert isinstance(await town.bookings.confirm(town.bookings.token(first)), Confirmed)
    town.set("2026-11-24T08:15:01")
    refused = await town.bookings.confirm(town.bookings.token(second))
    assert isinstance(refused, Refusal) and refused.code == "booking.lapsed"
    assert town.bookings.state(second) == "lapsed"


async def test_case_27_a_confirmation_overtaken_by_the_end_of_its_hold_never_stands_without_a_place(
    rebuilt: Callable[..., Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    town = rebuilt(offices__hall__counters="{k1: {}}")
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00", "slow@x.cz")
    begin = town.store.engine.begin

    async def late(write: bool, *more: Any) -> Any:
        """The unit has its instant, the last one of the hold, but waits for a connection while others go on."""
        monkeypatch.setattr(town.store.engine, "begin", begin)
        town.set("2026-11-24T08:15:01")
        await town.booked(f"{DAY}T09:00:00", "quick@x.cz")
        return await begin(write, *more)

    town.set("2026-11-24T08:15:00.999000")
    monkeypatch.setattr(town.store.engine, "begin", late)
    refused = await town.bookings.confirm(town.bookings.token(held))
    assert isinstance(refused, Refusal) and refused.code == "booking.slot_gone"
    standing = [one.email for one in await town.bookings.day("hall", held.day)]
    assert standing == ["quick@x.cz"]
    await town.check_ledger()


async def test_case_28_the_time_was_taken_meanwhile(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    rivals = [await town.booked(f"{DAY}T09:00:00", f"r{n}@x.cz") for n in range(2)]
    late = await town.held(f"{DAY}T09:00:00", "late@x.cz")
    town.set("2026-11-24T08:15:01")
    taker = await town.booked(f"{DAY}T09:00:00", "taker@x.cz")
    refused = await town.bookings.confirm(town.bookings.token(late))
    assert isinstance(refused, Refusal) and refused.code == "booking.slot_gone"
    assert refused.facts["nearest"] in (at(f"{DAY}T08:45:00"), at(f"{DAY}T09:15:00"))
    for booking in (*rivals, taker):
        found = await town.bookings.get(booking.id)
        assert found is not None and found.state == "confirmed"
    assert {m["recipient"] for m in await town.messages("confirmed")} == {"r0@x.cz", "r1@x.cz", "taker@x.cz"}
    await town.check_ledger()


async def test_case_29_a_late_click_on_a_free_time_is_refused_with_that_time(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    late = await town.held(f"{DAY}T09:00:00")
    town.set("2026-11-24T08:16:00")
    refused = await town.bookings.confirm(town.bookings.token(late))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.facts["nearest"]) == ("booking.lapsed", at(f"{DAY}T09:00:00"))


async def test_case_31_and_32_only_confirming_confirms_and_twice_is_said_kindly(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00")
    token = town.bookings.token(held)
    for _ in range(3):
        seen = await town.bookings.show(token)
        assert isinstance(seen, Booking) and seen.state == "held"
    first, second = await town.bookings.confirm(token), await town.bookings.confirm(token)
    assert isinstance(first, Confirmed) and isinstance(second, Confirmed)
    assert (first.already, second.already) == (False, True)
    assert len(await town.messages("confirmed")) == 1


async def test_case_33_an_expired_hold_is_free_at_the_very_second(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    for number in range(3):
        await town.held(f"{DAY}T09:00:00", f"h{number}@x.cz")
    town.set("2026-11-24T08:15:00.999000")
    assert await town.free(f"{DAY}T09:00:00") == 0
    assert (await town.refused(f"{DAY}T09:00:00", "new@x.cz")).code == "booking.slot_taken"
    town.set("2026-11-24T08:15:01")
    assert await town.free(f"{DAY}T09:00:00") == 3
    assert (await town.held(f"{DAY}T09:00:00", "new@x.cz")).state == "held"
    assert await town.free(f"{DAY}T09:00:00") == 2
    await town.check_ledger()


async def test_case_7_a_hold_never_outlives_the_start(town: Town) -> None:
    town.set("2026-11-25T08:50:00")
    held = await town.held(f"{DAY}T09:00:00")
    assert held.hold_until == at(f"{DAY}T09:00:00")


async def test_case_35_a_double_click_makes_one_booking(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    first = await town.held(f"{DAY}T09:00:00", idempotency_key="abc")
    second = await town.held(f"{DAY}T09:00:00", idempotency_key="abc")
    assert second == first and (first.repeated, second.repeated) == (False, True)
    assert len(await town.messages("confirm_request")) == 1
    assert (await town.refused(f"{DAY}T09:30:00", idempotency_key="abc")).code == "request.key_reused"
    await town.bookings.confirm(town.bookings.token(first))
    assert (await town.held(f"{DAY}T09:00:00", idempotency_key="abc")).repeated
    await town.check_ledger()


async def test_case_36_two_tabs_hold_once(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    await town.held(f"{DAY}T09:00:00", "jan@example.cz")
    again = await town.refused("2026-11-26T09:00:00", "Jan+druhy@Example.cz")
    assert again.code == "booking.unconfirmed_waiting"


async def test_case_37_a_message_that_cannot_be_delivered_costs_nobody_the_place(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00", "nobody@example.invalid")
    town.set("2026-11-24T08:15:01")
    assert town.bookings.state(held) == "lapsed"
    assert await town.free(f"{DAY}T09:00:00") == 3


async def test_case_38_a_hold_outlives_the_program(town: Town, rebuilt: Callable[..., Town]) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00")
    after_restart = rebuilt()
    assert await after_restart.free(f"{DAY}T09:00:00") == 2
    assert isinstance(await after_restart.bookings.confirm(town.bookings.token(held)), Confirmed)


async def test_case_30_two_confirm_for_one_place_and_one_wins(rebuilt: Callable[..., Town]) -> None:
    town = rebuilt(
        offices__hall__counters="{k1: {serves: [cards]}}",
        agendas__passports="",
        agendas__register="",
        agendas__cars="",
        departments__transport="",
    )
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00", "a@x.cz")
    assert (await town.refused(f"{DAY}T09:00:00", "b@x.cz")).code == "booking.slot_taken"
    assert isinstance(await town.bookings.confirm(town.bookings.token(held)), Confirmed)
    await town.check_ledger()


@pytest.mark.rule("TRU-03")
async def test_the_first_message_has_the_code_the_place_the_deadline_and_no_typed_word(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held(f"{DAY}T09:00:00", language="en")
    (mail,) = await town.messages("confirm_request")
    assert mail["recipient"] == "jan@example.cz"
    for words in ("rear building", "door 183", "Step-free", "08:15", town.bookings.reference(held), "Identity cards"):
        assert words in mail["text"], (words, mail["text"])
    assert "Novák" not in mail["text"]
    assert not town.bookings.reference(held).isdigit()
    assert f"/en/booking/confirm/{town.bookings.token(held)}" in mail["text"]
    assert town.bookings.code(held) is None


@pytest.mark.rule("TRU-04")
async def test_the_pin_comes_after_confirmation_and_is_digits(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    booking = await town.booked(f"{DAY}T09:00:00", language="en")
    (mail,) = await town.messages("confirmed")
    code = town.bookings.code(booking)
    assert code is not None and re.fullmatch(r"\d{6}", code)
    assert f"PIN: {code}" in mail["text"] and "the old card" in mail["text"]
    assert "from 08:45 to 09:15" in mail["text"]


async def test_the_message_speaks_the_language_of_the_booking(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    await town.booked(f"{DAY}T09:00:00", language="cs")
    texts = [mail["text"] for mail in await town.messages()]
    assert all("Občanské průkazy" in text and "dveře 183" in text for text in texts)


async def test_what_the_first_hold_promised_does_not_move_when_the_mail_is_late(town: Town) -> None:
    town.set("2026-11-24T08:00:00.700000")
    held = await town.held(f"{DAY}T09:00:00")
    assert held.hold_until == at("2026-11-24T08:00:00") + timedelta(minutes=15)


async def test_a_hold_that_a_clock_ahead_of_ours_has_ended_is_over(town: Town) -> None:
    town.set("2026-11-24T08:00:00")
    held = await town.held("2026-11-25T09:00:00")
    now = town.clock.now()
    town.clock.freeze(now + timedelta(hours=1))
    await sweep(town.bookings.setting)
    town.clock.freeze(now)
    answer = await town.bookings.confirm(town.bookings.token(held))
    assert isinstance(answer, Refusal) and answer.code == "booking.lapsed", answer
    assert await town.free("2026-11-25T09:00:00") == 3
    await town.check_ledger()
