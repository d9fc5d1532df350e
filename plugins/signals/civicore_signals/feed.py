"""What another system says about a case, as rules: any order and repetition of the same words ends in the same state.

The state is a fold over everything known, sorted by time: our own deeds always count, what a feed says counts unless
the case was closed before it and nobody declared that way back. So a late word adds to the history and opens nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from civicore_signals import lifecycle
from civicore_signals.case import Event
from civicore_signals.plan import Plan, Status

TimeMark = Literal["", "no_zone", "clock_change", "before", "future", "unreadable"]
UNKNOWN = "unknown_status"
_SKEW = timedelta(minutes=5)  # clocks that differ by less do not come from the future


@dataclass(frozen=True)
class Observation:
    """One line of a feed. ``case`` is a registry number or our id, ``at`` the instant as it was written.

    ``status`` is one of the file, with the outcome after a slash where closing asks for one: ``answered/solved``.
    """

    case: str
    at: str
    status: str
    text: str = ""
    id: str = ""

    @property
    def key(self) -> str:
        """What makes it this observation: everything that it says."""
        said = json.dumps([self.id, self.case, self.at, self.status, self.text], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Stamp:
    """The instant (aware, UTC) that is shown and sorted by, and what is odd about the one that was written."""

    at: datetime
    mark: TimeMark = ""


@dataclass(frozen=True)
class Seen:
    """An observation as it is kept."""

    key: str
    stamp: Stamp
    status: str
    text: str = ""


@dataclass(frozen=True)
class Meant:
    """What a feed's word means in a city; ``known`` False: nobody knows, it is shown as in progress (case 40)."""

    status: str
    outcome: str | None = None
    known: bool = True


@dataclass(frozen=True)
class Point:
    """Something that sets the status at an instant.

    Of what a feed says about the same instant the later ``step`` of the way counts, then ``order`` decides.
    """

    at: datetime
    order: str
    meant: Meant
    own: bool
    reopens: bool = False
    step: int = 0

    @property
    def place(self) -> tuple[datetime, bool, int, str]:
        return (self.at, not self.own, self.step, self.order)


@dataclass(frozen=True)
class Settled:
    """The state that everything known leads to, and the point that gave it. ``ignored`` came after the end."""

    status: str
    outcome: str | None
    giver: Point
    reopened: int
    ignored: tuple[Point, ...] = ()


def stamp(written: str, zone: ZoneInfo, received_at: datetime, seen_at: datetime) -> Stamp:
    """The instant that we take ``written`` to be: never before the case was there, never after we saw it (case 39).

    Without a zone it is civil time of the city. An hour that the clocks leave out or have twice is taken as before
    the change.
    """
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError:
        return Stamp(seen_at, "unreadable")
    mark: TimeMark = ""
    if read.tzinfo is None:
        mark, read = _civil(read, zone)
    try:
        at = read.astimezone(UTC)
    except (OverflowError, ValueError):
        return Stamp(seen_at, "unreadable")
    if at > seen_at + _SKEW:
        return Stamp(seen_at, "future")
    return Stamp(received_at, "before") if at < received_at else Stamp(min(at, seen_at), mark)


def _civil(read: datetime, zone: ZoneInfo) -> tuple[TimeMark, datetime]:
    first, second = read.replace(tzinfo=zone, fold=0), read.replace(tzinfo=zone, fold=1)
    changed = first.utcoffset() != second.utcoffset()
    return ("clock_change" if changed else "no_zone"), first


def folded(said: str) -> str:
    """A word of another system as it is compared."""
    return " ".join(said.split()).casefold()


def translated(plan: Plan, source: str, said: str) -> str:
    """What a word of a feed is in the city's own words, as its file says; any other word stays as it is."""
    known = plan.feeds.get(source)
    return said if known is None else known.statuses.get(folded(said), said)


def meant(plan: Plan, kind: str, said: str) -> Meant:
    """What a feed's word means for a kind. A closing without the outcome or the body that it needs means nothing."""
    name, _, outcome = (part.strip() for part in said.partition("/"))
    status = plan.statuses.get(name) if name in plan.kinds[kind].statuses else None
    if status is not None and not status.final and not outcome:
        return Meant(name)
    ended = None if status is None else _outcome(plan, kind, status, outcome)
    return Meant(in_progress(plan, kind), known=False) if ended is None else Meant(name, ended)


def _outcome(plan: Plan, kind: str, status: Status, said: str) -> str | None:
    """How a case ends by a feed's word; the only possible outcome need not be said, one that names a body cannot."""
    possible = lifecycle.outcomes(plan, kind, status)
    found = said or (possible[0] if len(possible) == 1 else "")
    if found not in possible or plan.outcomes[found].needs_body or "body" in status.requires:
        return None
    return found


def in_progress(plan: Plan, kind: str) -> str:
    """The status that says no more than that somebody works on it."""
    way = plan.way(kind)
    return next((one.id for one in way if one.phase == "open"), way[0].id)


def own_points(events: Iterable[Event]) -> list[Point]:
    """What we did ourselves, as far as it set a status."""
    return [
        Point(one.at, f"{one.seq:09d}", Meant(one.status, one.outcome), own=True, reopens=one.kind == "reopened")
        for one in events
        if one.status is not None and one.kind != "observed"
    ]


def feed_points(plan: Plan, kind: str, seen: Iterable[Seen]) -> list[Point]:
    """What feeds said, each thing once."""
    way = plan.kinds[kind].statuses
    once = {one.key: (one.stamp.at, meant(plan, kind, one.status)) for one in seen}
    return [Point(at, key, said, own=False, step=way.index(said.status)) for key, (at, said) in once.items()]


def settled(plan: Plan, kind: str, points: Iterable[Point]) -> Settled:
    """Where everything known leads, whatever order it came in; ValueError when nothing is known."""
    line = sorted(points, key=lambda one: one.place)
    if not line:
        raise ValueError("a case without a status")
    now, giver, reopened, ignored = line[0].meant, line[0], int(line[0].reopens), list[Point]()
    for point in line[1:]:
        if not point.own and _over(plan, now) and not _comes_back(plan, point.meant):
            ignored.append(point)
            continue
        reopened += point.reopens or (not point.own and _over(plan, now) and not _over(plan, point.meant))
        if point.meant.known or _is_new(plan, now):
            now, giver = point.meant, point
    return Settled(now.status, now.outcome, giver, reopened, tuple(ignored))


def _over(plan: Plan, meant: Meant) -> bool:
    return meant.status in plan.statuses and plan.statuses[meant.status].final


def _is_new(plan: Plan, meant: Meant) -> bool:
    return meant.status in plan.statuses and plan.statuses[meant.status].phase == "new"


def _comes_back(plan: Plan, meant: Meant) -> bool:
    """Whether a feed may say this of a closed case: another end, or a status that the file lets follow an end."""
    if not meant.known:
        return False
    status = plan.statuses[meant.status]
    return status.final or any(plan.statuses[one].final for one in status.sources or () if one in plan.statuses)


def is_news(before: Iterable[Point], after: Settled, new: Collection[str], *, ends: bool = False) -> bool:
    """Whether people are told: the state was given by something new, and nothing known before is younger.

    ``ends``: an open case is closed by it. That is told however late it comes.
    """
    return after.giver.order in new and (ends or not any(one.place > after.giver.place for one in before))
