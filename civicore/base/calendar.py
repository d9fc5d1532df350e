"""When a place is open: weekly hours, breaks, holidays and closures of a civil day as UTC intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from civicore.base.spans import DateSpan, Interval, TimeRange, instant_at
from civicore.base.text import Text

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class WeekHours:
    """Open ranges of each weekday, Monday first; a day without ranges is closed."""

    days: tuple[tuple[TimeRange, ...], ...] = ((),) * 7

    def on(self, day: date) -> tuple[TimeRange, ...]:
        return self.days[day.weekday()]


@dataclass(frozen=True)
class Closure:
    """A planned absence: days, perhaps only part of each, with the reason citizens read."""

    when: DateSpan
    reason: Text
    time: TimeRange | None = None
    offices: frozenset[str] | None = None  # None: every office
    counters: frozenset[str] | None = None  # ids as office.counter; None: the whole office

    def concerns(self, office: str, day: date) -> bool:
        return day in self.when and (self.offices is None or office in self.offices)


@dataclass(frozen=True)
class Holidays:
    """Non-working days by date with the name of the day, and what they mean for the offices."""

    names: Mapping[date, Text] = field(default_factory=dict)
    policy: Literal["closed", "reduced", "open"] = "closed"
    reduced_hours: TimeRange | None = None


@dataclass(frozen=True)
class OpenDay:
    """What a civil day looks like at one place: open ranges, or the reason why there are none."""

    day: date
    ranges: tuple[TimeRange, ...]
    closed_because: Text | None = None

    def intervals(self, zone: ZoneInfo) -> tuple[Interval, ...]:
        """The open ranges as UTC instants; on a day of clock change as long as they really are."""
        return tuple(
            Interval(start, end)
            for one in self.ranges
            if (start := instant_at(self.day, one.start, zone)) < (end := instant_at(self.day, one.end, zone))
        )


def open_day(
    day: date,
    hours: WeekHours,
    breaks: Iterable[TimeRange],
    holidays: Holidays,
    closures: Iterable[Closure],
    dated: Mapping[date, Sequence[TimeRange]] | None = None,
) -> OpenDay:
    """Open ranges of one day. ``closures`` must already concern the place; ``dated`` hours beat weekly ones.

    A closure of the whole day beats everything; a holiday beats weekly hours but not dated ones.
    """
    absent = [closure for closure in closures if day in closure.when]
    for closure in absent:
        if closure.time is None:
            return OpenDay(day, (), closure.reason)
    name = holidays.names.get(day)
    if dated is not None and day in dated:
        ranges: Sequence[TimeRange] = dated[day]
    elif name is not None and holidays.policy == "closed":
        return OpenDay(day, (), name)
    elif name is not None and holidays.policy == "reduced":
        limits = (holidays.reduced_hours,) if holidays.reduced_hours else ()
        ranges = intersect(hours.on(day), limits)
    else:
        ranges = hours.on(day)
    away = [*breaks, *(closure.time for closure in absent if closure.time is not None)]
    return OpenDay(day, subtract(merge(ranges), away), absent[0].reason if absent else name)


def merge(ranges: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """Ranges in order, overlapping and touching ones joined: doubled hours never double the capacity."""
    joined: list[TimeRange] = []
    for one in sorted(ranges):
        if joined and one.start <= joined[-1].end:
            joined[-1] = TimeRange(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return tuple(joined)


def subtract(ranges: Iterable[TimeRange], away: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """What is left of the ranges when the others are cut out."""
    left = list(ranges)
    for cut in away:
        left = [
            piece
            for one in left
            for piece in (TimeRange(one.start, min(one.end, cut.start)), TimeRange(max(one.start, cut.end), one.end))
            if piece.start < piece.end
        ]
    return tuple(sorted(set(left)))


def intersect(ranges: Iterable[TimeRange], limits: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """The parts of the ranges that lie within the limits."""
    inside = list(limits)
    return tuple(
        TimeRange(max(one.start, limit.start), min(one.end, limit.end))
        for one in ranges
        for limit in inside
        if max(one.start, limit.start) < min(one.end, limit.end)
    )
