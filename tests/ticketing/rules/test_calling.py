"""Who is called next: every policy at both edges of its time (language 4.5, cases 75, 76, 78)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from civicore_ticketing import calling, moves
from civicore_ticketing.line import Line
from civicore_ticketing.ticket import CallingRules, Desk, Ticket

from tests.ticketing.rules.line import K1, K2, RULES, at, numbers, ticket

FIVE, SIX, SEVEN = ticket(5, "7:40"), ticket(6, "7:50"), ticket(7, "7:55")
BOOKED = ticket(1, "7:46", "8:00")


def _next(line: list[Ticket], wall: str, desk: Desk = K1, rules: CallingRules = RULES) -> int | None:
    return numbers(calling.next_ticket(line, desk, rules, at(wall)))[0]


def _called(line: list[Ticket], wall: str, desk: Desk = K1) -> list[int | None]:
    return numbers(*calling.order(line, desk, RULES, at(wall)))


@pytest.mark.parametrize(
    ("policy", "before", "on_time"),
    [("after_current", 1, 1), ("at_booked_time", 5, 1), ("alternate", 1, 1), ("none", 5, 5)],
)
def test_when_a_booking_goes_before_walk_ins(policy: str, before: int, on_time: int) -> None:
    line = [replace(BOOKED, calling=policy), FIVE, SIX]  # type: ignore[arg-type]
    assert _next(line, "7:59:59.999999") == before
    assert _next(line, "8:00") == on_time


def test_case_75_a_booking_is_not_called_before_its_time_and_is_next_once_due() -> None:
    line = [BOOKED, FIVE, SIX]
    assert _called(line, "7:46") == [5, 6, 1]
    assert _next([BOOKED, SIX], "7:59:59") == 6
    assert _called(line, "8:00") == [1, 5, 6]


def test_case_75_with_nobody_else_a_booking_is_taken_early_by_its_number_only() -> None:
    assert _next([BOOKED], "7:59:59.999999") is None
    assert _next([BOOKED], "8:00") == 1
    called = moves.call(BOOKED, "hall.k1", at("7:50"), by_number=True)
    assert isinstance(called, Ticket)
    assert called.state == "called"


def test_several_bookings_go_by_booked_time_and_then_by_check_in() -> None:
    line = [ticket(1, "7:58", "8:00"), ticket(2, "7:52", "8:00"), ticket(3, "7:46", "8:05"), ticket(4, "7:59", "7:55")]
    assert _called(line, "8:05") == [4, 2, 1, 3]
    early = [replace(one, calling="after_current") for one in line]
    assert _called(early, "7:59") == [4, 2, 1, 3]


@pytest.mark.rule("TRU-09")
def test_after_current_a_booking_is_next_at_the_first_counter_that_finishes() -> None:
    checked_in = replace(BOOKED, calling="after_current")
    others = [replace(FIVE, agenda="passports"), SIX]
    assert _next([checked_in, *others], "7:46", K2) == 5  # this counter does not serve the agenda
    assert _next([checked_in, *others], "7:46", K1) == 1


def test_alternate_calls_one_booked_then_one_walk_in() -> None:
    line = [ticket(number, "7:46", "8:00", calling="alternate") for number in (1, 2, 3)] + [FIVE, SIX]
    assert _called(line, "8:00") == [1, 5, 2, 6, 3]
    assert _called(line, "8:00", replace(K1, last_called_booked=True)) == [5, 1, 6, 2, 3]
    assert _called(line[:3], "8:00", replace(K1, last_called_booked=True)) == [1, 2, 3]
    assert _called(line[3:], "8:00") == [5, 6]


def test_none_is_by_arrival() -> None:
    assert _called([replace(BOOKED, calling="none"), FIVE, SEVEN], "8:30") == [5, 1, 7]


def test_a_counter_calls_only_what_it_serves() -> None:
    line = [FIVE, replace(SIX, agenda="passports")]
    assert _next(line, "8:00", K2) == 6
    assert _next([FIVE], "8:00", K2) is None
    assert _next([FIVE], "8:00", Desk("hall.k9", frozenset())) is None


def test_who_was_sent_to_a_counter_is_called_only_there() -> None:
    sent = replace(FIVE, counter="hall.k2", sent_to="hall.k2")  # its agenda is none of that counter's
    assert _next([sent, SIX], "8:00", K1) == 6
    assert _next([sent, SIX], "8:00", K2) == 5


@pytest.mark.parametrize("state", ["called", "serving", "done", "no_show", "left", "closed", "void"])
def test_only_people_who_wait_are_called(state: str) -> None:
    assert _next([replace(FIVE, state=state)], "8:00") is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("wall", "expected"), [("8:39:59.999999", 1), ("8:40", 5), ("9:30", 5)])
def test_case_76_who_has_waited_the_longest_wait_goes_before_ten_due_bookings(wall: str, expected: int) -> None:
    booked = [ticket(1 + each, "7:46", "8:00") for each in range(4)] + [
        ticket(10 + each, "7:46", "8:00") for each in range(6)
    ]
    assert _next([FIVE, *booked], wall) == expected


def test_case_76_a_long_line_does_not_turn_bookings_into_walk_ins() -> None:
    line = [FIVE, SIX, SEVEN, ticket(1, "8:55", "9:00"), ticket(2, "8:56", "9:00")]
    assert _called(line, "9:10") == [5, 1, 6, 2, 7]


def test_case_76_each_agenda_has_its_own_longest_wait() -> None:
    rules = replace(RULES, longest_waits={"passports": timedelta(minutes=15)})
    line = [BOOKED, SEVEN, replace(SIX, agenda="passports")]
    assert _next(line, "8:04:59", rules=rules) == 1
    assert _next(line, "8:05", rules=rules) == 6


@pytest.mark.parametrize(("wall", "expected"), [("9:29:59.999999", 6), ("9:30", 5)])
def test_case_78_a_parked_ticket_is_invisible_before_its_time_and_keeps_its_place(wall: str, expected: int) -> None:
    parked = moves.park(FIVE, at("8:00"), at("9:30"))
    assert isinstance(parked, Ticket)
    assert _next([parked, replace(SIX, arrived_at=at("9:00"))], wall) == expected


def test_who_is_parked_without_a_time_waits_for_its_number() -> None:
    parked = moves.park(FIVE, at("8:00"), None)
    assert isinstance(parked, Ticket)
    assert _next([parked], "23:59") is None


@pytest.mark.parametrize(("wall", "expected"), [("8:01:59", 6), ("8:02", 5)])
def test_who_missed_a_call_comes_back_after_the_pause(wall: str, expected: int) -> None:
    called = moves.call(FIVE, "hall.k1", at("7:59"))
    assert isinstance(called, Ticket)
    missed = moves.no_show(called, at("8:00"), RULES)
    assert isinstance(missed, Ticket)
    assert _next([missed, SIX], wall) == expected


def test_arrivals_of_one_instant_go_by_number() -> None:
    assert _called([replace(SIX, arrived_at=FIVE.arrived_at, issued_at=FIVE.issued_at), FIVE], "8:00") == [5, 6]


def test_what_a_counter_did_last() -> None:
    assert calling.desk("hall.k1", K1.agendas, None, RULES) == K1
    on_time, aged = replace(FIVE, called_at=at("8:39:59")), replace(FIVE, called_at=at("8:40"))
    assert calling.desk("hall.k1", K1.agendas, on_time, RULES) == K1
    assert calling.desk("hall.k1", K1.agendas, aged, RULES) == replace(K1, last_called_aged=True)
    assert calling.desk("hall.k1", K1.agendas, BOOKED, RULES) == replace(K1, last_called_booked=True)


def test_a_booking_that_went_on_to_its_next_step_was_called_as_a_booking() -> None:
    called = moves.call(replace(BOOKED, steps=("cash",)), "hall.k1", at("8:00"))
    assert isinstance(called, Ticket)
    onward = moves.finish(called, at("8:10"))
    assert isinstance(onward, Ticket)
    assert calling.desk("hall.k1", K1.agendas, onward, RULES).last_called_booked
    at_cash = moves.call(onward, "hall.cash", at("8:12"))
    assert isinstance(at_cash, Ticket)
    assert not calling.desk("hall.cash", frozenset({"cash"}), at_cash, RULES).last_called_booked


def test_how_many_are_before_somebody() -> None:
    line = [FIVE, SIX, replace(SEVEN, agenda="passports"), BOOKED]
    assert Line.of(line).before(SIX, [K1], RULES, at("7:59")) == 1
    assert Line.of(line).before(SIX, [K1], RULES, at("8:00")) == 2
    assert Line.of(line).before(line[2], [K1, K2], RULES, at("8:00")) == 3
    assert Line.of(line).before(line[2], [K2], RULES, at("8:00")) == 0
    assert Line.of(line).before(ticket(9, "8:00"), [], RULES, at("8:00")) == 3


def test_whoever_was_sent_to_another_counter_is_not_before_me() -> None:
    sent = replace(FIVE, counter="hall.k2", sent_to="hall.k2")
    assert Line.of([sent, SIX]).before(SIX, [K1, K2], RULES, at("8:00")) == 0
    assert Line.of([sent, SIX]).before(sent, [K1, K2], RULES, at("8:00")) == 0


def test_a_parked_ticket_hears_where_it_would_stand() -> None:
    parked = moves.park(SIX, at("8:00"), at("8:30"))
    assert isinstance(parked, Ticket)
    assert Line.of([FIVE, parked, SEVEN]).before(parked, [K1], RULES, at("8:00")) == 1
