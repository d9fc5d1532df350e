"""Whether a code opens the door at an instant (language 4.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from civicore import whole_second
from civicore_booking.booking import Booking

Verdict = Literal["welcome", "again", "early", "late", "unknown"]
_BEST_FIRST: tuple[Verdict, ...] = ("welcome", "again", "late", "early", "unknown")


def verdict(booking: Booking, at: datetime, zone: ZoneInfo) -> Verdict:
    """What a code is worth at the instant it was received: whole seconds, both ends of the window included.

    Outside of its window a code means something only on the civil days that the window touches, and only while
    its holder is expected: of yesterday's, of a used or cancelled one nothing is known any more.
    """
    second = whole_second(at)
    if booking.opens <= second <= booking.closes:
        return _inside(booking)
    if booking.state != "confirmed":
        return "unknown"
    day = second.astimezone(zone).date()
    if second < booking.opens:
        return "early" if day == booking.opens.astimezone(zone).date() else "unknown"
    return "late" if day == booking.closes.astimezone(zone).date() else "unknown"


def best(bookings: Iterable[Booking], at: datetime, zone: ZoneInfo) -> tuple[Verdict, Booking | None]:
    """The verdict on a code that several bookings may have borne; no two live ones of an office and day share one."""
    found = [(verdict(one, at, zone), one) for one in bookings]
    found.sort(key=lambda pair: (_BEST_FIRST.index(pair[0]), pair[1].start))
    return found[0] if found and found[0][0] != "unknown" else ("unknown", None)


def _inside(booking: Booking) -> Verdict:
    if booking.state == "confirmed":
        return "welcome"
    return "again" if booking.state in ("arrived", "done", "no_show") else "unknown"
