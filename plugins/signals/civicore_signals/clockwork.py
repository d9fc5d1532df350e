"""The law's clock of a case: when the answer is due, what stops and moves that, what silence means."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from civicore import CalendarEnds, Due, Duration, Refusal, Rule, Step, Text, Workdays, due_day

_NOTHING = Duration()


@dataclass(frozen=True)
class Asking:
    """What a question to the sender does: the time begins ``restart`` or goes on (``pause``) with the answer.

    Without an answer by the end of ``within`` the case takes the status ``then``.
    """

    clock: Literal["restart", "pause", "runs"] = "pause"
    within: Duration | None = None
    then: str | None = None


@dataclass(frozen=True)
class Extending:
    """How far the time may be extended in all, how often, and by which article."""

    most: Duration
    times: int = 1
    law: Text | None = None


@dataclass(frozen=True)
class Law:
    """A deadline of the city's file: ``name`` is the article that people read.

    ``starts``: with the arrival or with the entry into the register. ``transfer_within``: days to pass a case on to
    the body that is competent. ``silence``: what no answer means.
    """

    id: str
    rule: Rule
    name: Text | None = None
    starts: Literal["received", "registered"] = "registered"
    ask: Asking = Asking()
    extend: Extending | None = None
    transfer_within: Duration | None = None
    silence: Text | None = None


@dataclass(frozen=True)
class Calendar:
    """Days off and civil time of a city."""

    days: Workdays
    zone: ZoneInfo

    def day(self, instant: datetime) -> date:
        """The civil day of an instant: the last second of a day is that day."""
        return instant.astimezone(self.zone).date()

    def end(self, day: date) -> datetime:
        """The instant at which a civil day is over (UTC)."""
        return datetime.combine(day + timedelta(days=1), time(), self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Clock:
    """Where the time of a case stands. Instants are aware UTC; ``deadline`` is the id of the law, None: no deadline.

    ``due_on`` is the last day in time, ``due_at`` the instant from which it is too late. ``silence_on`` is the last
    day on which the sender's answer is waited for. ``restarted`` counts beginnings after the first one.
    """

    deadline: str | None = None
    started_at: datetime | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    extended: Duration = _NOTHING
    times_extended: int = 0
    paused_at: datetime | None = None
    paused: Duration = _NOTHING
    silence_on: date | None = None
    stopped_at: datetime | None = None
    restarted: int = 0


def start(law: Law | None, at: datetime, calendar: Calendar) -> Clock:
    """The clock of a case that begins at an instant; raises CalendarEnds."""
    return Clock() if law is None else _timed(Clock(law.id, at), law, calendar)


def ask(clock: Clock, law: Law | None, at: datetime, calendar: Calendar) -> Clock:
    """The sender is asked something. Asking again while it is waited for changes only how long that may take."""
    asking = Asking() if law is None else law.ask
    silence = None if asking.within is None else asking.within.add_to(calendar.day(at))
    if clock.deadline is None or asking.clock == "runs" or clock.paused_at is not None:
        return replace(clock, silence_on=silence)
    return replace(clock, silence_on=silence, paused_at=at)


def answered(clock: Clock, law: Law | None, at: datetime, calendar: Calendar) -> Clock:
    """The sender has answered: the time goes on, or begins again where the law says so; raises CalendarEnds."""
    if law is None or clock.paused_at is None:
        return replace(clock, silence_on=None)
    if law.ask.clock == "restart":
        return restart(clock, law, at, calendar)
    return replace(_after_waiting(clock, law, at, calendar), silence_on=None)


def extend(clock: Clock, law: Law | None, by: Duration, at: datetime, calendar: Calendar) -> Clock | Refusal:
    """Give the office more time; ``signals.extension_*`` says why not. Raises CalendarEnds."""
    if law is None or law.extend is None or clock.deadline is None:
        return Refusal("signals.extension_not_allowed")
    if clock.stopped_at is not None or overdue(clock, at):
        return Refusal("signals.extension_late")
    if clock.times_extended >= law.extend.times:
        return Refusal("signals.extension_used")
    begun, whole = calendar.day(clock.started_at or at), clock.extended + by
    if by == _NOTHING or whole.add_to(begun) > law.extend.most.add_to(begun):
        return Refusal("signals.extension_too_long", most=law.extend.most)
    longer = replace(clock, extended=whole, times_extended=clock.times_extended + 1)
    return _timed(longer, law, calendar)


def restart(clock: Clock, law: Law, at: datetime, calendar: Calendar) -> Clock:
    """The time begins anew, as after a clarification or where a reopened case counts from the start."""
    return replace(start(law, at, calendar), restarted=clock.restarted + 1)


def resume(clock: Clock, law: Law | None, at: datetime, calendar: Calendar) -> Clock:
    """A stopped clock goes on: the time for which it stood does not count."""
    if clock.stopped_at is None or law is None:
        return replace(clock, stopped_at=None)
    stood = _waited(law.rule, clock.stopped_at, at, calendar)
    return _timed(replace(clock, stopped_at=None, paused=clock.paused + stood), law, calendar)


def stop(clock: Clock, law: Law | None, at: datetime, calendar: Calendar) -> Clock:
    """The case is answered or passed on; what was due stays to be read.

    Where the sender is still asked, that time does not count either: the last day moves on before it stops.
    """
    if law is not None and clock.paused_at is not None and clock.stopped_at is None:
        with suppress(CalendarEnds):  # an end is never refused because a calendar is too short
            clock = _after_waiting(clock, law, at, calendar)
    return replace(clock, stopped_at=clock.stopped_at or at, paused_at=None, silence_on=None)


def recomputed(clock: Clock, law: Law, calendar: Calendar) -> Clock:
    """The same clock by today's calendar: a day off may have been decreed since. Raises CalendarEnds."""
    return clock if clock.stopped_at is not None else _timed(clock, law, calendar)


