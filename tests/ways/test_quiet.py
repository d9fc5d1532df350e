"""When a message that can wait goes out: the rule alone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from civicore.ways.quiet import Quiet, deferred

PRAGUE = ZoneInfo("Europe/Prague")
NIGHT = Quiet(21 * 60, 7 * 60)


def local(wall: str, zone: ZoneInfo = PRAGUE) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=zone)


def went(at: str, until: str | None = None, quiet: Quiet | None = NIGHT) -> str:
    out = deferred(quiet, PRAGUE, local(at), local(until) if until else None)
    return out.astimezone(PRAGUE).isoformat()[:19]


@pytest.mark.parametrize(
    ("ready", "visit", "goes"),
    [
        ("2026-11-24T22:30", "2026-11-25T09:00", "2026-11-25T07:00:00"),
        ("2026-11-24T22:30", "2026-11-25T07:30", "2026-11-25T07:00:00"),
        ("2026-11-24T22:30", "2026-11-25T07:29", "2026-11-24T20:59:00"),
        ("2026-11-25T03:00", "2026-11-25T07:15", "2026-11-24T20:59:00"),
        ("2026-11-24T20:59", "2026-11-25T07:00", "2026-11-24T20:59:00"),
        ("2026-11-24T21:00", None, "2026-11-25T07:00:00"),
        ("2026-11-25T06:59", None, "2026-11-25T07:00:00"),
        ("2026-11-25T07:00", None, "2026-11-25T07:00:00"),
        ("2026-11-24T12:00", "2026-11-24T12:05", "2026-11-24T12:00:00"),
    ],
)
def test_channel_case_54_a_reminder_at_night_goes_in_the_morning_or_the_evening_before(
    ready: str, visit: str | None, goes: str
) -> None:
    assert went(ready, visit) == goes


@pytest.mark.parametrize(
    ("ready", "goes", "hours"),
    [
        ("2026-10-24T22:30", "2026-10-25T07:00:00", 9.5),  # the night when clocks go back is an hour longer
        ("2027-03-27T22:30", "2027-03-28T07:00:00", 7.5),  # and the one in spring is an hour shorter
    ],
)
def test_channel_case_54_nights_when_clocks_change_end_by_the_wall_clock(ready: str, goes: str, hours: float) -> None:
    assert went(ready) == goes
    waited = deferred(NIGHT, PRAGUE, local(ready)) - local(ready).astimezone(ZoneInfo("UTC"))
    assert waited.total_seconds() == hours * 3600


def test_a_doubled_hour_of_quiet_is_quiet_both_times() -> None:
    short = Quiet(2 * 60, 3 * 60)
    for fold in (0, 1):
        at = datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=PRAGUE)
        assert deferred(short, PRAGUE, at).astimezone(PRAGUE).isoformat() == "2026-10-25T03:00:00+01:00"


def test_quiet_at_noon_and_no_quiet_at_all() -> None:
    siesta = Quiet(12 * 60, 14 * 60)
    assert went("2026-11-24T13:00", None, siesta) == "2026-11-24T14:00:00"
    assert went("2026-11-24T22:30", None, siesta) == "2026-11-24T22:30:00"
    assert went("2026-11-24T22:30", None, None) == "2026-11-24T22:30:00"
