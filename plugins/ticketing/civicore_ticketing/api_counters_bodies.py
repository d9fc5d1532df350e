"""What programs may send to a counter: shapes alone."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from civicore import ApiBody, ApiInstant

# No control characters: nobody types them, and a database may not hold them.
Word = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]


_PLACES = ("counter", "agenda", "office")
_BOTH: dict[str, Any] = {
    "required": ["until", "minutes"],
    "properties": {"until": {"type": "string"}, "minutes": {"type": "integer"}},
}


def _alone(place: str) -> dict[str, Any]:
    """The schema of a body that names this place and no other."""
    others = {one: {"type": "null"} for one in _PLACES if one != place}
    return {"required": [place], "properties": {place: {"type": "string"}, **others}}


class Nothing(ApiBody):
    """Nothing needs to be said; the body may be left out."""


class Seat(ApiBody):
    """``instead``: sit down in the place of who sits there, and take over the visit that is open."""

    instead: bool = False


class Park(ApiBody):
    """Until when a number is set aside; without either until somebody calls it."""

    model_config = ConfigDict(json_schema_extra={"not": _BOTH})

    until: ApiInstant | None = None
    minutes: int | None = Field(None, ge=1, le=1440)

    @model_validator(mode="after")
    def _one_time(self) -> Park:
        if self.until is not None and self.minutes is not None:
            raise PydanticCustomError("request.one_time", "until or minutes, not both")
        return self


class Transfer(ApiBody):
    """Where a number is sent: exactly one of the three."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [_alone(one) for one in _PLACES]})

    counter: Word | None = None
    agenda: Word | None = None
    office: Word | None = None

    @model_validator(mode="after")
    def _one_target(self) -> Transfer:
        if [self.counter, self.agenda, self.office].count(None) != 2:
            raise PydanticCustomError("request.one_target", "one of counter, agenda and office")
        return self


class Number(ApiBody):
    """A number as it is printed, or as somebody types it: ``A012``, ``a12``, ``12``."""

    number: Word


class Visit(ApiBody):
    """What somebody without a ticket came for."""

    agenda: Word


class QueueQuery(ApiBody):
    """Whose waiting room is asked for."""

    office: Word | None = None
