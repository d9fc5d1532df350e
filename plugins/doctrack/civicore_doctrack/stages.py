"""How far a document is, as rules: a function of everything observed, whatever order and however often it came.

Observations are sorted by the instant at which they happened and walked through once. A later stage is reached, with
those between passed without a date; an earlier one is reached again only where the file declares that way back; after
a final stage nothing counts that is not declared. What does not fit changes nothing and is kept for staff to see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Literal

from civicore_doctrack.plan import Plan, Stage, Version

Mark = Literal["before", "future", "unclear"]
_SKEW = timedelta(minutes=5)  # clocks that differ by less do not come from the future
_OLDEST = timedelta(days=3653)  # no document is made for ten years: an empty date of some database


@dataclass(frozen=True)
class Observation:
    """What a feeder said of one document. ``stage`` is its own word, ``at`` an aware instant, None when not known.

    ``id`` is the same whenever the same thing is said. ``seen_at`` is when we first heard it; each batch about a
    document is seen later than the one before. ``unclear``: the instant as written may mean another one.
    ``began`` is the day of the application; ``raw`` the words as they came, nothing personal among them.
    """

    id: str
    number: str
    stage: str
    at: datetime | None
    seen_at: datetime
    feeder: str
    office: str | None = None
    raw: Mapping[str, str] = field(default_factory=dict)
    began: date | None = None
    unclear: bool = False


@dataclass(frozen=True)
class Passed:
    """A step of the history. ``skipped``: it was passed, nobody said when. ``turn`` counts how often it was reached.

    ``mark`` says what is odd about the instant: older than the application, not yet come when it was said, or unclear;
    such an instant is shown as near to what was said as it can be true.
    """

    stage: str
    at: datetime | None
    skipped: bool = False
    mark: Mark | None = None
    turn: int = 1


@dataclass(frozen=True)
class Standing:
    """How far a document is. ``stage`` None: no word that we understand has come yet.

    ``in_progress``: the newest word is one that nobody understands, so all that is sure is that somebody works on it.
    ``ahead`` are the steps that still usually come, ``unknown`` and ``odd`` what staff should look at: words without a
    meaning, and words that contradict the rest. ``as_of`` is the age of the data, told by whoever keeps them.
    """

    stage: str | None
    since: datetime | None
    history: tuple[Passed, ...]
    ahead: tuple[str, ...] = ()
    unknown: tuple[Observation, ...] = ()
    odd: tuple[Observation, ...] = ()
    in_progress: bool = False
    office: str | None = None
    as_of: datetime | None = None


@dataclass(frozen=True)
class Reached:
    """A stage that people are told of."""

    stage: str
    at: datetime
    turn: int


@dataclass(frozen=True)
class _Point:
    """An observation with the instant that it counts at and the stage that it means."""

    said: Observation
    at: datetime
    mark: Mark | None
    stage: Stage | None
    place: int

    @property
    def order(self) -> tuple[datetime, int, str]:
        return (self.at, self.place, self.said.id)


@dataclass(frozen=True)
class _Turn:
    """A stage that was reached, with all that said so."""

    stage: Stage
    point: _Point
    ids: frozenset[str]
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class _Walk:
    """The way as it was gone: turns in order, ``place`` the step of the way that was reached last."""

    turns: tuple[_Turn, ...] = ()
    odd: tuple[Observation, ...] = ()
    place: int = -1


def standing(plan: Plan, type: str, observations: Iterable[Observation]) -> Standing:
    """How far a document of this type is. KeyError for a type that the file does not have."""
    known = once(observations)
    if not known:
        return Standing(None, None, ())
    version = version_of(plan, type, known)
    points = _points(plan, version, known)
    walk = _walked(plan, version, points)
    last = walk.turns[-1] if walk.turns else None
    unknown = [one for one in points if one.stage is None]
    return Standing(
        last.stage.id if last else None,
        last.point.at if last else None,
        _history(walk),
        _ahead(plan, version, walk),
        tuple(one.said for one in unknown),
        walk.odd,
        any(last is None or one.at > _latest(last, points) for one in unknown) and not (last and last.stage.final),
        next((one.said.office for one in reversed(points) if one.said.office), None),
    )


def news(plan: Plan, type: str, known: Iterable[Observation], new: Iterable[Observation]) -> tuple[Reached, ...]:
    """What a batch tells: stages at the end of the way that nothing known before speaks of, in order.

    A stage older than what is known adds to the history and is told to nobody; what a document begins with neither.
    """
    before = once(known)
    both = once([*before, *new])
    if not before or len(both) == len(before):
        return ()
    old = {one.id for one in before}
    turns = _turns(plan, type, both)
    fresh = list(takewhile(lambda one: not one.ids & old, reversed(turns)))
    first = len(turns) - len(fresh)
    return tuple(Reached(one.stage.id, one.point.at, _count(turns, first + n)) for n, one in enumerate(reversed(fresh)))


def messages(plan: Plan, type: str, observations: Iterable[Observation]) -> tuple[Reached, ...]:
    """All that was ever told of a document: what each batch told when it was first seen, in the order of batches."""
    known = once(observations)
    batches = sorted({one.seen_at for one in known})
    return tuple(
        reached
        for batch in batches
        for reached in news(
            plan, type, [one for one in known if one.seen_at < batch], [one for one in known if one.seen_at == batch]
        )
    )


def once(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Each thing once, as it was first seen."""
    first: dict[str, Observation] = {}
    for one in observations:
        kept = first.get(one.id)
        if kept is None or one.seen_at < kept.seen_at:
            first[one.id] = one
    return tuple(first[id] for id in sorted(first))


