"""How a demo's clock may be set."""

from datetime import UTC, datetime, timedelta

import pytest

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.demo.setting import ClockChange, apply, read_change

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def clock_after(asked: dict[str, object]) -> DemoClock:
    clock = DemoClock()
    clock.freeze(NOON)
    change = read_change(asked)
    assert isinstance(change, ClockChange)
    apply(change, clock)
    return clock


def test_setting_it_stops_it_there() -> None:
    clock = clock_after({"now": "2026-11-24T08:15:01+01:00"})
    assert clock.now() == datetime(2026, 11, 24, 7, 15, 1, tzinfo=UTC)
    assert not clock.running


def test_advancing_it_moves_on_from_where_it_is() -> None:
    assert clock_after({"advance": "15min"}).now() == NOON + timedelta(minutes=15)


def test_it_can_be_let_go_on() -> None:
    assert clock_after({"run": True}).running


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"now": "soon"},
        {"now": "2026-11-24T08:00:00"},
        {"advance": "a bit"},
        {"run": False},
        {"now": "x", "run": True},
        {"stop": 1},
    ],
)
def test_anything_else_is_refused(asked: dict[str, object]) -> None:
    assert isinstance(read_change(asked), Refusal)
