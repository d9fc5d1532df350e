"""Telling people by text message that few are left before them: asked for on one's own ticket, sent once, forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import City, Refusal
from civicore_ticketing.config import Ticketing
from civicore_ticketing.tables import AskRow
from civicore_ticketing.ticket import OPEN, Ticket

if TYPE_CHECKING:
    from civicore import Runtime, UnitOfWork

SOON = "ticketing.soon"
_USELESS_AFTER = timedelta(minutes=10)  # then they have been called long ago


def ways(city: City, policy: Ticketing) -> tuple[str, ...]:
    """How people can be told: what the file allows and the city has a channel for."""
    return tuple(way for way in policy.ask.ways if way != "sms" or city.channels.sms is not None)


@dataclass(frozen=True)
class Asking:
    """Who wants to be told. A telephone number lives here until the message is sent or the ticket has ended."""

    runtime: Runtime

    async def ask(self, ticket: Ticket, phone: str, language: str) -> Ticket | Refusal:
        """Tell this number when few are left; asked again, the newer number is told."""
        if ticket.state not in OPEN:
            return Refusal("queue.over")

        async def work(unit: UnitOfWork) -> Ticket:
            await AskRow.delete().where(AskRow.ticket == ticket.id)
            row = AskRow(
                ticket=ticket.id, office=ticket.office, day=ticket.day, way="sms", address=phone, language=language
            )
            await AskRow.insert(row)
            return ticket

        return await self.runtime.transact(work)

    async def asked(self, ticket: Ticket) -> bool:
        """Whether somebody is to be told about this ticket."""
        async with self.runtime.store.reading():
            return await AskRow.exists().where(AskRow.ticket == ticket.id)


async def wanted(office: str, day: date) -> dict[UUID, AskRow]:
    """Who is still to be told, by ticket; inside a unit of work or a reading."""
    return {row.ticket: row for row in await AskRow.objects().where(AskRow.office == office, AskRow.day == day)}


async def tell(
    unit: UnitOfWork,
    city: City,
    asks: Mapping[UUID, AskRow],
    line: Sequence[tuple[Ticket, int]],
) -> None:
    """Write to those who have come near enough: ``line`` is who waits, each with how many are before them.

    Whoever is told, and whoever waits no more, is forgotten in the same unit.
    """
    waiting = {ticket.id: (ticket, before) for ticket, before in line}
    for id, ask in asks.items():
        ticket, before = waiting.get(id, (None, 0))
        if ticket is not None:
            policy: Ticketing = city.policy("ticketing", agenda=ticket.agenda, office=ticket.office)
            if before > policy.ask.before:
                continue
            await unit.send(
                SOON,
                channel=ask.way,
                to=ask.address,
                language=ask.language,
                context={"label": ticket.label, "before": before, "office": city.offices[ticket.office].name},
                about=f"ticket:{id}",
                expires=unit.now + _USELESS_AFTER,
                forget=True,
            )
        await AskRow.delete().where(AskRow.ticket == id)
