"""Quiet hours: when a message that can wait goes out instead; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from civicore.base.spans import instant_at

_TIME_TO_GO = timedelta(minutes=30)
_LAST_CALL = timedelta(minutes=1)


@dataclass(frozen=True)
class Quiet:
    """From when to when nobody is disturbed: minutes of the city's wall clock, usually over midnight."""

    begins: int
    ends: int


def deferred(quiet: Quiet | None, zone: ZoneInfo, at: datetime, until: datetime | None = None) -> datetime:
    """When a message that is ready ``at`` goes out: at once outside quiet hours, else when they end.

    When that would leave less than half an hour ``until`` it is of no use, it goes a minute before the quiet began,
    which may lie in the past: then nothing waits. Right on days when clocks change, for both ends are wall times.
    """
    night = _night(quiet, zone, at) if quiet is not None and quiet.begins != quiet.ends else None
    if night is None:
        return at
    begins, ends = night
    if until is not None and until < ends + _TIME_TO_GO:
        return begins - _LAST_CALL
    return ends


def _night(quiet: Quiet, zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime] | None:
    """The quiet hours that ``at`` falls into."""
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        last = day if quiet.begins < quiet.ends else day + timedelta(days=1)
        begins, ends = instant_at(day, quiet.begins, zone), instant_at(last, quiet.ends, zone)
        if begins <= at < ends:
            return begins, ends
    return None
