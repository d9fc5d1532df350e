"""What a member of staff sees of the waiting room: agendas of their departments, and the counters that serve them."""

from __future__ import annotations

from collections.abc import Sequence

from civicore import City, Principal
from civicore_ticketing.rights import CALL, MANAGE
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import Seat

NAMES = "booking.see"
"""The right to read who is booked; another plugin's, so it is named here and not imported."""


def agendas(city: City, who: Principal, permission: str, office: str) -> frozenset[str]:
    """Agendas of an office for which a right is held."""
    here = (one for one in city.agendas if office in city.offices_of(one))
    return frozenset(one for one in here if who.may(permission, city.agendas[one].department))


def offices(city: City, who: Principal, permission: str) -> tuple[str, ...]:
    """Offices with counters at which a right is held for some agenda."""
    return tuple(one for one, place in city.offices.items() if place.counters and agendas(city, who, permission, one))


def counters(city: City, who: Principal, office: str) -> tuple[str, ...]:
    """Counters of an office (``office.counter``) at which somebody may call."""
    mine = agendas(city, who, CALL, office)
    return tuple(f"{office}.{one}" for one in city.offices[office].counters if mine & served(city, f"{office}.{one}"))


def served(city: City, counter: str) -> frozenset[str]:
    """Agendas of a counter of the file."""
    office, _, name = counter.partition(".")
    return city.agendas_of_counter(office, name)


def found(city: City, who: Principal, written: str) -> str | None:
    """The counter that is meant, None when there is none at which this person may call."""
    counter = city.counter_id(written)
    office = counter.partition(".")[0]
    return counter if office in city.offices and counter in counters(city, who, office) else None


def may_manage(city: City, who: Principal, office: str) -> bool:
    """Whether somebody may close the queue there: all agendas of the office have to be of their departments."""
    every = frozenset(one for one in city.agendas if office in city.offices_of(one))
    return bool(every) and agendas(city, who, MANAGE, office) == every


def mine(city: City, who: Principal, permission: str, ticket: Ticket) -> bool:
    """Whether a ticket's agenda is of somebody's departments; one that has left the file is everybody's who has all."""
    known = city.agendas.get(ticket.agenda)
    if known is None:
        return who.departments is None and who.may(permission)
    return who.may(permission, known.department)


def name_of(city: City, counter: str) -> object:
    """The name of a counter (a text of the city), or its id."""
    office, _, key = counter.partition(".")
    place = city.offices.get(office)
    known = place.counters.get(key) if place else None
    return key if known is None or known.name is None else known.name


def others(seats: Sequence[Seat], counter: str) -> tuple[Seat, ...]:
    """The other counters of an office at which somebody works, or whose visit nobody has ended."""
    return tuple(one for one in seats if one.counter != counter and (one.state != "closed" or one.current is not None))
