"""What a kiosk holds for the time without network, and what it hands in afterwards, as JSON: shapes and values."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from civicore import ApiBody, ApiInstant, Languages
from civicore_ticketing.typed_code import meant
from civicore_ticketing.views import JournalEntry, JournalResult, Lease

Id = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Stamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
_MOST = 200  # entries at once; a kiosk hands in the rest after these


class Entry(ApiBody):
    """A number that was given without network. ``key`` is its mark for ever; ``code`` what was typed, if any."""

    key: Annotated[str, Field(min_length=8, max_length=100, pattern="^[!-~]+$")]
    agenda: Id
    number: Annotated[int, Field(ge=0, le=99_999)]
    at: ApiInstant
    activity: Id | None = None
    language: Annotated[str, Field(max_length=35, pattern="^[A-Za-z0-9-]*$")] = ""
    code: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")] | None = None


class Journal(ApiBody):
    """Everything given since the last time."""

    entries: Annotated[list[Entry], Field(max_length=_MOST)]


class LeaseAnswer(BaseModel):
    """A block of numbers, ``first`` to ``last``; ``next`` has not come back yet. A label is prefix and digits."""

    series: str
    agendas: list[str]
    first: int
    last: int
    next: int
    prefix: str
    digits: int
    day: Annotated[str, Field(json_schema_extra={"format": "date"})]


class LeasesAnswer(BaseModel):
    """The blocks a device holds; ``now`` is the server's time, by which it corrects its own clock."""

    now: Stamp
    leases: list[LeaseAnswer]


class ResultAnswer(BaseModel):
    """What became of an entry: the ticket it is, or the code of the refusal and why in words."""

    key: str
    ticket: str | None
    number: str | None
    repeated: bool
    code: str | None
    detail: str | None


class ResultsAnswer(BaseModel):
    """In the order of the entries."""

    results: list[ResultAnswer]


def entry_of(sent: Entry) -> JournalEntry:
    """The entry as the waiting room takes it over."""
    return JournalEntry(
        sent.key,
        sent.agenda,
        sent.number,
        sent.at,
        (sent.activity,) if sent.activity else (),
        sent.language,
        meant(sent.code) if sent.code else None,
    )


def leases_answer(leases: tuple[Lease, ...], now: datetime, zone: ZoneInfo) -> LeasesAnswer:
    """The blocks, told."""
    return LeasesAnswer(
        now=now.astimezone(zone).isoformat(timespec="milliseconds"), leases=[_lease(one) for one in leases]
    )


def results_answer(results: tuple[JournalResult, ...], languages: Languages, speech: str) -> ResultsAnswer:
    """What became of each entry, told."""
    return ResultsAnswer(results=[_result(one, languages, speech) for one in results])


def _lease(lease: Lease) -> LeaseAnswer:
    facts: dict[str, Any] = {
        name: getattr(lease, name) for name in ("series", "first", "last", "next", "prefix", "digits")
    }
    return LeaseAnswer(**facts, agendas=list(lease.agendas), day=lease.day.isoformat())


def _result(result: JournalResult, languages: Languages, speech: str) -> ResultAnswer:
    refusal, ticket = result.refusal, result.ticket
    return ResultAnswer(
        key=result.key,
        ticket=str(ticket.id) if ticket else None,
        number=ticket.label if ticket else None,
        repeated=result.repeated,
        code=refusal.code if refusal else None,
        detail=languages.say(speech, refusal) if refusal else None,
    )
