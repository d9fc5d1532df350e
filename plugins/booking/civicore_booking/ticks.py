"""Time as the ledger counts it: ticks of five real minutes, and how long a visit takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from civicore import Interval, TimeRange

TICK = timedelta(minutes=5)
SECONDS = int(TICK.total_seconds())
MINUTES = SECONDS // 60
DAY_TICKS = timedelta(days=1) // TICK
"""Of a day on which no clock is changed."""


def tick_at(instant: datetime) -> int:
    """The number of the tick that an aware instant lies in; ticks are counted from 1970 in UTC."""
    return int(instant.timestamp()) // SECONDS


def instant_of(tick: int) -> datetime:
    """The aware UTC instant at which a tick begins."""
    return datetime.fromtimestamp(tick * SECONDS, UTC)


def ticks_touched(start: datetime, end: datetime) -> range:
    """Every tick that a visit overlaps, also where it does not begin or end on one."""
    return range(tick_at(start), -(int(-end.timestamp()) // SECONDS))


def ticks_after(tick: int, start: int, end: int) -> range:
    """The same for a visit from and to so many seconds after the beginning of a tick."""
    return range(tick + start // SECONDS, tick - (-end // SECONDS))


def ticks_within(interval: Interval) -> range:
    """The ticks that lie wholly inside an interval; odd minutes at its ends are not counted."""
    return range(-(int(-interval.start.timestamp()) // SECONDS), tick_at(interval.end))


@lru_cache(maxsize=1024)
def ticks_of_minutes(ranges: tuple[TimeRange, ...]) -> frozenset[int]:
    """The ticks that lie wholly inside ranges of a day on which no clock is changed, counted from its midnight."""
    return frozenset(tick for one in ranges for tick in range(-(-one.start // MINUTES), one.end // MINUTES))


def visit_length(durations: Iterable[timedelta], people: int = 1) -> timedelta:
    """How long a visit lasts: the errands are summed, taken once for each person, then rounded up to ticks.

    Rounding each errand by itself would make 10 + 20 + 15 minutes longer than they are.
    """
    exact = sum(durations, timedelta()) * people
    return -(-exact // TICK) * TICK


def runs(ticks: Iterable[int]) -> Sequence[range]:
    """Unbroken stretches of ticks, in order."""
    found: list[range] = []
    for tick in sorted(set(ticks)):
        if found and found[-1].stop == tick:
            found[-1] = range(found[-1].start, tick + 1)
        else:
            found.append(range(tick, tick + 1))
    return found