def overdue(clock: Clock, now: datetime) -> bool:
    """Whether the time is over, or was when the case ended or its sender was asked: a question heals no delay."""
    if clock.due_at is None:
        return False
    return (clock.stopped_at or clock.paused_at or now) >= clock.due_at


def silent(clock: Clock, now: datetime, calendar: Calendar) -> bool:
    """Whether the sender has not answered in time."""
    return clock.silence_on is not None and clock.stopped_at is None and calendar.day(now) > clock.silence_on


def may_transfer(clock: Clock, law: Law | None, now: datetime, calendar: Calendar) -> bool:
    """Whether the case may still be passed on to another body."""
    if law is None or law.transfer_within is None or clock.started_at is None:
        return True
    return calendar.day(now) <= law.transfer_within.add_to(calendar.day(clock.started_at))


def explained(clock: Clock, law: Law, calendar: Calendar) -> Due | None:
    """The sum that led to the last day, None without a deadline or where the calendar has been shortened since."""
    if clock.started_at is None or clock.due_on is None:
        return None
    if law.rule.length.seconds:
        begun = calendar.day(clock.started_at)
        return Due(clock.due_on, (Step("begun", begun), Step("counted", clock.due_on, law.rule.length)))
    return _due(clock, law, calendar)


def _due(clock: Clock, law: Law, calendar: Calendar) -> Due:
    begun = calendar.day(clock.started_at)  # type: ignore[arg-type]
    return due_day(law.rule, begun, calendar.days, clock.extended, clock.paused)


def _timed(clock: Clock, law: Law, calendar: Calendar) -> Clock:
    if clock.started_at is None:
        return clock
    if law.rule.length.seconds:  # an exact length runs through nights and days off
        at = clock.started_at + (law.rule.length + clock.extended + clock.paused).exact
        return replace(clock, due_at=at, due_on=calendar.day(at))
    on = _due(clock, law, calendar).on
    return replace(clock, due_on=on, due_at=calendar.end(on))


def _after_waiting(clock: Clock, law: Law, at: datetime, calendar: Calendar) -> Clock:
    """The clock without the time for which the sender was asked; what was late before stays late."""
    if clock.paused_at is None or overdue(clock, at):
        return replace(clock, paused_at=None)
    waited = _waited(law.rule, clock.paused_at, at, calendar)
    return _timed(replace(clock, paused_at=None, paused=clock.paused + waited), law, calendar)


def _waited(rule: Rule, since: datetime, until: datetime, calendar: Calendar) -> Duration:
    """How long it stood, in what the rule counts; the day on which it stopped has been used up."""
    if rule.length.seconds:
        return Duration(seconds=int((until - since).total_seconds()))
    first, last = calendar.day(since), calendar.day(until)
    number = calendar.days.count(first, last) if rule.counted_in == "working_days" else (last - first).days
    return Duration(days=number)
