"""What the counter screen shows, put together from the counter, its office and who is looking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from civicore import City, Principal, Text
from civicore.contracts.admission import Expected
from civicore_ticketing import counter_sight as sight
from civicore_ticketing.config import Ticketing
from civicore_ticketing.counter_keys import Key, keys
from civicore_ticketing.rights import CALL
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import Alarm, CounterView, OfficeQueue, Seat, Undo, Waiting


@dataclass(frozen=True)
class Target:
    """Where a ticket can be sent: the value of the choice, and its name (a text of the city or an id)."""

    value: str
    name: object


@dataclass(frozen=True)
class Screen:
    """One counter for one member of staff. ``room`` is the whole office, ``policy`` holds there."""

    city: City
    who: Principal
    view: CounterView
    room: OfficeQueue
    policy: Ticketing

    @property
    def seat(self) -> Seat:
        return self.view.seat

    @property
    def mine(self) -> bool:
        """Whether this person sits there."""
        return self.seat.state != "closed" and self.seat.staff_id in (None, self.who.id)

    @property
    def somebody_else(self) -> bool:
        """Somebody else sits there, or has left a visit open."""
        return self.seat.staff_id not in (None, self.who.id) and (
            self.seat.state != "closed" or self.seat.current is not None
        )

    @property
    def current(self) -> Ticket | None:
        return self.view.current

    @property
    def agendas(self) -> frozenset[str]:
        """What this person may call here."""
        own = sight.agendas(self.city, self.who, CALL, self.view.office)
        return own & sight.served(self.city, self.view.counter)

    @property
    def line(self) -> tuple[Waiting, ...]:
        return self._own(self.view.line)

    @property
    def aside(self) -> tuple[Waiting, ...]:
        """Who is not called in turn now: set aside, or missed a call."""
        return self._own((*self.view.parked, *self.view.missed))

    @property
    def expected(self) -> tuple[Expected, ...]:
        """Who is booked for today and has not come, by time; those whose time has run out are left out."""
        return tuple(one for one in self.view.expected if one.agenda in self.agendas and one.until >= self.view.as_of)

    def name(self, one: Expected) -> str:
        """Who is expected, for those who may see it."""
        return one.name if self.who.may(sight.NAMES, self.city.agendas[one.agenda].department) else ""

    @property
    def colleagues(self) -> tuple[Seat, ...]:
        return sight.others(self.room.seats, self.view.counter)

    @property
    def alarm(self) -> Alarm | None:
        """The alarm of this counter."""
        return next((one for one in self.view.alarms if one.counter == self.view.counter), None)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Alarms of the other counters."""
        return tuple(one for one in self.view.alarms if one.counter != self.view.counter)

    @property
    def undo(self) -> Undo | None:
        found = self.view.undo
        return found if found is not None and found.until > self.view.as_of else None

    @property
    def undo_seconds(self) -> int:
        """How much longer it may be taken back."""
        return int((self.undo.until - self.view.as_of).total_seconds()) if self.undo else 0

    @property
    def keys(self) -> Mapping[str, Key]:
        return keys(self.policy.chords())

    @property
    def counters_to(self) -> tuple[Target, ...]:
        here = (f"{self.view.office}.{one}" for one in self.city.offices[self.view.office].counters)
        return tuple(
            Target(f"counter:{one}", sight.name_of(self.city, one)) for one in here if one != self.view.counter
        )

    @property
    def agendas_to(self) -> tuple[Target, ...]:
        here = (one for one in self.city.agendas if self.view.office in self.city.offices_of(one))
        now = self.current.agenda if self.current else None
        return tuple(Target(f"agenda:{one}", self.city.agendas[one].name) for one in here if one != now)

    @property
    def offices_to(self) -> tuple[Target, ...]:
        """Other offices that serve the agenda of who is here."""
        if self.current is None or self.current.agenda not in self.city.agendas:
            return ()
        there = (one for one in self.city.offices_of(self.current.agenda) if one != self.view.office)
        return tuple(Target(f"office:{one}", self.city.offices[one].name) for one in there)

    @property
    def agendas_here(self) -> tuple[Target, ...]:
        """Agendas for which somebody without a ticket can be served."""
        return tuple(Target(one, self.city.agendas[one].name) for one in self.city.agendas if one in self.agendas)

    def counter_name(self, counter: str) -> object:
        return sight.name_of(self.city, counter)

    def agenda_name(self, agenda: str) -> Text | str:
        known = self.city.agendas.get(agenda)
        return known.name if known else agenda

    def activities(self, ticket: Ticket) -> tuple[Text | str, ...]:
        known = self.city.agendas.get(ticket.agenda)
        return tuple(
            known.activities[one].name if known and one in known.activities else one for one in ticket.activities
        )

    def minutes(self, since: datetime | None) -> int:
        """Whole minutes from an instant until what is shown was true."""
        return 0 if since is None else max(0, int((self.view.as_of - since).total_seconds()) // 60)

    def _own(self, rows: tuple[Waiting, ...]) -> tuple[Waiting, ...]:
        return tuple(one for one in rows if sight.mine(self.city, self.who, CALL, one.ticket))
