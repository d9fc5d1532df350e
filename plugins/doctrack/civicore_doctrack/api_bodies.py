"""What programs send over the API of documents, and what they are answered: shapes alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from civicore import ApiBody, ApiInstant
from civicore.contracts.documents import Observed

_LINE = r"^[^\x00-\x1f\x7f]*$"
Word = Annotated[str, Field(min_length=1, max_length=200, pattern=_LINE)]
Maybe = Annotated[str, Field(max_length=200, pattern=_LINE)]


def day(written: object) -> date:
    """A civil day as ``2026-11-24``."""
    try:
        return date.fromisoformat(written if isinstance(written, str) and len(written) == 10 else "")
    except ValueError as error:
        raise PydanticCustomError("field.date", "no such day") from error


Day = Annotated[date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})]


class NewObservation(ApiBody):
    """What another system says of one document: its number, how far it is, and when it got there.

    ``type`` may be left out where the source has documents of one kind. ``secret`` is what the holder is asked for
    beside the number; it is kept as a keyed hash only.
    """

    number: Word
    stage: Word
    at: ApiInstant | None = None
    type: Maybe = ""
    secret: Maybe = ""
    office: Maybe = ""
    id: Maybe = ""
    began: Day | None = None

    @property
    def observed(self) -> Observed:
        """As feeders say it."""
        return Observed(
            self.number,
            self.type,
            self.stage,
            self.at,
            self.secret,
            self.office,
            self.id,
            self.began,
            _written(self.at),
        )


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""


class NewObservations(ApiBody):
    """Several of them, in any order; none at all says that there is nothing new."""

    observations: Annotated[list[NewObservation], Field(max_length=5000)]


class RefusedLine(BaseModel):
    """A line that cannot be placed; ``line`` counts from 1."""

    line: int
    code: str
    detail: str
    word: str


class ObservationsAnswer(BaseModel):
    """What came of it. Where a line is ``refused`` nothing was taken over.

    ``unknown`` are words for stages that nobody understands: they are kept, and shown to staff.
    """

    new: int
    repeated: int
    changed: int
    unknown: list[str]
    refused: list[RefusedLine]
