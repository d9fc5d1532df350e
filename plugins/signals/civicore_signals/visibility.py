"""The one policy that decides what leaves the office: every output for strangers is made of a ``PublicCase``.

A case is public when its kind and its type are, when it is live and registered, and when nobody has hidden it. Of its
parts only those leave that the kind lets out and the office has released. What is not named here never leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from civicore_signals.case import Answer, Case, Event, EventKind, Part, Photo
from civicore_signals.lifecycle import counts_as
from civicore_signals.plan import Counts, Phase, Plan, Public

SMALLEST = 5
"""Counts below this tell of single people (case 3)."""
_ROUGH = 3  # decimals of a degree: about a hundred metres, a street and not a house
_BY_THEMSELVES: frozenset[Part] = frozenset({"photo", "answer"})
_TO_SENDER: frozenset[EventKind] = frozenset(
    {"received", "registered", "question", "reply", "extended", "paused", "resumed", "reopened", "feedback"}
)
_INTERNAL: frozenset[EventKind] = frozenset({"note", "redacted", "published", "hidden"})


@dataclass(frozen=True)
class PublicPlace:
    """The place as exactly as it may be known."""

    point: tuple[float, float] | None = None
    address: str | None = None
    area: str | None = None


@dataclass(frozen=True)
class PublicEvent:
    """A line of the history for everybody; who did it stays in the office."""

    at: datetime
    kind: EventKind
    status: str | None = None
    outcome: str | None = None
    unit: str | None = None
    text: str = ""


@dataclass(frozen=True)
class PublicCase:
    """What everybody may know of a case. ``merged_into`` is the number of the case that it became part of.

    ``text`` is None until the office lets it out; ``photos`` are ids of approved pictures.
    """

    number: str
    kind: str
    category: str
    status: str
    phase: Phase
    outcome: str | None
    counts_as: Counts | None
    unit: str
    language: str
    registered_on: date
    received_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    due_on: date | None
    reopened: int
    followers: int
    body: str | None = None
    topic: str | None = None
    text: str | None = None
    place: PublicPlace | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    photos: tuple[UUID, ...] = ()
    events: tuple[PublicEvent, ...] = ()
    merged_into: str | None = None


@dataclass(frozen=True)
class OwnCase:
    """What the sender of a case may know: all of it, without what the office keeps to itself."""

    case: Case
    events: tuple[Event, ...]
    photos: tuple[Photo, ...]


def public_view(
    plan: Plan,
    case: Case,
    events: Sequence[Event] = (),
    photos: Sequence[Photo] = (),
    followers: int = 0,
    merged_into: PublicCase | None = None,
) -> PublicCase | None:
    """What a stranger may know of a case; None: not even that it exists."""
    policy = plan.public(case.kind, case.category)
    status = plan.statuses.get(case.status)
    registered = case.registered_on if case.state == "live" and not case.hidden else None
    if policy is None or status is None or registered is None or case.number is None:
        return None
    said = policy.text and released(plan, case, "text")
    by_time = sorted(events, key=lambda one: one.at)  # what a feed says may come late (case 38)
    return PublicCase(
        case.number,
        case.kind,
        case.category,
        case.status,
        status.phase,
        case.outcome,
        counts_as(plan, case),
        case.unit,
        case.language,
        registered,
        case.received_at,
        case.changed_at,
        case.closed_at,
        case.clock.due_on,
        case.reopened,
        followers,
        body=case.body,
        topic=case.topic if said else None,
        text=case.text if said else None,
        place=_place(policy, case, released(plan, case, "place")),
        answers=_answers(plan, case, words=said),
        photos=_photos(policy, case, photos),
        events=tuple(_event(one, policy, case) for one in by_time if one.public and one.kind not in _INTERNAL),
        merged_into=None if merged_into is None else merged_into.number,
    )


def own_view(case: Case, events: Sequence[Event], photos: Sequence[Photo]) -> OwnCase:
    """What the sender may know: not who works on it, not what the office notes for itself."""
    return OwnCase(replace(case, clerk=None), tuple(one for one in events if _for_sender(one)), tuple(photos))


def released(plan: Plan, case: Case, part: Part) -> bool:
    """Whether the office lets a part out: no words and no place before somebody has looked, unless the city says so.

    The office's own answers are meant for everybody, and each photo is let out by itself.
    """
    return case.published.get(part, part in _BY_THEMSELVES or plan.publish == "at_once")


def searchable(plan: Plan) -> tuple[str, ...]:
    """Kinds of which some case may be public. With ``open_categories`` the condition of every public query."""
    return plan.searchable()


def open_categories(plan: Plan) -> tuple[str, ...]:
    """Categories whose cases may be public, as far as their kind is; one that the file has lost is none of them."""
    return tuple(one.id for one in plan.categories.values() if one.public is not False)


def masked(count: int) -> int | None:
    """A count that may be shown of what is not public: None where it is so small that it tells of single people."""
    return None if 0 < count < SMALLEST else count


def _for_sender(one: Event) -> bool:
    return one.kind not in _INTERNAL and (one.public or one.actor == "sender" or one.kind in _TO_SENDER)


def _place(policy: Public, case: Case, let_out: bool) -> PublicPlace | None:
    """As exact as the kind says; before the place is released only the district."""
    here = case.place
    if here is None or policy.place == "none":
        return None
    if policy.place == "area" or not let_out:
        return PublicPlace(area=here.area) if here.area is not None else None
    if policy.place == "street":
        rough = None if here.point is None else (round(here.point[0], _ROUGH), round(here.point[1], _ROUGH))
        return PublicPlace(rough, None, here.area)
    return PublicPlace(here.point, here.address, here.area)


def _answers(plan: Plan, case: Case, *, words: bool) -> dict[str, Answer]:
    """Answers to questions that the file makes public; typed ones only together with the text."""
    category = plan.category(case.category)
    asked = category.questions if category is not None else ()
    shown = [one.id for one in asked if one.public and not one.personal and (one.options or words)]
    return {name: case.answers[name] for name in shown if name in case.answers}


def _photos(policy: Public, case: Case, photos: Sequence[Photo]) -> tuple[UUID, ...]:
    if not policy.photo or not case.published.get("photo", True):
        return ()
    return tuple(one.id for one in photos if one.approved and one.picture)


def _event(one: Event, policy: Public, case: Case) -> PublicEvent:
    readable = policy.answer and case.published.get("answer", True) and one.actor != "sender"
    return PublicEvent(one.at, one.kind, one.status, one.outcome, one.unit, one.text if readable else "")
