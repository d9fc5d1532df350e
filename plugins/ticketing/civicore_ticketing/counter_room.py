"""The waiting room of an office for its head: lines by agenda, counters, visits that nobody has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from civicore import City, Principal, Text
from civicore.contracts.admission import Expected
from civicore_ticketing import counter_sight as sight
from civicore_ticketing.rights import SEE
from civicore_ticketing.views import Alarm, OfficeQueue, Seat, Stray, Waiting


@dataclass(frozen=True)
class Line:
    """Those who wait for one agenda, in the order of their arrival; ``longest`` in whole minutes."""

    agenda: str
    rows: tuple[Waiting, ...]

    @property
    def longest(self) -> int:
        return max((one.waits for one in self.rows), default=0) // 60


@dataclass(frozen=True)
class Room:
    """An office's waiting room as somebody sees it: what belongs to other departments is left out."""

    city: City
    who: Principal
    queue: OfficeQueue

    @property
    def office(self) -> str:
        return self.queue.office

    @property
    def name(self) -> Text:
        return self.city.offices[self.office].name

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        return self._own(self.queue.line)

    @property
    def parked(self) -> tuple[Waiting, ...]:
        return self._own(self.queue.parked)

    @property
    def missed(self) -> tuple[Waiting, ...]:
        return self._own(self.queue.missed)

    @property
    def aside(self) -> tuple[Waiting, ...]:
        """Set aside, or missed a call."""
        return (*self.parked, *self.missed)

    @property
    def longest(self) -> int:
        """The longest wait in whole minutes."""
        return max((one.waits for one in self.waiting), default=0) // 60

    @property
    def lines(self) -> tuple[Line, ...]:
        """One for each agenda of the office that may be seen, in the order of the file."""
        seen = sight.agendas(self.city, self.who, SEE, self.office)
        waiting = self.waiting
        known = [one for one in self.city.agendas if one in seen]
        gone = dict.fromkeys(one.ticket.agenda for one in waiting if one.ticket.agenda not in known)
        return tuple(
            Line(agenda, tuple(one for one in waiting if one.ticket.agenda == agenda)) for agenda in (*known, *gone)
        )

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Counters that serve what may be seen, with who is served there."""
        seen = sight.agendas(self.city, self.who, SEE, self.office)
        return tuple(one for one in self.queue.seats if seen & sight.served(self.city, one.counter))

    @property
    def open_seats(self) -> tuple[Seat, ...]:
        return tuple(one for one in self.seats if one.state == "open")

    @property
    def expected(self) -> tuple[Expected, ...]:
        seen = sight.agendas(self.city, self.who, SEE, self.office)
        return tuple(one for one in self.queue.expected if one.agenda in seen and one.until >= self.queue.as_of)

    @property
    def alarms(self) -> Sequence[Alarm]:
        return self.queue.alarms

    @property
    def strays(self) -> Sequence[Stray]:
        """Everybody's: whoever holds such a number may ask at any counter."""
        return self.queue.strays

    @property
    def may_manage(self) -> bool:
        return sight.may_manage(self.city, self.who, self.office)

    def may_call(self, seat: Seat) -> bool:
        """Whether this person may sit down there."""
        return seat.counter in sight.counters(self.city, self.who, self.office)

    def agenda_name(self, agenda: str) -> Text | str:
        known = self.city.agendas.get(agenda)
        return known.name if known else agenda

    def counter_name(self, counter: str) -> object:
        return sight.name_of(self.city, counter)

    def name_of(self, one: Expected) -> str:
        return one.name if self.who.may(sight.NAMES, self.city.agendas[one.agenda].department) else ""

    def minutes(self, since: datetime | None) -> int:
        return 0 if since is None else max(0, int((self.queue.as_of - since).total_seconds()) // 60)

    def _own(self, rows: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
        return tuple(one for one in rows if sight.mine(self.city, self.who, SEE, one.ticket))
