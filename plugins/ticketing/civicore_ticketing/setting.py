"""What every use case stands on: the running city as the waiting room sees it, and what is true of a day now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicore import Closure, OpenDay, Principal, Refusal, Text
from civicore.contracts.admission import Promises
from civicore.contracts.hours import LiveClosures
from civicore_ticketing import rooms
from civicore_ticketing.config import Ticketing
from civicore_ticketing.day import Opening, as_of, civil_day, closing, open_to
from civicore_ticketing.line import Line
from civicore_ticketing.lines import Lines
from civicore_ticketing.plan import Plan
from civicore_ticketing.ticket import OPEN, CallingRules, Desk, Ticket

if TYPE_CHECKING:
    from civicore import Runtime, UnitOfWork


@dataclass(frozen=True)
class Setting:
    """The running city; ``plan`` is what its file says, worked out once; ``lines`` is who waits, as far as known."""

    runtime: Runtime
    plan: Plan
    lines: Lines = field(default_factory=Lines)

    @property
    def now(self) -> datetime:
        return self.runtime.clock.now()

    @property
    def zone(self) -> ZoneInfo:
        return self.runtime.city.zone

    def day_at(self, instant: datetime) -> date:
        return civil_day(instant, self.zone)

    @property
    def promises(self) -> tuple[Promises, ...]:
        return self.runtime.services.all(Promises)  # type: ignore[type-abstract]

    def policy(self, agenda: str, office: str) -> Ticketing:
        return self.plan.policy(agenda, office)

    def rules(self, office: str) -> CallingRules:
        return self.plan.rules(office)

    def walk_in(self, agenda: str, office: str) -> bool:
        """Whether people may come there without a promise."""
        return agenda in self.plan.agendas(office) and all(one.walk_in(agenda, office) for one in self.promises)

    def sold_out_words(self, agenda: str, office: str) -> Text | None:
        """The city's own words for a day whose capacity is used up."""
        return next((words for one in self.promises if (words := one.sold_out(agenda, office)) is not None), None)

    def own(self, agendas: Iterable[str], by: Principal | None) -> frozenset[str]:
        """Those of the agendas that a member of staff may work with: of their departments, where these are named."""
        departments = None if by is None else by.departments
        every = self.runtime.city.agendas
        return frozenset(
            one for one in agendas if departments is None or (one in every and every[one].department in departments)
        )

    def desk(self, counter: str, by: Principal | None = None) -> Desk | Refusal:
        """A counter with what may be called there by this person; ``queue.unknown`` when there is no such counter."""
        office, _, name = self.runtime.city.counter_id(counter).partition(".")
        place = self.runtime.city.offices.get(office)
        if place is None or name not in place.counters:
            return Refusal("queue.unknown")
        return Desk(f"{office}.{name}", self.own(self.plan.served(office, name), by))

    async def suspended(self, agenda: str, now: datetime, unit: UnitOfWork | None = None) -> Refusal | None:
        """The refusal while no numbers are given for the agenda's department."""
        department = self.runtime.city.agendas[agenda].department
        notice = await self.runtime.suspensions.in_force("walk_in", department=department, now=now, work=unit)
        return None if notice is None else Refusal("queue.suspended", suspension=notice, department=department)

    async def today(self, office: str, now: datetime) -> OpenDay:
        """The office's day with closures made at desks, shut while they are not known; inside a unit or a reading."""
        day = self.day_at(now)
        made: list[Closure] = []
        for one in self.runtime.services.all(LiveClosures):  # type: ignore[type-abstract]
            known = await one.closures(office, day, day)
            if known is None:
                return OpenDay(day, ())
            made.extend(known)
        return self.plan.office_day(office, day, tuple(made))

    async def openings(self, office: str, agendas: Iterable[str], now: datetime) -> dict[str, Opening]:
        """For each agenda whether numbers are given now; inside a unit of work or a reading."""
        today, closed = await self.today(office, now), await rooms.closed(office, self.day_at(now))
        doors = self.runtime.city.offices[office].doors
        return {
            one: open_to(
                today,
                self.zone,
                now,
                doors=doors,
                last_ticket=self.policy(one, office).last_ticket.exact,
                closed=closed,
            )
            for one in agendas
        }

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[bool]:
        """One state of the records; whether it is settled, which the state that a unit of work sees is not."""
        settled = not self.runtime.store.inside
        async with self.runtime.store.reading():
            yield settled

    async def line(self, office: str, now: datetime, unit: UnitOfWork | None = None, *, settled: bool = False) -> Line:
        """Everybody who waits, is called or is served now; inside a unit of work or a reading.

        Cheap where what is read is ``settled`` or the ``unit`` is known, which has told what it changed.
        """
        line = await self.lines.now(office, self.day_at(now), unit, settled=settled)
        if all(self.plan.at_close(one, office) == "serve" for one in line.numbers):
            return line
        closes = closing(await self.today(office, now), self.zone)
        if closes is None or now < closes:
            return line
        return line.changed([one.id for one in line if self._as_of(one, now, closes).state not in OPEN])

    async def over(self, ticket: Ticket, now: datetime) -> Ticket:
        """An open ticket as time has left it."""
        if ticket.day == self.day_at(now) and self.plan.at_close(ticket.agenda, ticket.office) == "serve":
            return ticket
        closes = closing(await self.today(ticket.office, ticket.issued_at), self.zone)
        return self._as_of(ticket, now, closes)

    def _as_of(self, ticket: Ticket, now: datetime, closes: datetime | None) -> Ticket:
        return as_of(ticket, now, self.zone, closes, self.plan.at_close(ticket.agenda, ticket.office))
