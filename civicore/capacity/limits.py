"""The limits of a day in which everybody counts who is served or promised a time (language 4.4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from civicore.capacity.claims import Limit, day_limit

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.deployment.model.places import Agenda, Department, Office

AGENDA, DEPARTMENT, OFFICE = "a", "d", "o"


def covering(city: City, agenda: str, office: str) -> tuple[tuple[str, str, Agenda | Department | Office], ...]:
    """What has limits of its own that a visit counts in: kind, id and what the file says there."""
    department = city.agendas[agenda].department
    return (
        (AGENDA, agenda, city.agendas[agenda]),
        (DEPARTMENT, department, city.departments[department]),
        (OFFICE, office, city.offices[office]),
    )


def day_limits(city: City, agenda: str, office: str, day: date) -> tuple[Limit, ...]:
    """The capacities of agenda, department and office on a civil day; a visit needs room in each of them.

    Quotas are not among them: they are for bookings alone. Nothing where the file gives no capacity.
    """
    return tuple(
        day_limit(f"{kind}|{name}|c", day, most)
        for kind, name, place in covering(city, agenda, office)
        if (most := city.limit_on(place.capacity, day)) is not None
    )
