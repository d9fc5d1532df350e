"""What the city's file says about the waiting room, as the values that the rules work with. Worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from civicore import City, Closure, OpenDay
from civicore_ticketing import numbering
from civicore_ticketing.config import Ticketing
from civicore_ticketing.day import AtClose
from civicore_ticketing.numbering import Numbers
from civicore_ticketing.steps import steps
from civicore_ticketing.ticket import CallingRules


class Plan:
    """Answers for one city; the city never changes while it runs."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.agendas = lru_cache(maxsize=64)(self._agendas)
        self.served = lru_cache(maxsize=256)(self._served)
        self.rules = lru_cache(maxsize=64)(self._rules)
        self.office_day = lru_cache(maxsize=256)(self._office_day)

    def policy(self, agenda: str, office: str) -> Ticketing:
        """The section as it holds for an agenda at an office."""
        found: Ticketing = self.city.policy("ticketing", agenda=agenda, office=office)
        return found

    def of_office(self, office: str) -> Ticketing:
        """The section as it holds for the office as a whole."""
        found: Ticketing = self.city.policy("ticketing", office=office)
        return found

    def offered(self, office: str, device: str | None) -> tuple[str, ...]:
        """Agendas that a device gives numbers for; without a device all of the office."""
        entry = self._device(device)
        if entry is None or entry.serves is None:
            return self.agendas(office)
        return tuple(
            one
            for one in self.agendas(office)
            if one in entry.serves or self.city.agendas[one].department in entry.serves
        )

    def kind(self, device: str | None) -> str:
        """The kind of place at which a device stands; without one it is somebody's own telephone."""
        entry = self._device(device)
        return entry.kind if entry is not None else "web"

    def _device(self, device: str | None) -> Any:
        office, _, name = (device or "").partition(".")
        place = self.city.offices.get(office)
        return place.devices.get(name) if place is not None else None

    def at_close(self, agenda: str, office: str) -> AtClose:
        """What happens to people who wait when the queue closes."""
        return self.policy(agenda, office).at_close if agenda in self.city.agendas else "serve"

    def series(self, agenda: str) -> str:
        """Agendas with one letter share a run of numbers."""
        return numbering.series(self.city.agendas[agenda].prefix)

    def numbers(self, agenda: str, office: str) -> Numbers:
        """The range of numbers."""
        said = self.policy(agenda, office).numbers
        return Numbers(said.first, said.last, said.digits)

    def steps(self, agenda: str, office: str) -> tuple[str, ...]:
        """Agendas that follow in the same visit, as far as the office has them."""
        return tuple(
            one for one in steps(agenda, lambda each: self.policy(each, office).then) if self._here(one, office)
        )

    def length(self, agenda: str, activities: Sequence[str] = ()) -> timedelta:
        """How long a visit is meant to take."""
        found = self.city.agendas[agenda]
        each = [found.activities[one].duration or found.duration for one in activities if one in found.activities]
        return sum((one.exact for one in each), timedelta()) or found.duration.exact

    def _here(self, agenda: str, office: str) -> bool:
        return agenda in self.agendas(office)

    def _agendas(self, office: str) -> tuple[str, ...]:
        """Agendas with tickets at an office that some counter of it serves, in the order of the file."""
        if office not in self.city.offices:
            return ()
        served = {
            one
            for counter in self.city.offices[office].counters
            for one in self.city.agendas_of_counter(office, counter)
        }
        return tuple(one for one in self.city.agendas if one in served and self.policy(one, office).enabled)

    def _served(self, office: str, counter: str) -> frozenset[str]:
        return self.city.agendas_of_counter(office, counter) & frozenset(self.agendas(office))

    def _rules(self, office: str) -> CallingRules:
        whole = self.of_office(office)
        return CallingRules(
            longest_wait=whole.longest_wait.exact,
            longest_waits={one: self.policy(one, office).longest_wait.exact for one in self.agendas(office)},
            most_calls=whole.calls.most,
            pause=whole.calls.pause.exact,
            undo=whole.undo.exact,
            delay_by=whole.delays.by.exact,
            most_delays=whole.delays.most,
        )

    def _office_day(self, office: str, day: date, closures: tuple[Closure, ...]) -> OpenDay:
        return self.city.office_day(office, day, closures)
