"""What the time of day does: opening, closing, midnight (cases 9, 86, 87)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from civicore_ticketing import day as rules
from civicore_ticketing.day import QueueClosed
from civicore_ticketing.ticket import State

from civicore import OpenDay, Text, TimeRange
from tests.ticketing.rules.line import DAY, at, ticket

PRAGUE, KYIV = ZoneInfo("Europe/Prague"), ZoneInfo("Europe/Kyiv")
OPEN = OpenDay(DAY, (TimeRange.parse("08:00-11:30"), TimeRange.parse("12:30-17:00")))
DOORS = 7 * 60 + 30
MIDNIGHT = at("24:00")


@pytest.mark.parametrize(
    ("wall", "state"),
    [
        ("7:29:59.999999", "early"),
        ("7:30", "open"),
        ("12:00", "open"),  # at noon people wait for the end of the break
        ("16:54:59.999999", "open"),
        ("16:55", "over"),
        ("23:59", "over"),
    ],
)
def test_numbers_are_given_from_the_doors_to_the_last_ticket(wall: str, state: str) -> None:
    opening = rules.open_to(OPEN, PRAGUE, at(wall), doors=DOORS, last_ticket=timedelta(minutes=5))
    assert opening.state == state
    assert opening.open == (state == "open")


@pytest.mark.parametrize(("wall", "state"), [("7:59:59", "early"), ("8:00", "open"), ("16:59:59", "open")])
def test_without_doors_and_last_ticket_the_hours_decide(wall: str, state: str) -> None:
    opening = rules.open_to(OPEN, PRAGUE, at(wall))
    assert (opening.state, opening.opens, opening.until) == (state, at("8:00"), at("17:00"))


def test_doors_that_open_after_the_counters_change_nothing() -> None:
    assert rules.open_to(OPEN, PRAGUE, at("8:00"), doors=9 * 60).open


def test_a_closed_day_says_why() -> None:
    shut = rules.open_to(OpenDay(DAY, (), Text({"en": "Inventory"})), PRAGUE, at("10:00"))
    assert (shut.state, shut.because) == ("not_today", Text({"en": "Inventory"}))
    assert rules.closing(OpenDay(DAY, ()), PRAGUE) is None


@pytest.mark.parametrize(
    ("wall", "until", "state"),
    [
        ("9:59:59", None, "open"),
        ("10:00", None, "stopped"),
        ("16:59", None, "stopped"),
        ("17:00", None, "over"),
        ("10:59:59.999999", "11:00", "stopped"),
        ("11:00", "11:00", "open"),
    ],
)
def test_staff_close_the_queue_for_a_while_or_for_the_day(wall: str, until: str | None, state: str) -> None:
    closed = QueueClosed(at("10:00"), at(until) if until else None)
    assert rules.open_to(OPEN, PRAGUE, at(wall), closed=closed).state == state


def test_case_87_a_queue_closed_for_the_day_is_open_again_tomorrow_without_a_job() -> None:
    closed, tomorrow = QueueClosed(at("10:00")), replace(OPEN, day=DAY + timedelta(days=1))
    assert rules.open_to(tomorrow, PRAGUE, at("34:00"), closed=closed).open
    assert not QueueClosed(at("10:00"), at("36:00")).holds(at("34:00"), PRAGUE)


@pytest.mark.parametrize("state", ["waiting", "parked", "missed", "called", "serving"])
def test_case_87_midnight_ends_every_open_ticket_with_a_reason(state: State) -> None:
    one = replace(ticket(1, "8:00"), state=state, version=4)
    assert rules.as_of(one, MIDNIGHT - timedelta(microseconds=1), PRAGUE) == one
    over = rules.as_of(one, MIDNIGHT, PRAGUE)
    assert (over.state, over.ended_because, over.ended_at) == ("closed", "day_end", MIDNIGHT)
    late = rules.as_of(one, MIDNIGHT + timedelta(days=3), PRAGUE)
    assert late == over == rules.as_of(over, MIDNIGHT + timedelta(days=3), PRAGUE)
    assert over.version == 4


@pytest.mark.parametrize("state", ["done", "no_show", "left", "closed", "void"])
def test_what_has_ended_stays_as_it_ended(state: State) -> None:
    one = replace(ticket(1, "8:00"), state=state)
    assert rules.as_of(one, MIDNIGHT + timedelta(days=1), PRAGUE, at("17:00"), "end") == one


def test_case_9_the_day_turns_at_local_midnight() -> None:
    instant = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # midnight in Kyiv, 23:00 in Prague
    assert rules.civil_day(instant, KYIV) == DAY + timedelta(days=1)
    assert rules.civil_day(instant - timedelta(microseconds=1), KYIV) == DAY
    assert rules.end_of(DAY, KYIV) == instant
    assert rules.civil_day(instant, PRAGUE) == DAY


@pytest.mark.parametrize(
    ("at_close", "state", "booked", "ends"),
    [
        ("serve", "waiting", None, False),
        ("end", "waiting", None, True),
        ("end", "parked", None, True),
        ("end", "missed", None, True),
        ("end", "called", None, False),
        ("end", "serving", None, False),
        ("end", "waiting", "16:45", False),
    ],
)
def test_case_86_people_who_wait_at_the_close(
    at_close: Literal["serve", "end"], state: State, booked: str | None, ends: bool
) -> None:
    one = replace(ticket(1, "16:40", booked), state=state)
    closes = rules.closing(OPEN, PRAGUE)
    assert closes == at("17:00")
    assert rules.ended(one, at("16:59:59.999999"), PRAGUE, closes, at_close) is None
    assert rules.ended(one, at("17:00"), PRAGUE, closes, at_close) == (("queue_closed", closes) if ends else None)
    assert rules.at_closing((one,), at_close) == ((one,) if ends else ())
