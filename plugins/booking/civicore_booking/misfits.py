"""Bookings that no longer fit: the day was closed, hours or counters were taken away, visits became longer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from civicore_booking.availability import Rules, Supply, visit_limits
from civicore_booking.booking import Booking
from civicore_booking.layout import OfficeDay
from civicore_booking.ticks import ticks_touched

Why = Literal["agenda", "closed", "hours", "capacity", "overlap"]


@dataclass(frozen=True)
class Conflict:
    """A booking that the city cannot keep as it is, and why; ``decided`` when it was decided to keep it.

    ``agenda``: it is no longer served there. ``closed``: nobody is there that day. ``hours``: it is outside
    the hours. ``capacity``: more are booked than can be served. ``overlap``: visits have become longer since.
    """

    booking: Booking
    why: Why
    decided: bool


@dataclass(frozen=True)
class Now:
    """What holds today for one booking: for the length it was promised, and for the length of new bookings."""

    supply: Supply
    kept: Rules
    new: Rules


def misfits(bookings: Iterable[Booking], holds: Callable[[Booking], Now | None]) -> tuple[Conflict, ...]:
    """Conflicts in the order of the visits; who booked first keeps the place. ``holds`` says None for no agenda."""
    held = [(one, holds(one)) for one in sorted(bookings, key=lambda one: (one.made_at, one.id))]
    kept: Counter[str] = Counter()
    changed = any(now is not None and now.new is not now.kept for _, now in held)
    longer: Counter[str] | None = Counter() if changed else None  # as ``kept`` while visits last what they lasted
    found: list[Conflict] = []
    for booking, now in held:
        why = _why(booking, now, kept, longer)
        if why is not None:
            found.append(Conflict(booking, why, booking.kept_despite == why))
    return tuple(sorted(found, key=lambda one: (one.booking.start, one.booking.made_at)))


def _why(booking: Booking, now: Now | None, kept: Counter[str], longer: Counter[str] | None) -> Why | None:
    if now is None:
        return "agenda"
    open_ticks = _open(now.kept, now.supply.day)
    if not open_ticks:
        return "closed"
    if not open_ticks.issuperset(ticks_touched(booking.start, booking.start + now.kept.length)):
        return "hours"
    if not _takes(booking, now.kept, now.supply, kept):
        return "capacity"
    return None if longer is None or _takes(booking, now.new, now.supply, longer) else "overlap"


@lru_cache(maxsize=4096)
def _open(rules: Rules, day: OfficeDay) -> frozenset[int]:
    return frozenset(day.first + tick for counter in rules.able for tick in day.shape.ticks.get(counter, ()))


def _takes(booking: Booking, rules: Rules, supply: Supply, usage: Counter[str]) -> bool:
    """Take the place if there is room; quotas do not count, nobody is sent away for them."""
    limits = _limits(rules, supply, booking.start)
    if rules.length > timedelta() and any(usage[key] >= cap for key, cap in limits):
        return False
    for key, _ in limits:
        usage[key] += 1
    return True


@lru_cache(maxsize=8192)
def _limits(rules: Rules, supply: Supply, start: datetime) -> tuple[tuple[str, int], ...]:
    """Keys and numbers of the limits that count, the same for all visits of one kind at one time."""
    return tuple(
        (limit.key, limit.cap) for limit in visit_limits(rules, supply, start) if not limit.scope.endswith("|q")
    )
