"""What clients of the API of cases may send: shapes alone; the city's rules judge what is in them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, get_args
from uuid import UUID

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from civicore import ApiBody, ApiInstant
from civicore_signals.dossier import Queue
from civicore_signals.plan import Phase

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST = 4000  # characters of a text (case 18)


def day(written: object) -> date:
    """A civil day as ``2026-11-24``."""
    if not isinstance(written, str) or _DAY.fullmatch(written) is None:
        raise PydanticCustomError("field.date", "no date")
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise PydanticCustomError("field.date", "no such day") from error


def count(written: object) -> object:
    """A number as an address writes it."""
    return int(written) if isinstance(written, str) and re.fullmatch(r"[0-9]{1,4}", written) else written


def listed(written: object) -> object:
    """An id in a body, as text."""
    if not isinstance(written, str):
        raise PydanticCustomError("field.wrong", "an id")
    try:
        return UUID(written)
    except ValueError as error:
        raise PydanticCustomError("field.wrong", "an id") from error


Day = Annotated[date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})]
Id = Annotated[UUID, BeforeValidator(listed), WithJsonSchema({"type": "string", "format": "uuid"})]
# No control characters but those of lines: nobody types them, and a database may not hold them.
_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_LINE = r"^[^\x00-\x1f\x7f]*$"
Text = Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=_LINES)]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=_LINE)]
Address = Annotated[str, Field(min_length=1, max_length=300, pattern=_LINE)]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\s@<>,;:\"\\]+@[^\s@<>,;:\"\\]+$")]
Phone = Annotated[str, Field(min_length=5, max_length=40, pattern=r"^\+?[0-9 ()/.\-]+$")]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[a-z0-9_.]+$")]
Size = Annotated[int, BeforeValidator(count), Field(ge=1, le=200)]
Answer = Annotated[str, Field(max_length=2000, pattern=_LINES)] | list[Annotated[str, Field(max_length=200)]]


class NewPlace(ApiBody):
    """Where it is: a point (both numbers), words, a district, or several of them."""

    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)
    lon: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    address: Address | None = None
    area: Name | None = None


class NewSender(ApiBody):
    """Who sends it."""

    name: Line | None = None
    organisation: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    address: Address | None = None


class NewCase(ApiBody):
    """A case to be filed."""

    kind: Name
    category: Name
    text: Text
    topic: Line | None = None
    answers: dict[str, Answer] = Field(default_factory=dict, max_length=50)
    place: NewPlace | None = None
    sender: NewSender | None = None
    language: Annotated[str, Field(min_length=2, max_length=12)] | None = None
    happened_on: Day | None = None
    written_at: ApiInstant | None = None


class PublicQuery(ApiBody):
    """Which public cases."""

    kind: Name | None = None
    category: Name | None = None
    phase: Phase | None = None
    area: Name | None = None
    text: Line | None = None
    since: Day | None = None
    until: Day | None = None
    after: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[0-9a-f_-]+$")] | None = None
    size: Size = 20


class InboxQuery(ApiBody):
    """Which cases of one's units."""

    queue: Queue = "open"
    unit: Name | None = None
    kind: Name | None = None
    category: Name | None = None
    status: Name | None = None
    area: Name | None = None
    number: Line | None = None
    since: Day | None = None
    until: Day | None = None
    after: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")] | None = None
    size: Size = 50


class Move(ApiBody):
    """Another status, with what it asks for; ``version`` is the one of the case that the client saw."""

    to: Name
    text: Annotated[str, Field(max_length=LONGEST, pattern=_LINES)] = ""
    outcome: Name | None = None
    body: Line | None = None
    version: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None


class Assign(ApiBody):
    """To another unit with a reason, to a clerk of the unit, or (neither) back to the unit."""

    unit: Name | None = None
    clerk: Id | None = None
    reason: Annotated[str, Field(max_length=500, pattern=_LINE)] = ""
    version: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None


class Note(ApiBody):
    """Words for the office only."""

    text: Text


QUEUES: tuple[str, ...] = get_args(Queue)
PHASES: tuple[str, ...] = get_args(Phase)


class NewUpdate(ApiBody):
    """What another system says of a case: its registry number (or id here), a word for how far it is, and when.

    ``at`` is an instant as ISO 8601 writes it; without an offset it is the city's time.
    """

    case: Annotated[str, Field(min_length=1, max_length=60, pattern=_LINE)]
    status: Annotated[str, Field(min_length=1, max_length=100, pattern=_LINE)]
    at: Annotated[str, Field(min_length=1, max_length=40, pattern=_LINE)]
    text: Annotated[str, Field(max_length=LONGEST, pattern=_LINES)] = ""
    id: Annotated[str, Field(max_length=100, pattern=_LINE)] = ""


class NewUpdates(ApiBody):
    """Several of them, in any order; one that came before is taken once."""

    updates: Annotated[list[NewUpdate], Field(min_length=1, max_length=500)]
