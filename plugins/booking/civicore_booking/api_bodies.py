"""What clients of the API may send: shapes alone.

What a person answers to the booking's questions is judged by the booking's form.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from civicore import ApiBody, ApiInstant

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"


def day(written: object) -> date:
    """A civil day as ``2026-11-24``."""
    if not isinstance(written, str) or _DAY.fullmatch(written) is None:
        raise PydanticCustomError("field.date", "no date")
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise PydanticCustomError("field.date", "no such day") from error


def minute(written: object) -> int:
    """Minutes since midnight of ``07:45``."""
    if not isinstance(written, str) or re.fullmatch(_TIME, written) is None:
        raise PydanticCustomError("field.time", "no time of day")
    return int(written[:2]) * 60 + int(written[3:])


Day = Annotated[date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})]
Minute = Annotated[int, BeforeValidator(minute), WithJsonSchema({"type": "string", "pattern": f"^({_TIME})$"})]
# No control characters: nobody types them, and a database may not hold them.
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Reason = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$")]


def answer(written: object) -> object:
    """What JSON can say to a question; what the answer must be is the form's affair."""
    if isinstance(written, str):  # as nearly always
        return written
    said = written if isinstance(written, list) else [written]
    if all(one is None or isinstance(one, bool | str) for one in said) and len(said) <= _MOST_CHOSEN:
        return written
    raise PydanticCustomError("field.wrong", "text, true or false, or a list of texts")


def several(written: object) -> object:
    """One text stands for a list of it."""
    return [written] if isinstance(written, str) else written


def count(written: object) -> object:
    """A number as an address writes it."""
    return int(written) if isinstance(written, str) and re.fullmatch(r"[0-9]{1,4}", written) else written


_TEXTS = {"type": "array", "items": {"type": "string"}}
_MOST_CHOSEN = 100
Value = Annotated[
    Any, BeforeValidator(answer), WithJsonSchema({"anyOf": [{"type": ["string", "boolean", "null"]}, _TEXTS]})
]
Activities = Annotated[list[str], BeforeValidator(several), WithJsonSchema({"anyOf": [{"type": "string"}, _TEXTS]})]


class NewBooking(ApiBody):
    """A wish for a visit."""

    agenda: str
    activity: Activities = Field(default_factory=list)
    office: str | None = None
    start: ApiInstant
    fields: dict[str, Value]
    people: int = Field(1, ge=1, le=50)
    language: str | None = None
    puzzle: Words | None = None
    solution: Words | None = None

    @property
    def activities(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.activity))


class AvailabilityQuery(ApiBody):
    """Whose free times are asked for, and of which days."""

    agenda: str
    activity: Activities = Field(default_factory=list)
    office: str | None = None
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")
    people: Annotated[int, BeforeValidator(count)] = Field(1, ge=1, le=50)


class DeskQuery(ApiBody):
    """Which bookings the desk wants to see: a day at an office, or what was said or shown by the person."""

    office: str | None = None
    on: Day | None = Field(None, alias="day")
    q: Words | None = None


_PROOFS: tuple[dict[str, Any], ...] = (
    {"required": ["token"], "properties": {"code": False, "last_name": False, "email": False, "booking": False}},
    {
        "required": ["code"],
        "properties": {"token": False, "booking": False},
        "anyOf": [{"required": ["last_name"]}, {"required": ["email"]}],
    },
)


class Proof(ApiBody):
    """The token of a link, or the code of a booking with its holder's family name or e-mail address."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [*_PROOFS]})

    token: Words = ""
    code: Words = ""
    last_name: Words = ""
    email: Words = ""

    @model_validator(mode="after")
    def _one_way(self) -> Proof:
        if not self._is_one(self.model_fields_set & {"token", "code", "last_name", "email", "booking"}):
            raise PydanticCustomError("request.proof", "a token alone, or a code with a name or an address")
        return self

    def _is_one(self, given: set[str]) -> bool:
        """Whether what was given proves one thing in one way."""
        by_code = "code" in given and bool(given & {"last_name", "email"})
        return given == {"token"} or ("token" not in given and by_code)


class ConfirmProof(Proof):
    """A proof, or the id of a held booking with the code of the text message that went to its telephone."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                *_PROOFS,
                {"required": ["booking", "code"], "properties": {"token": False, "last_name": False, "email": False}},
            ]
        }
    )

    booking: UUID | None = None

    def _is_one(self, given: set[str]) -> bool:
        return given == {"booking", "code"} if "booking" in given else super()._is_one(given)


class ProofAndStart(Proof):
    """Which booking, and the time it moves to."""

    start: ApiInstant


class CancelByStaff(ApiBody):
    """Why the office cancels; the holder is told."""

    reason: Reason


class NewClosure(ApiBody):
    """An office, or some of its counters, closed on a day or for a part of it.

    ``bookings`` says what becomes of those hit: somebody decides later (``ask``), they are kept, moved to the
    nearest free time, or cancelled with a message.
    """

    office: str | None = None
    counters: list[Words] = Field(default_factory=list, max_length=100)
    day: Day
    start: Minute | None = Field(None, alias="from")
    end: Minute | None = Field(None, alias="to")
    reason: Reason
    bookings: Literal["ask", "keep", "rebook", "cancel"] = "ask"
