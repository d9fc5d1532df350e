"""When an office is open, as its pages say it: now, today, the week, and the days ahead that differ. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from civicore.base.calendar import OpenDay, merge, subtract
from civicore.base.spans import TimeRange
from civicore.base.text import Text
from civicore.deployment.city import City

DAYS_AHEAD = 60  # how far differences are announced


@dataclass(frozen=True)
class WeekRow:
    """One weekday of the table; ``day`` is its date in this week."""

    day: date
    ranges: Sequence[TimeRange]
    today: bool


@dataclass(frozen=True)
class Difference:
    """A day that is not as its weekday: a holiday, a closure, changed hours. ``last`` ends a run of alike days."""

    first: date
    last: date
    ranges: Sequence[TimeRange]
    reason: Text | None


@dataclass(frozen=True)
class Opening:
    """``until`` is the minute of today when the office closes, while it is open; ``next_day`` when it is not."""

    today: OpenDay
    until: int | None
    starts: int | None
    week: Sequence[WeekRow]
    differences: Sequence[Difference]

    @property
    def open_now(self) -> bool:
        return self.until is not None


def opening(city: City, office: str, now: datetime) -> Opening:
    """What is to be said of an office at this instant."""
    local = now.astimezone(city.zone)
    today, minute = local.date(), local.hour * 60 + local.minute
    day = city.office_day(office, today)
    current = next((one for one in day.ranges if minute in one), None)
    later = next((one for one in day.ranges if one.start > minute), None)
    monday = today - timedelta(days=today.weekday())
    days = (monday + timedelta(days=number) for number in range(7))
    week = [WeekRow(one, _usual(city, office, one), one == today) for one in days]
    return Opening(
        day,
        current.end if current else None,
        later.start if later and not current else None,
        week,
        differences(city, office, today),
    )


def differences(city: City, office: str, today: date) -> list[Difference]:
    """Days from today on that differ from their weekday; alike neighbours are one entry."""
    found: list[Difference] = []
    for number in range(DAYS_AHEAD):
        day = today + timedelta(days=number)
        real = city.office_day(office, day)
        usual = _usual(city, office, day)
        if tuple(real.ranges) == usual or (not real.ranges and not usual):
            continue
        _join(found, Difference(day, day, real.ranges, real.closed_because))
    return found


def _usual(city: City, office: str, day: date) -> tuple[TimeRange, ...]:
    """Hours of this weekday in any week, its breaks left out."""
    place = city.offices[office]
    return subtract(merge(place.hours.on(day)), place.breaks)


def _join(found: list[Difference], one: Difference) -> None:
    last = found[-1] if found else None
    alike = last is not None and (last.reason, tuple(last.ranges)) == (one.reason, tuple(one.ranges))
    if last is not None and alike and (one.first - last.last).days <= 3:
        found[-1] = Difference(last.first, one.last, last.ranges, last.reason)
    else:
        found.append(one)
