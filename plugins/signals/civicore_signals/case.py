"""One thing filed: a signal, question, letter, complaint, proposal or application, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from civicore_signals.clockwork import Clock

Because = Literal["inside", "border", "gap", "overlap", "outside", "none"]
Origin = Literal["web", "hotline", "desk", "open311", "letter", "bot"]
State = Literal["unconfirmed", "live", "withdrawn", "erased"]
Part = Literal["text", "photo", "place", "answer"]
Answer = str | tuple[str, ...]
EventKind = Literal[
    "received",
    "registered",
    "status",
    "assigned",
    "note",
    "update",
    "question",
    "reply",
    "extended",
    "paused",
    "resumed",
    "merged",
    "unmerged",
    "split",
    "redacted",
    "published",
    "hidden",
    "moved",
    "reopened",
    "closed",
    "observed",
    "feedback",
]
PARTS: tuple[Part, ...] = ("text", "photo", "place", "answer")


@dataclass(frozen=True)
class Place:
    """Where it is. ``point`` is (latitude, longitude) in WGS 84 degrees; ``area`` is the district's id.

    ``because`` says how the area was found; ``areas_version`` of which edition of the map, so that a case keeps the
    district of its day (case 26).
    """

    point: tuple[float, float] | None = None
    address: str | None = None
    area: str | None = None
    because: Because = "none"
    areas_version: str = ""


@dataclass(frozen=True)
class Case:
    """A thing filed, of any kind. Instants are aware UTC; ``registered_on`` is the civil day of the register.

    ``published`` are the parts that the office has let out; ``hidden`` takes the whole case off the public pages.
    ``version`` counts changes: who writes on an older one meets a conflict.
    """

    id: UUID
    kind: str
    category: str
    status: str
    unit: str
    text: str
    language: str
    origin: Origin
    received_at: datetime
    changed_at: datetime
    number: str | None = None
    registered_on: date | None = None
    outcome: str | None = None
    clerk: UUID | None = None
    topic: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    place: Place | None = None
    registered_at: datetime | None = None
    closed_at: datetime | None = None
    state: State = "live"
    published: Mapping[str, bool] = field(default_factory=dict)
    hidden: bool = False
    clock: Clock = field(default_factory=Clock)
    merged_into: UUID | None = None
    parent: UUID | None = None
    reopened: int = 0
    body: str | None = None
    happened_on: date | None = None
    version: int = 1


@dataclass(frozen=True)
class Sender:
    """Who filed a case. Only people with the right to contacts and the sender see this."""

    account: UUID | None = None
    holder: Literal["person", "company"] = "person"
    name: str | None = None
    organisation: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    language: str = ""
    email_confirmed: bool = False


@dataclass(frozen=True)
class Event:
    """One line of a case's history, in the order of ``seq``.

    ``actor`` is ``staff:<id>``, ``sender``, ``system`` or ``feed:<name>``. ``text`` are words that people may read
    when the event is public; ``facts`` are plain values without personal data.
    """

    id: UUID
    case: UUID
    seq: int
    at: datetime
    kind: EventKind
    actor: str
    public: bool = False
    status: str | None = None
    unit: str | None = None
    outcome: str | None = None
    text: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def written_at(self) -> datetime | None:
        """When the sender wrote it, where that was long before it came: without network."""
        at = self.facts.get("written_at")
        return datetime.fromisoformat(str(at)) if at else None


@dataclass(frozen=True)
class Photo:
    """A kept picture or file of a case; ``approved``: the office has looked at it and let it out."""

    id: UUID
    approved: bool = False
    picture: bool = True