def marked(plan: Plan, observations: Iterable[Observation]) -> tuple[tuple[Observation, Mark], ...]:
    """Observations whose instant is odd as it was written; one that was never written is not."""
    known = once(observations)
    began = _said_to_begin(plan, known)
    found = ((one, _clamped(one, began)[1]) for one in known if one.at is not None or one.raw.get("written_at"))
    return tuple((one, mark) for one, mark in found if mark is not None)


def version_of(plan: Plan, type: str, known: Sequence[Observation]) -> Version:
    """The list of stages that a document keeps: that of the day on which it was begun."""
    return plan.kinds[type].version(_began(plan, known))


def _began(plan: Plan, known: Sequence[Observation]) -> date:
    """The day of the application; where nobody says it, of the oldest thing that is known."""
    said = _said_to_begin(plan, known) or min(_clamped(one, None)[0] for one in known)
    return said.astimezone(plan.zone).date()


def _said_to_begin(plan: Plan, known: Sequence[Observation]) -> datetime | None:
    said = [one.began for one in known if one.began is not None]
    return datetime.combine(min(said), time(), plan.zone).astimezone(UTC) if said else None


def _points(plan: Plan, version: Version, known: Sequence[Observation]) -> list[_Point]:
    began = _said_to_begin(plan, known)
    places = {id: place for place, id in enumerate(version.stages)}
    found = []
    for one in known:
        stage = plan.stage(one.stage)
        at, mark = _clamped(one, began)
        there = stage is not None and stage.id in places
        found.append(_Point(one, at, mark, stage if there else None, places[stage.id] if stage and there else -1))
    return sorted(found, key=lambda one: one.order)


def _clamped(said: Observation, began: datetime | None) -> tuple[datetime, Mark | None]:
    """The instant that it counts at, never after it was seen nor before the application (case 39)."""
    if said.at is None or said.at < said.seen_at - _OLDEST:
        return said.seen_at, "unclear"
    if said.at > said.seen_at + _SKEW:
        return said.seen_at, "future"
    if began is not None and said.at < began:
        return min(began, said.seen_at), "before"
    return min(said.at, said.seen_at), "unclear" if said.unclear else None


def _walked(plan: Plan, version: Version, points: Sequence[_Point]) -> _Walk:
    walk = _Walk()
    for point in points:
        if point.stage is not None:
            walk = _stepped(plan, version, walk, point, point.stage)
    return walk


def _stepped(plan: Plan, version: Version, walk: _Walk, point: _Point, to: Stage) -> _Walk:
    now = walk.turns[-1] if walk.turns else None
    if now is not None and now.stage.id == to.id:
        return replace(walk, turns=(*walk.turns[:-1], replace(now, ids=now.ids | {point.said.id})))
    if now is not None and not _follows(now.stage, walk.place, to, point.place):
        return replace(walk, odd=(*walk.odd, point.said))
    between = () if to.aside else version.stages[walk.place + 1 : point.place]
    skipped = tuple(one for one in between if not plan.stages[one].aside)
    turn = _Turn(to, point, frozenset({point.said.id}), skipped)
    return _Walk((*walk.turns, turn), walk.odd, walk.place if to.aside else point.place)


def _follows(now: Stage, reached: int, to: Stage, place: int) -> bool:
    """Whether a stage may follow; ``reached`` and ``place`` are steps of the way."""
    if to.id in now.back_to:
        return True
    if now.final:
        return False
    return to.aside or place > reached or (now.aside and place == reached)


def _turns(plan: Plan, type: str, known: Sequence[Observation]) -> tuple[_Turn, ...]:
    version = version_of(plan, type, known)
    return _walked(plan, version, _points(plan, version, known)).turns


def _latest(turn: _Turn, points: Sequence[_Point]) -> datetime:
    """When the stage was last heard of."""
    return max(one.at for one in points if one.said.id in turn.ids)


def _count(turns: Sequence[_Turn], which: int) -> int:
    """How often its stage had been reached, this time among them."""
    return sum(one.stage.id == turns[which].stage.id for one in turns[: which + 1])


def _history(walk: _Walk) -> tuple[Passed, ...]:
    passed: list[Passed] = []
    for number, turn in enumerate(walk.turns):
        passed += [Passed(one, None, skipped=True) for one in turn.skipped]
        passed.append(Passed(turn.stage.id, turn.point.at, mark=turn.point.mark, turn=_count(walk.turns, number)))
    return tuple(passed)


def _ahead(plan: Plan, version: Version, walk: _Walk) -> tuple[str, ...]:
    if walk.turns and walk.turns[-1].stage.final:
        return ()
    return tuple(one for one in version.stages[walk.place + 1 :] if not plan.stages[one].aside)
