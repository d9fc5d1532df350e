"""What clients of the API of cases are answered. Texts of the city come in all its languages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Texts = Annotated[dict[str, str], Field(description="one text by language, the city's default language first")]
Stamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Phase = Literal["new", "open", "waiting", "final"]
Answer = str | list[str]


class Named(BaseModel):
    """A thing of the city with its name."""

    id: str
    name: Texts


class OptionAnswer(BaseModel):
    """One answer that can be chosen."""

    value: str
    label: Texts


class QuestionAnswer(BaseModel):
    """An extra question of a type; ``when``: asked only after these answers to earlier ones."""

    id: str
    ask: Texts
    kind: str
    required: bool
    options: list[OptionAnswer]
    when: dict[str, list[str]]


class TypeAnswer(Named):
    """What a case may be about; ``path`` are the names from the widest category on."""

    kinds: list[str]
    path: list[Texts]
    questions: list[QuestionAnswer]


class KindAnswer(Named):
    """A kind of case: who may send it, and whether everybody may read it."""

    registration: Literal["optional", "email", "required"]
    public: bool
    asks: list[str]
    required: list[str]


class OfferedAnswer(BaseModel):
    """Everything that can be filed, and the words for what becomes of it."""

    languages: list[str]
    kinds: list[KindAnswer]
    types: list[TypeAnswer]
    statuses: list[Named]
    outcomes: list[Named]
    units: list[Named]


class PlaceAnswer(BaseModel):
    """Where it is, as exactly as it may be known."""

    lat: float | None
    lon: float | None
    address: str | None
    area: str | None


class EventAnswer(BaseModel):
    """A line of the history."""

    at: Stamp
    kind: str
    status: str | None
    outcome: str | None
    unit: str | None
    text: str


class PublicAnswer(BaseModel):
    """A case as everybody may know it; ``text`` is null until the office has let it out."""

    number: str
    kind: str
    category: str
    status: str
    phase: Phase
    outcome: str | None
    counts_as: Literal["solved", "answered", "passed_on", "refused", "none"] | None
    unit: str
    language: str
    registered_on: Day
    received_at: Stamp
    changed_at: Stamp
    closed_at: Stamp | None
    due_on: Day | None
    reopened: int
    followers: int
    topic: str | None
    text: str | None
    place: PlaceAnswer | None
    answers: dict[str, Answer]
    merged_into: str | None


class WholeAnswer(PublicAnswer):
    """The same with its history."""

    events: list[EventAnswer]


class PublicPage(BaseModel):
    """Public cases, the newest first; ``next`` goes into ``after`` for the following ones."""

    cases: list[PublicAnswer]
    next: str | None


class FiledAnswer(BaseModel):
    """A case that was filed. ``link`` is secret: whoever has it sees the case as its sender does.

    While ``state`` is ``unconfirmed`` nothing is registered: a link was sent to the address.
    """

    state: Literal["unconfirmed", "live", "withdrawn", "erased"]
    number: str | None
    registered_on: Day | None
    status: str
    unit: str
    due_on: Day | None
    link: str | None


class CaseAnswer(BaseModel):
    """A case as the office sees it in lists: no sender."""

    id: str
    number: str | None
    kind: str
    category: str
    status: str
    outcome: str | None
    unit: str
    clerk: str | None
    state: Literal["unconfirmed", "live", "withdrawn", "erased"]
    origin: str
    language: str
    received_at: Stamp
    changed_at: Stamp
    closed_at: Stamp | None
    due_on: Day | None
    topic: str | None
    text: str
    place: PlaceAnswer | None
    answers: dict[str, Answer]
    reopened: int
    hidden: bool
    version: int


class LineAnswer(CaseAnswer):
    """A case in a list."""

    overdue: bool


class InboxAnswer(BaseModel):
    """A page of a list; ``next`` goes into ``after``."""

    cases: list[LineAnswer]
    next: str | None


class SenderAnswer(BaseModel):
    """Who sent it."""

    name: str | None
    organisation: str | None
    email: str | None
    phone: str | None
    address: str | None
    language: str


class HistoryAnswer(EventAnswer):
    """A line of the whole history; ``public`` says whether people outside may read it."""

    id: str
    actor: str
    public: bool


class MoveAnswer(Named):
    """A status that the case can take now, and what that asks for."""

    requires: list[str]
    outcomes: list[str]


class DossierAnswer(BaseModel):
    """A case with everything; ``sender`` is null without the right to contacts."""

    case: CaseAnswer
    sender: SenderAnswer | None
    moves: list[MoveAnswer]
    overdue: bool
    followers: int
    history: list[HistoryAnswer]


class UpdatesAnswer(BaseModel):
    """What came of updates: how many were new or known, how many cases changed, and what somebody should look at.

    ``raised`` counts cases with a status that nobody knows or an odd instant; staff are shown them. ``unknown`` are
    the numbers that belong to no case.
    """

    new: int
    known: int
    changed: int
    raised: int
    unknown: list[str]
