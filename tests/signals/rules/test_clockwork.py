"""The law's clock of a case: beginnings at midnight, questions, extensions, reopening, what is too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from civicore_signals import clockwork
from civicore_signals.clockwork import Asking, Calendar, Clock, Extending, Law

from civicore import Duration, Refusal, Rule, Text, Workdays

CITY = ZoneInfo("Europe/Sofia")
CALENDAR = Calendar(Workdays(), CITY)
ACCESS = Law(
    "access",
    Rule(Duration(days=14)),
    ask=Asking("restart", Duration(days=30), "left_aside"),
    extend=Extending(Duration(days=10)),
    transfer_within=Duration(days=14),
)
COMPLAINT = replace(ACCESS, id="complaint", ask=Asking("pause", Duration(days=7)))


def at(text: str) -> datetime:
    """An instant by the city's own clock."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY).astimezone(UTC)


def begun(law: Law = ACCESS, text: str = "2026-06-01T10:00:00") -> Clock:
    return clockwork.start(law, at(text), CALENDAR)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-06-01T23:59:59", "2026-06-01"),
        ("2026-06-02T00:00:00", "2026-06-02"),
        ("2026-03-29T02:59:59", "2026-03-29"),  # the night that has no hour from three to four
        ("2026-03-29T23:59:59", "2026-03-29"),
        ("2026-10-25T03:30:00", "2026-10-25"),  # the night that has that hour twice
        ("2026-10-25T00:00:00", "2026-10-25"),
        ("2026-10-24T23:59:59", "2026-10-24"),
    ],
)
def test_signal_case_48_the_last_second_of_a_day_is_that_day(instant: str, day: str) -> None:
    clock = begun(text=instant)
    law_day = date.fromisoformat(day) + timedelta(days=14)
    while law_day.weekday() > 4:
        law_day += timedelta(days=1)
    assert clock.due_on == law_day
    assert clock.due_at is not None and CALENDAR.day(clock.due_at - timedelta(seconds=1)) == law_day


def test_the_last_second_of_the_last_day_is_in_time_and_the_next_one_is_not() -> None:
    clock = begun()
    assert clock.due_on == date(2026, 6, 15)
    assert not clockwork.overdue(clock, at("2026-06-15T23:59:59"))
    assert clockwork.overdue(clock, at("2026-06-16T00:00:00"))
    assert not clockwork.overdue(
        clockwork.stop(clock, ACCESS, at("2026-06-15T23:59:59"), CALENDAR), at("2026-07-01T00:00:00")
    )
    assert clockwork.overdue(
        clockwork.stop(clock, ACCESS, at("2026-06-16T00:00:00"), CALENDAR), at("2026-06-16T00:00:00")
    )


def test_hours_run_through_nights_and_days_off() -> None:
    law = Law("danger", Rule(Duration(seconds=48 * 3600)))
    clock = clockwork.start(law, at("2026-06-05T17:00:00"), CALENDAR)
    assert clock.due_at == at("2026-06-07T17:00:00")
    asked = clockwork.ask(clock, law, at("2026-06-05T18:00:00"), CALENDAR)
    assert clockwork.answered(asked, law, at("2026-06-05T20:00:00"), CALENDAR).due_at == at("2026-06-07T19:00:00")
    told = clockwork.explained(clock, law, CALENDAR)
    assert told is not None and told.on == date(2026, 6, 7)


def test_signal_case_50_an_answer_begins_the_time_anew_where_the_law_says_so() -> None:
    asked = clockwork.ask(begun(), ACCESS, at("2026-06-10T09:00:00"), CALENDAR)
    assert asked.silence_on == date(2026, 7, 10)
    assert not clockwork.overdue(asked, at("2026-06-20T09:00:00"))  # it is the sender who is waited for
    clock = clockwork.answered(asked, ACCESS, at("2026-06-22T09:00:00"), CALENDAR)
    assert (clock.due_on, clock.restarted, clock.silence_on) == (date(2026, 7, 6), 1, None)


def test_signal_case_50_or_goes_on_where_it_stood() -> None:
    asked = clockwork.ask(begun(COMPLAINT), COMPLAINT, at("2026-06-10T09:00:00"), CALENDAR)
    again = clockwork.ask(asked, COMPLAINT, at("2026-06-12T09:00:00"), CALENDAR)
    assert again.paused_at == asked.paused_at and again.silence_on == date(2026, 6, 19)
    clock = clockwork.answered(again, COMPLAINT, at("2026-06-20T09:00:00"), CALENDAR)
    assert clock.due_on == date(2026, 6, 25)  # the 15th and the ten days for which it stood
    assert clock.restarted == 0


def test_signal_case_50_silence_is_known_when_it_is_read() -> None:
    asked = clockwork.ask(begun(), ACCESS, at("2026-06-10T09:00:00"), CALENDAR)
    assert not clockwork.silent(asked, at("2026-07-10T23:59:59"), CALENDAR)
    assert clockwork.silent(asked, at("2026-07-11T00:00:00"), CALENDAR)
    assert not clockwork.silent(begun(), at("2027-01-01T00:00:00"), CALENDAR)


