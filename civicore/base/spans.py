"""Lengths of time and ranges of the day, as the deployment file writes them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from civicore.base.saying import say

_UNITS = {
    "s": "seconds",
    "min": "minutes",
    "h": "hours",
    "hour": "hours",
    "hours": "hours",
    "d": "days",
    "day": "days",
    "days": "days",
    "w": "weeks",
    "week": "weeks",
    "weeks": "weeks",
    "month": "months",
    "months": "months",
    "year": "years",
    "years": "years",
}
_DURATION = re.compile(r"(\d{1,6})\s*([a-z]+)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, order=True)
class Duration:
    """A length of time: calendar months and days, and exact seconds.

    ``24 hours`` is exact and ``1 day`` follows the calendar, so across a clock change they differ.
    """

    months: int = 0
    days: int = 0
    seconds: int = 0

    @classmethod
    def parse(cls, written: str) -> Duration:
        """Read ``15 min``, ``2h``, ``60 days``, ``0``; ValueError says what to write instead."""
        plain = written.strip().lower()
        if plain == "0":
            return cls()
        match = _DURATION.fullmatch(plain)
        if match is None:
            raise ValueError(
                say('"%(written)s" is no length of time: write 15 min, 2 hours or 60 days', written=written)
            )
        number, word = int(match[1]), match[2]
        if word == "m":
            raise ValueError(
                say(
                    '"%(written)s" is ambiguous: write "%(number)s min" or "%(number)s months"',
                    written=written,
                    number=number,
                )
            )
        unit = _UNITS.get(word)
        if unit is None:
            raise ValueError(
                say('"%(word)s" is no unit of time: write s, min, hours, days, weeks, months or years', word=word)
            )
        return cls._of(number, unit)

    @classmethod
    def _of(cls, number: int, unit: str) -> Duration:
        if unit in ("months", "years"):
            return cls(months=number * (12 if unit == "years" else 1))
        if unit in ("days", "weeks"):
            return cls(days=number * (7 if unit == "weeks" else 1))
        return cls(seconds=number * {"seconds": 1, "minutes": 60, "hours": 3600}[unit])

    @property
    def exact(self) -> timedelta:
        """The length as a timedelta, a day taken as 24 hours and a month as 30 days."""
        return timedelta(days=self.months * 30 + self.days, seconds=self.seconds)

    def add_to(self, day: date) -> date:
        """The civil day this much later (months end on the last day there is); seconds are ignored."""
        return _shift_months(day, self.months) + timedelta(days=self.days)

    def after(self, instant: datetime, zone: tzinfo) -> datetime:
        """The aware UTC instant this much later; days and months keep the wall clock of ``zone``."""
        return self._moved(instant, zone, 1)

    def before(self, instant: datetime, zone: tzinfo) -> datetime:
        """The aware UTC instant this much earlier; days and months keep the wall clock of ``zone``."""
        return self._moved(instant, zone, -1)

    def _moved(self, instant: datetime, zone: tzinfo, sign: int) -> datetime:
        moved = instant.astimezone(UTC)
        if self.months or self.days:
            local = moved.astimezone(zone)
            day = _shift_months(local.date(), sign * self.months) + timedelta(days=sign * self.days)
            moved = datetime.combine(day, local.timetz().replace(tzinfo=None), zone).astimezone(UTC)
        return moved + timedelta(seconds=sign * self.seconds)

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.months + other.months, self.days + other.days, self.seconds + other.seconds)

    def __str__(self) -> str:
        for value, size, unit in (
            (self.months, 12, "year"),
            (self.months, 1, "month"),
            (self.days, 1, "day"),
            (self.seconds, 3600, "hour"),
            (self.seconds, 60, "min"),
            (self.seconds, 1, "s"),
        ):
            if value and value % size == 0:
                count = value // size
                return f"{count} {unit}" + ("s" if count != 1 and unit not in ("min", "s") else "")
        return "0"


@dataclass(frozen=True, order=True)
class TimeRange:
    """Part of a civil day in minutes since its midnight; the end is not part of it and may be 1440."""

    start: int
    end: int

    @classmethod
    def parse(cls, written: str) -> TimeRange:
        """Read ``08:00-17:00``; ValueError says what to write instead."""
        ends = [part.strip() for part in re.split(r"[-–]", written.strip())]
        if len(ends) != 2:
            raise ValueError(say('"%(written)s" is not a time range: write it like 08:00-17:00', written=written))
        start, end = (minute_of_day(part) for part in ends)
        if end <= start:
            raise ValueError(
                say(
                    '"%(written)s" ends before it starts; a range stays within one day, 24:00 may end it',
                    written=written,
                )
            )
        return cls(start, end)

    def __contains__(self, minute: int) -> bool:
        return self.start <= minute < self.end

    def __str__(self) -> str:
        return f"{written_minute(self.start)}-{written_minute(self.end)}"


@dataclass(frozen=True, order=True)
class DateSpan:
    """Civil days from first to last, both included."""

    first: date
    last: date

    @classmethod
    def parse(cls, written: str) -> DateSpan:
        """Read ``2026-12-24`` or ``2026-12-28..2026-12-31``; ValueError when it is neither."""
        first, _, last = written.strip().partition("..")
        span = cls(date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip()))
        if span.last < span.first:
            raise ValueError(say('"%(written)s" ends before it starts', written=written))
        return span

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return self.first.isoformat() if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, order=True)
class Interval:
    """Aware UTC instants from start to end; the end is not part of it."""

    start: datetime
    end: datetime


def minute_of_day(written: str) -> int:
    """Minutes since midnight of ``07:45``; ``24:00`` is 1440. ValueError when it is no time of day."""
    match = _CLOCK.fullmatch(written.strip())
    if match is None or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > DAY_MINUTES:
        raise ValueError(say('"%(written)s" is no time of day: write it like 07:45', written=written))
    return int(match[1]) * 60 + int(match[2])


def written_minute(minute: int) -> str:
    """``465`` as ``07:45``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def instant_at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall-clock minute; of a doubled hour the first, of a skipped one the moment after."""
    civil = day + timedelta(days=minute // DAY_MINUTES)
    wall = time(minute % DAY_MINUTES // 60, minute % 60)
    return datetime.combine(civil, wall, zone).astimezone(UTC)


def _shift_months(day: date, months: int) -> date:
    if not months:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
