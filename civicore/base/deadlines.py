"""When something is due: lengths of calendar days, months, working days or hours, as laws count them.

The day on which it begins is not counted. What moves the end is told step by step, so that a page can show the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from civicore.base.spans import DateSpan, Duration
from civicore.base.text import Text

Counting = Literal["days", "working_days"]
StepKind = Literal["begun", "counted", "extended", "paused", "off", "moved", "bounded"]
_DAY = timedelta(days=1)


class CalendarEnds(LookupError):
    """Nobody knows yet which days are off then; a guess by weekends alone would be wrong."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the calendar does not cover {day.isoformat()}")
        self.day = day


@dataclass(frozen=True)
class Workdays:
    """Which days are worked: not the weekend, not the days with a name, but the days ``worked`` all the same.

    ``suspended``: days with a name are ordinary days then. ``covers`` is the last day that is known.
    """

    names: Mapping[date, Text] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({5, 6})
    suspended: tuple[DateSpan, ...] = ()
    covers: date = date.max

    def off(self, day: date) -> bool:
        """Whether nobody works that day; CalendarEnds when it is not known."""
        if day > self.covers:
            raise CalendarEnds(day)
        if day in self.worked:
            return False
        return day.weekday() in self.weekend or self.name(day) is not None

    def name(self, day: date) -> Text | None:
        """What the day is called, None for an ordinary one."""
        if day in self.worked or any(day in span for span in self.suspended):
            return None
        return self.names.get(day)

    def count(self, after: date, until: date) -> int:
        """Working days after one day, up to and with the other."""
        return sum(not self.off(day) for day in _days(after + _DAY, until))


@dataclass(frozen=True)
class Rule:
    """A length as a law gives it.

    ``working_days`` counts the days of ``length`` as working days. ``day_off``: an end on a day off moves to the
    ``next`` working day or ``stays``. ``most`` bounds length and extensions together, from the same beginning.
    """

    length: Duration
    counted_in: Counting = "days"
    day_off: Literal["next", "stays"] = "next"
    most: Duration | None = None


@dataclass(frozen=True)
class Step:
    """One line of the sum: what happened, and the day that it led to.

    ``begun``: the day that is not counted itself; ``counted``, ``extended``, ``paused``: lengths; ``off``: a day that
    does not count, with its name unless it is a weekend; ``moved``: the end left a day off; ``bounded``: by ``most``.
    """

    kind: StepKind
    day: date
    length: Duration | None = None
    name: Text | None = None


@dataclass(frozen=True)
class Due:
    """The last day in time, and how it was found."""

    on: date
    steps: tuple[Step, ...]


_NOTHING = Duration()


def due_day(rule: Rule, begun: date, days: Workdays, extended: Duration = _NOTHING, paused: Duration = _NOTHING) -> Due:
    """The last day in time of what begins on a civil day.

    ``extended`` and ``paused`` are added to the length before the end is moved off a day off. Lengths of hours end on
    the day that they reach from the beginning of the next one. Raises CalendarEnds.
    """
    steps, end, whole = [Step("begun", begun)], begun, _NOTHING
    lengths: tuple[tuple[StepKind, Duration], ...] = (
        ("counted", rule.length),
        ("extended", extended),
        ("paused", paused),
    )
    for kind, length in lengths:
        if length == _NOTHING:
            continue
        whole += length  # months are added at once: two and four months from 31 December end on 30 June
        if rule.counted_in == "working_days":
            end, off = _working(end, length.days, days)
            steps += off
        else:
            end = whole.add_to(begun)
        steps.append(Step(kind, end, length))
    if rule.most is not None and end > (bound := rule.most.add_to(begun)):
        end = bound
        steps.append(Step("bounded", end, rule.most))
    if rule.day_off == "next":
        end, off = _next_worked(end, days)
        steps += off
        if off:
            steps.append(Step("moved", end))
    elif end > days.covers:
        raise CalendarEnds(end)
    return Due(end, tuple(steps))


def _working(after: date, number: int, days: Workdays) -> tuple[date, list[Step]]:
    end, off = after, []
    while number:
        end += _DAY
        if days.off(end):
            off.append(Step("off", end, name=days.name(end)))
        else:
            number -= 1
    return end, off


def _next_worked(end: date, days: Workdays) -> tuple[date, list[Step]]:
    off = []
    while days.off(end):
        off.append(Step("off", end, name=days.name(end)))
        end += _DAY
    return end, off


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY


def missing(rules: Iterable[Rule], last_begun: date, days: Workdays) -> CalendarEnds | None:
    """Why a deadline that begins on that day at the latest could not be computed, None when all can be."""
    for rule in rules:
        try:
            due_day(rule, last_begun, days)
        except CalendarEnds as ends:
            return ends
    return None
