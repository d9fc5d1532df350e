"""When an answer is due, as the desk says it: in words and with a colour, never by a colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from civicore_signals.clockwork import Calendar, Clock, overdue

State = Literal["none", "ahead", "soon", "today", "late", "stands", "in_time", "too_late"]
SOON = 3  # calendar days before the last day


@dataclass(frozen=True)
class DueShown:
    """``days`` to the last day, or since it; ``on`` is that day."""

    state: State
    days: int = 0
    on: date | None = None

    @property
    def colour(self) -> str:
        """The kind of tag."""
        return {"late": "stop", "too_late": "stop", "today": "warn", "soon": "warn"}.get(self.state, "neutral")


def due_shown(clock: Clock, now: datetime, calendar: Calendar) -> DueShown:
    """How a clock stands at an instant; one that stopped says whether that was in time."""
    if clock.due_on is None:
        return DueShown("none")
    if clock.stopped_at is not None:
        return DueShown("too_late" if overdue(clock, now) else "in_time", 0, clock.due_on)
    days = (clock.due_on - calendar.day(now)).days
    if clock.paused_at is not None:
        return DueShown("stands", days, clock.due_on)
    if overdue(clock, now):
        return DueShown("late", max(-days, 0), clock.due_on)
    return DueShown("today" if days <= 0 else "soon" if days <= SOON else "ahead", days, clock.due_on)
