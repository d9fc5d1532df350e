"""News of an office for boards, counters and telephones. Never a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from civicore import UnitOfWork
from civicore_ticketing.ticket import Ticket


def call_id(ticket: Ticket) -> str:
    """What tells one call from another, a repeated one of the same number too."""
    at = ticket.called_at
    return f"{ticket.id}:{at.timestamp():.3f}:{ticket.calls}" if at is not None else ""


def topic(office: str) -> str:
    """Where everything of an office is told."""
    return f"office:{office}"


async def changed(unit: UnitOfWork, *offices: str, tickets: Iterable[UUID] | None) -> None:
    """Something is different: whoever shows it asks again.

    ``tickets``: all that this unit changes, or None where they are too many to be named. A ticket that changes and
    is not named here or in ``called`` stays as it was in the lines that processes keep.
    """
    for office in dict.fromkeys(offices):
        await unit.tell(topic(office), {"kind": "change", **_named(tickets)})


async def called(unit: UnitOfWork, ticket: Ticket, tickets: Iterable[UUID]) -> None:
    """Somebody is called; boards show it and speak it once. ``tickets`` as above."""
    at = ticket.called_at
    await unit.tell(
        topic(ticket.office),
        {
            "kind": "call",
            "call": call_id(ticket),
            "label": ticket.label,
            "counter": ticket.counter,
            "agenda": ticket.agenda,
            "at": at.isoformat() if at else None,
            **_named(tickets),
        },
    )


def named(told: Sequence[Mapping[str, Any]]) -> set[UUID] | None:
    """The tickets that were changed; None when one of what was told does not name them."""
    found = set[UUID]()
    for body in told:
        if "tickets" not in body:
            return None
        found.update(map(UUID, body["tickets"]))
    return found


def _named(tickets: Iterable[UUID] | None) -> dict[str, list[str]]:
    return {} if tickets is None else {"tickets": [str(one) for one in tickets]}