def test_signal_case_51_an_extension_late_twice_or_too_long_is_refused() -> None:
    now, ten = at("2026-06-15T12:00:00"), Duration(days=10)
    longer = clockwork.extend(begun(), ACCESS, ten, now, CALENDAR)
    assert isinstance(longer, Clock) and longer.due_on == date(2026, 6, 25)
    refused = {
        "signals.extension_late": clockwork.extend(begun(), ACCESS, ten, at("2026-06-16T00:00:00"), CALENDAR),
        "signals.extension_used": clockwork.extend(longer, ACCESS, Duration(days=1), now, CALENDAR),
        "signals.extension_too_long": clockwork.extend(begun(), ACCESS, Duration(days=11), now, CALENDAR),
        "signals.extension_not_allowed": clockwork.extend(begun(), replace(ACCESS, extend=None), ten, now, CALENDAR),
    }
    assert {code: one.code for code, one in refused.items() if isinstance(one, Refusal)} == {
        code: code for code in refused
    }
    nothing = clockwork.extend(begun(), ACCESS, Duration(), now, CALENDAR)
    assert isinstance(nothing, Refusal)


def test_signal_case_52_a_case_is_passed_on_within_days() -> None:
    assert clockwork.may_transfer(begun(), ACCESS, at("2026-06-15T23:59:59"), CALENDAR)
    assert not clockwork.may_transfer(begun(), ACCESS, at("2026-06-16T00:00:00"), CALENDAR)
    stopped = clockwork.stop(begun(), ACCESS, at("2026-06-10T00:00:00"), CALENDAR)
    assert not clockwork.overdue(stopped, at("2027-06-10T00:00:00"))


def test_signal_case_34_a_reopened_case_restarts_or_resumes() -> None:
    closed = clockwork.stop(begun(), ACCESS, at("2026-06-10T12:00:00"), CALENDAR)
    assert clockwork.stop(closed, ACCESS, at("2026-06-11T12:00:00"), CALENDAR) == closed
    anew = clockwork.restart(closed, ACCESS, at("2026-06-22T12:00:00"), CALENDAR)
    assert (anew.due_on, anew.restarted, anew.stopped_at) == (date(2026, 7, 6), 1, None)
    on = clockwork.resume(closed, ACCESS, at("2026-06-22T12:00:00"), CALENDAR)
    assert (on.due_on, on.restarted) == (date(2026, 6, 29), 0)  # twelve days later than the 15th: Saturday, so Monday
    assert clockwork.resume(anew, ACCESS, at("2026-06-23T12:00:00"), CALENDAR) == anew


def test_signal_case_49_a_day_off_decreed_later_moves_what_is_open() -> None:
    decreed = Calendar(Workdays({date(2026, 6, 15): Text({"en": "Day of mourning"})}), CITY)
    assert clockwork.recomputed(begun(), ACCESS, decreed).due_on == date(2026, 6, 16)
    closed = clockwork.stop(begun(), ACCESS, at("2026-06-10T12:00:00"), CALENDAR)
    assert clockwork.recomputed(closed, ACCESS, decreed) == closed


def test_without_a_law_there_is_no_deadline() -> None:
    clock = clockwork.start(None, at("2026-06-01T10:00:00"), CALENDAR)
    asked = clockwork.ask(clock, None, at("2026-06-02T10:00:00"), CALENDAR)
    assert (clock.due_at, asked.paused_at, clockwork.overdue(asked, at("2030-01-01T00:00:00"))) == (None, None, False)
    assert clockwork.answered(asked, None, at("2026-06-02T11:00:00"), CALENDAR) == clock


def test_signal_case_51_a_question_after_the_last_day_heals_nothing() -> None:
    late = clockwork.ask(begun(COMPLAINT), COMPLAINT, at("2026-06-17T09:00:00"), CALENDAR)
    assert clockwork.overdue(late, at("2026-06-18T09:00:00"))
    longer = clockwork.extend(
        clockwork.ask(begun(), ACCESS, at("2026-06-16T09:00:00"), CALENDAR),
        ACCESS,
        Duration(days=10),
        at("2026-06-17T09:00:00"),
        CALENDAR,
    )
    assert isinstance(longer, Refusal) and longer.code == "signals.extension_late"
    clock = clockwork.answered(late, COMPLAINT, at("2026-06-19T09:00:00"), CALENDAR)
    assert clock.due_on == late.due_on and clockwork.overdue(clock, at("2026-06-19T09:00:00"))


def test_a_case_that_ends_while_its_sender_is_asked_is_not_late() -> None:
    asked = clockwork.ask(begun(COMPLAINT), COMPLAINT, at("2026-06-10T09:00:00"), CALENDAR)
    ended = clockwork.stop(asked, COMPLAINT, at("2026-06-20T09:00:00"), CALENDAR)
    assert ended.due_on == date(2026, 6, 25) and not clockwork.overdue(ended, at("2026-07-20T09:00:00"))
