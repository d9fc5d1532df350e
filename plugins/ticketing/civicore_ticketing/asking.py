"""Telling people that few are left before them: asked for on one's own ticket, sent once, forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import City, Refusal
from civicore import ways as chosen_ways
from civicore.contracts.dialog import Contact
from civicore_ticketing import brakes, store
from civicore_ticketing.brakes import Brake
from civicore_ticketing.config import Ticketing
from civicore_ticketing.moves import MOVED_ON
from civicore_ticketing.tables import AskRow
from civicore_ticketing.ticket import AT_COUNTER, IN_LINE, Ticket

if TYPE_CHECKING:
    from civicore import Runtime, UnitOfWork

SOON = "ticketing.soon"
_MOST, _HOUR = 3, timedelta(hours=1)  # for one telephone number
_USELESS_AFTER = timedelta(minutes=10)  # then they have been called long ago


def ways(city: City, policy: Ticketing) -> tuple[str, ...]:
    """How people can be told: what the file allows and the city has a channel for."""
    return tuple(way for way in policy.ask.ways if way != "sms" or city.channels.sms is not None)


@dataclass(frozen=True)
class Asking:
    """Who wants to be told. A telephone number lives here until the message is sent or the ticket has ended."""

    runtime: Runtime

    async def ask(self, ticket: Ticket, phone: str, language: str) -> Ticket | Refusal:
        """Tell this number when few are left; asked again, the newer number is told.

        Anybody can type a stranger's number, so each is told a few times an hour at most, whatever the tickets.
        """

        async def work(unit: UnitOfWork) -> Ticket | Refusal:
            now_is = await store.get(ticket.id)
            if now_is is None or now_is.state not in IN_LINE:
                called = now_is is not None and now_is.state in AT_COUNTER
                return Refusal(MOVED_ON if called else "queue.over", label=ticket.label)
            return await self._braked(phone, unit) or await _kept(now_is, phone, language)

        return await brakes.patiently(self.runtime, work)

    async def _braked(self, phone: str, unit: UnitOfWork) -> Refusal | None:
        if not self.runtime.strict:
            return None
        brake = Brake.named(self.runtime.keys, "ticketing.ask", phone, _MOST, _HOUR)
        return await brakes.spend(brake, unit.now, "queue.asked_enough")

    async def asked(self, ticket: Ticket) -> bool:
        """Whether somebody is to be told about this ticket."""
        async with self.runtime.store.reading():
            return await AskRow.exists().where(AskRow.ticket == ticket.id)


async def _kept(ticket: Ticket, phone: str, language: str) -> Ticket:
    await forget(ticket.id)
    await AskRow.insert(
        AskRow(ticket=ticket.id, office=ticket.office, day=ticket.day, way="sms", address=phone, language=language)
    )
    return ticket


async def forget(ticket: UUID) -> None:
    """Nobody is to be told about this ticket any more."""
    await AskRow.delete().where(AskRow.ticket == ticket)
    await chosen_ways.forget(about(ticket))


def about(ticket: UUID) -> str:
    """How messages name a ticket."""
    return f"ticket:{ticket}"


async def wanted(office: str, day: date) -> dict[UUID, AskRow]:
    """Who is still to be told, by ticket; inside a unit of work or a reading."""
    return {row.ticket: row for row in await AskRow.objects().where(AskRow.office == office, AskRow.day == day)}


async def tell(
    unit: UnitOfWork,
    city: City,
    asks: Mapping[UUID, AskRow],
    line: Sequence[tuple[Ticket, int]],
) -> None:
    """Write to those who have come near enough, by the way they chose.

    ``line`` is who waits and wants to be told, each with how many are before them. Whoever is told, and whoever
    asked and waits no more, is forgotten in the same unit.
    """
    waiting = {ticket.id for ticket, _before in line}
    for ticket, before in line:
        policy: Ticketing = city.policy("ticketing", agenda=ticket.agenda, office=ticket.office)
        if before > policy.ask.before:
            continue
        ask = asks.get(ticket.id)
        await unit.notify(
            SOON,
            about=about(ticket.id),
            usual=[Contact(ask.way, ask.address)] if ask is not None else [],
            language=ask.language if ask is not None else ticket.language or city.languages[0],
            context={"label": ticket.label, "before": before, "office": city.offices[ticket.office].name},
            expires=unit.now + _USELESS_AFTER,
            forget=True,
        )
        await forget(ticket.id)
    for gone in asks.keys() - waiting:
        await forget(gone)
