"""News of an office for boards, counters and telephones. Never a person."""

from __future__ import annotations

from civicore import UnitOfWork
from civicore_ticketing.ticket import Ticket


def call_id(ticket: Ticket) -> str:
    """What tells one call from another, a repeated one of the same number too."""
    at = ticket.called_at
    return f"{ticket.id}:{at.timestamp():.3f}:{ticket.calls}" if at is not None else ""


async def changed(unit: UnitOfWork, *offices: str) -> None:
    """Something is different: whoever shows it asks again."""
    for office in dict.fromkeys(offices):
        await unit.tell(f"office:{office}", {"kind": "change"})


async def called(unit: UnitOfWork, ticket: Ticket) -> None:
    """Somebody is called; boards show it and speak it once."""
    at = ticket.called_at
    await unit.tell(
        f"office:{ticket.office}",
        {
            "kind": "call",
            "call": call_id(ticket),
            "label": ticket.label,
            "counter": ticket.counter,
            "agenda": ticket.agenda,
            "at": at.isoformat() if at else None,
        },
    )
