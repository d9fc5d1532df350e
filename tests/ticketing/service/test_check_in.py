"""Check-in by code: the second decides, the same code gives one ticket, and guessing is slowed down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from civicore_ticketing import tries
from civicore_ticketing.views import CheckedIn, TicketWish

from civicore.base.refusal import Refusal
from tests.ticketing.service.hall import JANA, Hall, at, code_of


@pytest.mark.rule("TRU-06")
@pytest.mark.parametrize(
    ("wall", "answer"),
    [
        ("7:44:59.999", "booking.too_early"),
        ("7:45:00", "welcome"),
        ("8:15:00", "welcome"),
        ("8:15:00.999", "welcome"),
        ("8:15:01", "booking.expired"),
    ],
)
async def test_case_16_the_window_is_exact_to_the_second(hall: Hall, wall: str, answer: str) -> None:
    hall.set("7:00")
    booking = await hall.booked("8:00")
    hall.set(wall)
    done = await hall.types(hall.code(booking))
    assert ("welcome" if isinstance(done, CheckedIn) else done.code) == answer


async def test_case_18_received_in_time_and_decided_later_is_in_time(hall: Hall) -> None:
    booking = await hall.booked("8:00")
    hall.set("8:15:02")
    ticket = await hall.arrived(booking, at=at("8:15:00.9"))
    assert ticket.arrived_at == at("8:15:00.9") and ticket.issued_at == at("8:15:02")
    assert "booking.arrived" in await hall.audit()


async def test_case_20_each_code_opens_its_own_booking(hall: Hall) -> None:
    first, second = await hall.booked("8:00"), await hall.booked("8:10", "eva@example.cz")
    one, two = await hall.arrived(first), await hall.arrived(second)
    assert (one.booked_at, two.booked_at) == (first.start, second.start) and one.id != two.id


async def test_case_22_too_early_harms_nothing(hall: Hall) -> None:
    booking = await hall.booked("9:00")
    refused = await hall.types(hall.code(booking))
    assert isinstance(refused, Refusal) and refused.facts["opens"] == at("8:45")
    hall.set("8:45")
    assert (await hall.arrived(booking)).promised


@pytest.mark.rule("TRU-16")
async def test_case_23_who_is_late_takes_an_ordinary_number_and_stands_by_arrival(hall: Hall) -> None:
    booking = await hall.booked("8:00")
    hall.set("8:15:01")
    earlier = await hall.taken()
    late = await hall.types(hall.code(booking))
    assert isinstance(late, Refusal) and late.facts["then"] == "walk_in"
    ordinary = await hall.taken()
    assert not ordinary.promised
    assert [await hall.next(), await hall.next()] == [earlier.label, ordinary.label]


async def test_case_24_the_same_code_twice_gives_one_ticket(hall: Hall) -> None:
    printed: list[str] = []

    async def paper(ticket: object, unit: object) -> None:
        printed.append("paper")

    code = hall.code(await hall.booked("8:00"))
    answers = [
        await hall.queues.check_in(code, "hall", by="ticket_printer", source="x", at=hall.clock.now(), then=paper)
        for _ in range(2)
    ]
    first, second = (one for one in answers if isinstance(one, CheckedIn))
    assert second == replace(first, repeated=True) and printed == ["paper"] and len(await hall.tickets()) == 1


@pytest.mark.check("S43")
async def test_case_25_other_office_yesterday_cancelled_and_never_given_are_answered_alike(hall: Hall) -> None:
    there = await hall.booked("8:00")
    cancelled = await hall.booked("8:10", "eva@example.cz")
    await hall.cancelled(cancelled)
    answers = [
        await hall.types(hall.code(there), office="annex"),
        await hall.types(hall.code(cancelled)),
        await hall.types("000000"),
    ]
    hall.set("8:00", "2026-11-25")
    answers.append(await hall.types(hall.code(there)))
    assert {code_of(one) for one in answers} == {"booking.unknown_code"}
    assert len({str(one.facts) for one in answers if isinstance(one, Refusal)}) == 1


async def test_case_26_who_is_in_stays_in_when_the_window_is_changed(hall: Hall, rebuilt: Callable[..., Hall]) -> None:
    booking = await hall.booked("8:00")
    ticket = await hall.arrived(booking)
    after = rebuilt(booking__check_in__before="0 min", booking__check_in__after="0 min")
    after.set("8:05")
    again = await after.types(hall.code(booking))
    assert isinstance(again, CheckedIn) and again.repeated and again.ticket.id == ticket.id
    assert await after.next() == ticket.label


@pytest.mark.rule("TRU-09")
async def test_who_came_with_a_code_is_called_when_the_present_client_is_finished(hall: Hall) -> None:
    walk_ins = [await hall.taken() for _ in range(3)]
    assert await hall.next() == walk_ins[0].label
    booked = await hall.arrived(await hall.booked("8:10"))
    assert [await hall.next() for _ in range(3)] == [booked.label, walk_ins[1].label, walk_ins[2].label]


async def test_a_number_that_was_void_is_given_anew_to_the_same_booking(hall: Hall) -> None:
    booking = await hall.booked("8:00")
    first = await hall.arrived(booking)
    voided = await hall.queues.void(first.id, JANA)
    assert not isinstance(voided, Refusal) and voided.state == "void"
    second = await hall.arrived(booking)
    assert (first.label, second.label) == ("A001", "A002")


@pytest.mark.check("S42")
async def test_case_68_five_wrong_codes_at_a_device_and_then_a_pause(hall: Hall) -> None:
    right = hall.code(await hall.booked("8:00"))
    assert [code_of(await hall.types("999999")) for _ in range(tries.MOST)] == ["booking.unknown_code"] * tries.MOST
    refused = await hall.types(right)
    assert isinstance(refused, Refusal) and refused.code == "queue.too_many_tries"
    assert refused.facts["until"] == at("8:01:01")
    assert isinstance(await hall.types(right, source="hall.kiosk", by="kiosk"), CheckedIn)  # others are not held up
    hall.set("8:01:01")
    assert isinstance(await hall.types(right), CheckedIn)


async def test_case_68_right_codes_are_not_counted(hall: Hall) -> None:
    codes = [hall.code(await hall.booked("8:00", f"n{number}@x.cz")) for number in range(2)]
    for _ in range(tries.MOST):
        assert all([isinstance(await hall.types(code), CheckedIn) for code in codes])
    assert not any(key.startswith("try|") for key in await hall.used())


async def test_case_68_strangers_together_may_not_try_an_office_without_end(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "MOST_OF_STRANGERS", 7)
    answers = [code_of(await hall.types("999999", by="web", source=f"net{number}")) for number in range(9)]
    assert answers == ["booking.unknown_code"] * 7 + ["queue.too_many_tries"] * 2
    assert isinstance(await hall.types(hall.code(await hall.booked("8:00"))), CheckedIn)


async def test_kos_06_a_booking_that_lapses_gives_its_place_to_whoever_stands_there(
    rebuilt: Callable[..., Hall],
) -> None:
    hall = rebuilt(agendas__cards__capacity="2")
    hall.set("7:50")
    await hall.booked("8:00")
    await hall.taken()
    assert (await hall.refused()).code == "queue.sold_out"
    hall.set("8:15:00")
    assert (await hall.refused()).code == "queue.sold_out"
    hall.set("8:15:01")
    assert (await hall.taken()).label == "A002"
    assert (await hall.refused()).code == "queue.sold_out"


async def test_who_is_expected_is_shown_until_they_are_here(hall: Hall) -> None:
    booking = await hall.booked("8:10")
    assert [one.about for one in (await hall.seen()).expected] == [booking.about]
    await hall.arrived(booking)
    assert (await hall.seen()).expected == ()


async def test_a_closed_queue_still_lets_in_who_was_promised_a_time(hall: Hall) -> None:
    booking = await hall.booked("8:10")
    await hall.queues.close_queue("hall", JANA)
    assert code_of(await hall.queues.take(TicketWish("hall", "cards"))) == "queue.closed"
    assert (await hall.arrived(booking)).promised
    hall.clock.advance(timedelta(seconds=1))
    assert (await hall.queues.offers("hall")).closed
