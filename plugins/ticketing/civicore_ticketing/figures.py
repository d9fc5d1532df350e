"""What an office's days looked like, in figures: recomputed from the event log, which names no person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID
from zoneinfo import ZoneInfo

_BEGINS = {"issued", "checked_in"}
_SERVED = {"finished", "stepped", "transferred", "parked"}
_LEAVES_COUNTER = _SERVED | {"no_show", "missed", "left", "closed"}
_ENDS = {"finished", "no_show", "left", "closed"}
_NOTHING = {"unmet", "sold_out"}
_DOORS = {"counter_opened", "counter_paused", "counter_closed"}


@dataclass(frozen=True)
class Happening:
    """One line of the event log. ``at`` is aware and in UTC; ``ticket`` is a number drawn for it, no person."""

    at: datetime
    kind: str
    office: str
    agenda: str | None = None
    counter: str | None = None
    ticket: UUID | None = None


@dataclass(frozen=True)
class Visit:
    """One ticket as the log tells it. ``wait``: until the first call; ``served``: by counter, how long."""

    agenda: str
    began: datetime
    booked: bool
    wait: timedelta | None = None
    served: Mapping[str, timedelta] = field(default_factory=dict)
    end: str | None = None


@dataclass(frozen=True)
class Row:
    """One line of a table of figures; lengths of time are None where nobody was called or served.

    ``waited`` and ``serving`` are medians, ``waited_most`` is what nine of ten waited at most.
    """

    key: str
    tickets: int
    booked: int
    finished: int
    no_shows: int
    left: int
    waited: timedelta | None
    waited_most: timedelta | None
    serving: timedelta | None
    unmet: int = 0


@dataclass(frozen=True)
class Load:
    """What one counter did: how many it served, how long that took, and how long it was open."""

    key: str
    finished: int
    serving: timedelta
    open: timedelta

    @property
    def share(self) -> int | None:
        """Of the time it was open, how much was spent serving, in per cent."""
        return None if not self.open else min(100, round(100 * self.serving / self.open))


@dataclass(frozen=True)
class Figures:
    """Everything the page, the pictures and the CSV show."""

    total: Row
    agendas: tuple[Row, ...]
    hours: tuple[Row, ...]
    days: tuple[Row, ...]
    counters: tuple[Load, ...]


def figures(log: Iterable[Happening], zone: ZoneInfo, until: datetime) -> Figures:
    """Count a log, in any order of its lines; ``until`` ends what is still going on, such as an open counter."""
    lines = sorted(log, key=lambda one: one.at)
    tickets = _of_tickets(lines)
    visits = [_visit(own, until) for own in tickets if _counts(own)]
    missed = [one for one in lines if one.kind in _NOTHING]
    return Figures(
        total=_row("", visits, missed),
        agendas=_rows(visits, missed, lambda one: one.agenda, lambda one: one.agenda or ""),
        hours=_rows(visits, missed, lambda one: _hour(one.began, zone), lambda one: _hour(one.at, zone)),
        days=_rows(visits, missed, lambda one: _day(one.began, zone), lambda one: _day(one.at, zone)),
        counters=_loads(lines, [_visit(own, until) for own in tickets], zone, until),
    )


def _of_tickets(lines: Sequence[Happening]) -> tuple[Sequence[Happening], ...]:
    """The lines of each ticket in order of time."""
    of: dict[UUID, list[Happening]] = defaultdict(list)
    for line in lines:
        if line.ticket is not None:
            of[line.ticket].append(line)
    return tuple(of.values())


def _counts(lines: Sequence[Happening]) -> bool:
    """Whether there was a visit: a number given by mistake was none, and one from elsewhere is counted there."""
    return lines[0].kind in _BEGINS and all(line.kind != "void" for line in lines)


def _visit(lines: Sequence[Happening], until: datetime) -> Visit:
    first, calls = lines[0], [line.at for line in lines if line.kind == "called"]
    served: dict[str, timedelta] = defaultdict(timedelta)
    since: Happening | None = None
    for line in lines:
        if line.kind in {"called", "arrived"}:
            since = line
        elif line.kind in _LEAVES_COUNTER and since is not None:
            if line.kind in _SERVED and since.counter:
                served[since.counter] += line.at - since.at
            since = None
    if since is not None and since.kind == "arrived" and since.counter:
        served[since.counter] += max(until - since.at, timedelta())
    ends = [line.kind for line in lines if line.kind in _ENDS]
    wait = calls[0] - first.at if calls else None
    return Visit(
        first.agenda or "", first.at, first.kind == "checked_in", wait, dict(served), ends[-1] if ends else None
    )


def _rows(
    visits: Sequence[Visit],
    missed: Sequence[Happening],
    of_visit: Callable[[Visit], str],
    of_missed: Callable[[Happening], str],
) -> tuple[Row, ...]:
    groups: dict[str, tuple[list[Visit], list[Happening]]] = defaultdict(lambda: ([], []))
    for visit in visits:
        groups[of_visit(visit)][0].append(visit)
    for line in missed:
        groups[of_missed(line)][1].append(line)
    return tuple(_row(key, *groups[key]) for key in sorted(groups))


def _row(key: str, visits: Sequence[Visit], missed: Sequence[Happening]) -> Row:
    ends = Counter(visit.end for visit in visits)
    waits = [visit.wait for visit in visits if visit.wait is not None]
    serving = [sum(visit.served.values(), timedelta()) for visit in visits if visit.served]
    return Row(
        key=key,
        tickets=len(visits),
        booked=sum(visit.booked for visit in visits),
        finished=ends["finished"],
        no_shows=ends["no_show"],
        left=ends["left"] + ends["closed"],
        waited=middle(waits),
        waited_most=ninth_tenth(waits),
        serving=middle(serving),
        unmet=len(missed),
    )


def middle(lengths: Sequence[timedelta]) -> timedelta | None:
    """The median, in whole seconds."""
    return _seconds(median(one.total_seconds() for one in lengths)) if lengths else None


def ninth_tenth(lengths: Sequence[timedelta]) -> timedelta | None:
    """The shortest length that nine of ten do not exceed (nearest rank)."""
    if not lengths:
        return None
    ranked = sorted(lengths)
    return _seconds(ranked[-(-9 * len(ranked) // 10) - 1].total_seconds())


def _loads(lines: Sequence[Happening], visits: Sequence[Visit], zone: ZoneInfo, until: datetime) -> tuple[Load, ...]:
    """The work of each counter; ``visits`` are also those that began in another office."""
    was_open = _opened(lines, zone, until)
    serving: dict[str, timedelta] = defaultdict(timedelta)
    finished: Counter[str] = Counter(line.counter for line in lines if line.kind == "finished" and line.counter)
    for visit in visits:
        for counter, spent in visit.served.items():
            serving[counter] += spent
    known = sorted(set(was_open) | set(serving) | set(finished))
    return tuple(Load(one, finished[one], serving[one], was_open[one]) for one in known)


def _opened(lines: Sequence[Happening], zone: ZoneInfo, until: datetime) -> Mapping[str, timedelta]:
    """How long each counter was open; one that nobody closed is closed by midnight."""
    since: dict[str, datetime] = {}
    was_open: dict[str, timedelta] = defaultdict(timedelta)

    def shut(counter: str, at: datetime) -> None:
        opened = since.pop(counter)
        day = opened.astimezone(zone).date()
        midnight = spanned(day, day, zone)[1]
        was_open[counter] += max(min(at, midnight) - opened, timedelta())

    for line in lines:
        if line.counter is None or line.kind not in _DOORS:
            continue
        if line.counter in since and (
            line.kind != "counter_opened" or _day(since[line.counter], zone) != _day(line.at, zone)
        ):
            shut(line.counter, line.at)
        if line.kind == "counter_opened":
            since.setdefault(line.counter, line.at)
    for counter in tuple(since):
        shut(counter, until)
    return was_open


def _hour(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone).hour:02d}"


def _day(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).date().isoformat()


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=round(number))


def spanned(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which these civil days begin and end."""
    begins = datetime(first.year, first.month, first.day, tzinfo=zone)
    after = last + timedelta(days=1)
    return begins, datetime(after.year, after.month, after.day, tzinfo=zone)
