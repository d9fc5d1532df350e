"""How long it will take until somebody is called, and how wrong that usually is.

People leave the line at the pace at which the open counters finish: one every ``typical length / counters``.
With no counter open nobody knows, so nothing is estimated (case 88): neither 0 nor for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import fmean, median, pstdev

_MOST = timedelta(hours=12)  # longer than any office day; a wait beyond it is no estimate any more
_EIGHT_OF_TEN = 1.28  # deviations within which eight waits of ten lie


@dataclass(frozen=True)
class Estimate:
    """A wait from ``now``: the likeliest, and the range within which eight waits of ten lie.

    ``at`` is the instant of the likeliest call, aware and in UTC. ``usual_error`` is by how much estimates were
    wrong lately (the middle one), None while nobody knows yet.
    """

    wait: timedelta
    low: timedelta
    high: timedelta
    at: datetime
    usual_error: timedelta | None = None


def estimate(
    ahead: int,
    counters_open: int,
    durations: Sequence[timedelta],
    now: datetime,
    *,
    free: int = 0,
    usual_error: timedelta | None = None,
) -> Estimate | None:
    """When somebody with ``ahead`` people before them is called; None when no counter is open or nothing is known.

    ``durations`` are lengths of visits lately served there, or the planned length when there are none. ``free``
    of the open counters have nobody and call at once.
    """
    if counters_open < 1 or not durations:
        return None
    lengths = [one.total_seconds() for one in durations]
    visits = max(0, ahead + 1 - free)
    seconds = visits * fmean(lengths) / counters_open
    around = _EIGHT_OF_TEN * pstdev(lengths) * sqrt(visits) / counters_open
    wait = _whole_minutes(seconds)
    return Estimate(
        wait, _whole_minutes(max(0.0, seconds - around)), _whole_minutes(seconds + around), now + wait, usual_error
    )


def usual_error(past: Iterable[tuple[timedelta, timedelta]]) -> timedelta | None:
    """The middle difference between waits that were told and waits as they came; None without any."""
    wrong = [abs(told - real).total_seconds() for told, real in past]
    return timedelta(seconds=median(wrong)) if wrong else None


def _whole_minutes(seconds: float) -> timedelta:
    """Rounded up: a promise of two minutes is not broken by the third that has begun."""
    return min(_MOST, timedelta(minutes=-(-round(seconds) // 60)))
