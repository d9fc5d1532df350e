"""How long visits take and how many of them the counters manage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from civicore.base.calendar import intersect, merge, subtract
from civicore.base.spans import Duration
from civicore.deployment.city import City
from civicore.deployment.nodes import Path_


def counters_for(city: City, office: str, agendas: Iterable[str]) -> Iterator[str]:
    """Counters of an office that serve at least one of these agendas."""
    if office in city.offices:
        wanted = frozenset(agendas)
        yield from (key for key in city.offices[office].counters if wanted & city.agendas_of_counter(office, key))


def lengths(city: City, agenda: str) -> dict[tuple[str | int, ...], Duration]:
    """Lengths of a visit in an agenda by the path where each is written."""
    one = city.agendas[agenda]
    path: Path_ = ("agendas", agenda)
    own = {
        (*path, "activities", key, "duration"): activity.duration
        for key, activity in one.activities.items()
        if activity.duration is not None
    }
    needed = not one.activities or len(own) < len(one.activities)
    return {(*path, "duration"): one.duration, **own} if needed else own


def minutes(length: Duration) -> int:
    """Whole minutes of a length, rounded up."""
    return -(-int(length.exact.total_seconds()) // 60)


def possible_on(city: City, office: str, agendas: frozenset[str], day: int) -> int:
    """About how many visits the counters manage on a weekday, each at its shortest visit."""
    place, total = city.offices[office], 0
    for key in counters_for(city, office, agendas):
        counter = place.counters[key]
        ranges = subtract(merge(place.hours.days[day]), (*place.breaks, *counter.breaks))
        ranges = ranges if counter.hours is None else intersect(ranges, counter.hours.days[day])
        served = agendas & city.agendas_of_counter(office, key)
        shortest = min(minutes(one) for name in served for one in lengths(city, name).values())
        total += sum((one.end - one.start) // shortest for one in ranges)
    return total
