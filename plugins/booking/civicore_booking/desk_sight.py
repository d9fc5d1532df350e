"""What a member of staff sees of bookings: those of their departments, in lists without the whole name."""

from __future__ import annotations

from collections.abc import Iterable

from civicore import City, Principal, Refusal
from civicore_booking.booking import Booking
from civicore_booking.rights import CLOSE, SEE


def masked(booking: Booking) -> str:
    """Family name and the initial of the given name; empty once the person's data are erased."""
    first, last = booking.fields.get("first_name", ""), booking.fields.get("last_name", "")
    initial = f"{first[:1].upper()}." if first else ""
    return f"{last} {initial}".strip()


def may(city: City, who: Principal, permission: str, booking: Booking) -> bool:
    """Whether a right is held for the department of the booking.

    A booking whose agenda has left the file belongs to whoever may act for all departments.
    """
    return _may(city, who, permission, booking.agenda)


def may_see(city: City, who: Principal, agenda: str) -> bool:
    """Whether bookings of an agenda may be seen, one that has left the file included."""
    return _may(city, who, SEE, agenda)


def _may(city: City, who: Principal, permission: str, agenda: str) -> bool:
    known = city.agendas.get(agenda)
    if known is None:
        return who.departments is None and who.may(permission)
    return who.may(permission, known.department)


def visible(city: City, who: Principal, bookings: Iterable[Booking]) -> tuple[Booking, ...]:
    """Those that may be seen, in the order given."""
    return tuple(one for one in bookings if may(city, who, SEE, one))


def refusal(city: City, who: Principal, permission: str, booking: Booking | None) -> Refusal | None:
    """``booking.unknown`` for what may not even be seen, ``request.forbidden`` for what may be seen alone."""
    if booking is None or not may(city, who, SEE, booking):
        return Refusal("booking.unknown")
    return None if may(city, who, permission, booking) else Refusal("request.forbidden")


def agendas(city: City, who: Principal, permission: str, offered: Iterable[str]) -> tuple[str, ...]:
    """Agendas for which a right is held."""
    return tuple(one for one in offered if who.may(permission, city.agendas[one].department))


def searched(city: City, who: Principal) -> tuple[str, ...] | None:
    """Agendas among which somebody may search; None: all, those that have left the file too."""
    return None if who.departments is None else agendas(city, who, SEE, city.agendas)


def offices(city: City, who: Principal) -> tuple[str, ...]:
    """Offices at which the departments that may be seen have an agenda."""
    seen = {office for agenda in agendas(city, who, SEE, city.agendas) for office in city.offices_of(agenda)}
    return tuple(office for office in city.offices if office in seen)


def may_close(city: City, who: Principal, office: str, counter: str | None) -> bool:
    """Whether all that is served there belongs to departments for which days may be closed."""
    served = (
        city.agendas_of_counter(office, counter)
        if counter is not None
        else {agenda for agenda in city.agendas if office in city.offices_of(agenda)}
    )
    return bool(served) and all(who.may(CLOSE, city.agendas[agenda].department) for agenda in served)
