"""The event log: what happened in the waiting room, so that every figure can be counted again. It names no person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from uuid import UUID

from piccolo.querystring import Unquoted

from civicore import new_id
from civicore_ticketing.tables import EventRow
from civicore_ticketing.ticket import Ticket

Kind: TypeAlias = Literal[
    "issued",
    "checked_in",
    "called",
    "recalled",
    "arrived",
    "finished",
    "missed",
    "no_show",
    "parked",
    "transferred",
    "delayed",
    "left",
    "closed",
    "void",
    "undone",
    "counter_opened",
    "counter_paused",
    "counter_closed",
    "queue_closed",
    "queue_opened",
    "alarm",
    "sold_out",
    "unmet",
]


@dataclass(frozen=True)
class Happening:
    """One line. ``ticket`` is an id drawn for the ticket, which is erased long before the log.

    ``origin`` is how the ticket came about, ``channel`` where somebody looked in vain, ``told`` the wait in seconds
    that was estimated when the ticket was given out.
    """

    at: datetime
    kind: Kind
    office: str
    agenda: str | None = None
    counter: str | None = None
    ticket: UUID | None = None
    origin: str | None = None
    channel: str | None = None
    told: int | None = None


def of_ticket(kind: Kind, ticket: Ticket, at: datetime, counter: str | None = None) -> Happening:
    """Something that happened to a ticket, at a counter where one is named."""
    return Happening(at, kind, ticket.office, ticket.agenda, counter, ticket.id, ticket.origin)


_OF_DEED: dict[str, Kind] = {
    "recall": "recalled",
    "arrived": "arrived",
    "park": "parked",
    "transfer": "transferred",
}


def kind_of(action: str, after: Ticket) -> Kind:
    """What the log calls a deed: a visit with steps to come goes on, who may be called again is not lost."""
    if action == "finish":
        return "finished" if after.state == "done" else "transferred"
    if action == "no_show":
        return "no_show" if after.state == "no_show" else "missed"
    return _OF_DEED[action]


def begun(ticket: Ticket, told: timedelta | None) -> Happening:
    """A new ticket: with a promise it was checked in, at the instant of arrival."""
    line = of_ticket("checked_in" if ticket.promised else "issued", ticket, ticket.arrived_at)
    return replace(line, told=None if told is None else round(told.total_seconds()))


async def write(*lines: Happening) -> UUID:
    """Write what happened in one deed, in this order; the deed's id is answered."""
    deed = new_id()
    await EventRow.insert(*(_row(line, nr, deed) for nr, line in enumerate(lines)))
    return deed


async def write_once(id: UUID, line: Happening) -> None:
    """Write a line under an id of its own; nothing when it is there already."""
    row = _row(line, 0, id)
    row.id = id
    await EventRow.insert(row).on_conflict(action="DO NOTHING")


async def take_back(deed: UUID, line: Happening) -> None:
    """A deed was undone: its lines stay but count no more."""
    await EventRow.update({EventRow.undone: True}).where(EventRow.deed == deed)
    await write(line)


def _row(line: Happening, nr: int, deed: UUID) -> EventRow:
    return EventRow(
        id=new_id(),
        at=line.at,
        nr=Unquoted(f"(SELECT COALESCE(MAX(nr), 0) + {nr + 1} FROM ticketing_event)"),  # noqa: S608  a count of ours
        kind=line.kind,
        office=line.office,
        agenda=line.agenda,
        counter=line.counter,
        ticket=line.ticket,
        origin=line.origin,
        channel=line.channel,
        told=line.told,
        deed=deed,
    )
