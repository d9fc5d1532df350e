"""How long it will take, and what is said when nobody knows (case 88)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from civicore_ticketing.estimates import estimate, usual_error

from tests.ticketing.rules.line import at

NOW = at("9:00")
TEN = timedelta(minutes=10)


def _minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize("ahead", [0, 1, 50])
def test_case_88_with_no_counter_open_nobody_knows(ahead: int) -> None:
    assert estimate(ahead, 0, [TEN], NOW) is None
    assert estimate(ahead, 2, [], NOW) is None


@pytest.mark.parametrize(
    ("ahead", "counters", "free", "minutes"),
    [
        (0, 1, 0, 10),
        (0, 1, 1, 0),
        (0, 2, 0, 5),
        (3, 1, 0, 40),
        (3, 2, 0, 20),
        (3, 2, 1, 15),
        (1, 3, 2, 0),
        (1, 3, 0, 7),
    ],
)
def test_people_leave_at_the_pace_of_the_open_counters(ahead: int, counters: int, free: int, minutes: int) -> None:
    found = estimate(ahead, counters, [TEN, TEN], NOW, free=free)
    assert found is not None
    assert (found.wait, found.at) == (_minutes(minutes), NOW + _minutes(minutes))
    assert found.low == found.high == found.wait  # visits of one length leave nothing open


def test_visits_that_differ_leave_the_wait_open() -> None:
    found = estimate(3, 1, [_minutes(5), _minutes(15)], NOW)
    assert found is not None
    assert (found.low, found.wait, found.high) == (_minutes(28), _minutes(40), _minutes(53))
    near = estimate(0, 1, [_minutes(1), _minutes(29)], NOW)
    assert near is not None
    assert near.low == timedelta()  # never below nothing


def test_nobody_is_told_more_than_a_day() -> None:
    endless = estimate(10_000, 1, [TEN], NOW)
    assert endless is not None
    assert endless.wait == timedelta(hours=12)


def test_the_usual_error_is_the_middle_one() -> None:
    told = [(_minutes(10), _minutes(12)), (_minutes(10), _minutes(4)), (_minutes(5), _minutes(95))]
    assert usual_error(told) == _minutes(6)
    assert usual_error([]) is None
    found = estimate(0, 1, [TEN], NOW, usual_error=_minutes(6))
    assert found is not None
    assert found.usual_error == _minutes(6)
