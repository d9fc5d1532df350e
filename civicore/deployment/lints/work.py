"""Agendas, how long they take, and how many people a day can be served."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.base.calendar import WEEKDAYS, merge, subtract
from civicore.base.saying import say
from civicore.base.spans import TimeRange
from civicore.deployment.city import City
from civicore.deployment.kinds import DayNumber
from civicore.deployment.nodes import Path_
from civicore.deployment.work import counters_for, lengths, minutes, possible_on
from civicore.extension.parts import Finding

TICK_MINUTES = 5


def check(city: City) -> Iterator[Finding]:
    """L401, L403 to L406, W504: can the work be done with what there is?"""
    for name in city.agendas:
        yield from _served(city, name)
        yield from _lengths(city, name)
    for office in city.offices:
        yield from _too_short(city, office)
    yield from _limits(city)


def _served(city: City, name: str) -> Iterator[Finding]:
    offices = city.offices_of(name)
    manned = [office for office in offices if any(True for _ in counters_for(city, office, {name}))]
    if not manned:
        yield Finding("L401", say('no counter serves the agenda "%(name)s"', name=name), ("agendas", name), at_key=True)
    named = city.agendas[name].offices
    for index, office in enumerate(named or ()):
        if manned and office in city.offices and office not in manned:
            message = say('no counter of "%(office)s" serves the agenda "%(name)s"', office=office, name=name)
            yield Finding("L401", message, ("agendas", name, "offices", index))
    open_ = [one for one in offices if one in city.offices and _ever_open(city, one)]
    if offices and not open_:
        message = say('the agenda "%(name)s" has no open office: none of its offices has hours', name=name)
        yield Finding("L406", message, ("agendas", name), at_key=True)


def _ever_open(city: City, office: str) -> bool:
    place = city.offices[office]
    return any(place.hours.days) or any(place.extra_hours.values())


def _lengths(city: City, name: str) -> Iterator[Finding]:
    longest = max((one.end - one.start for office in city.offices_of(name) for one in _open(city, office)), default=0)
    for path, length in lengths(city, name).items():
        if length.exact.total_seconds() % (TICK_MINUTES * 60):
            message = say(
                "%(length)s is no multiple of %(step)s min: a visit takes up whole steps of %(step)s min",
                length=length,
                step=TICK_MINUTES,
            )
            yield Finding("W504", message, path, "warning")
        if longest and minutes(length) > longest:
            yield Finding(
                "L403", say("a visit of %(length)s is longer than any opening of its offices", length=length), path
            )


def _open(city: City, office: str) -> Iterator[TimeRange]:
    if office in city.offices:
        place = city.offices[office]
        days = (*place.hours.days, *place.extra_hours.values())
        yield from (one for day in days for one in subtract(merge(day), place.breaks))


def _too_short(city: City, office: str) -> Iterator[Finding]:
    visits = [
        minutes(one) for name in city.agendas if office in city.offices_of(name) for one in lengths(city, name).values()
    ]
    for day, ranges in zip(WEEKDAYS, city.offices[office].hours.days, strict=True):
        for index, one in enumerate(ranges):
            if visits and one.end - one.start < min(visits):
                message = say(
                    "%(one)s is shorter than the shortest visit of %(visits)s min", one=one, visits=min(visits)
                )
                path: Path_ = ("offices", office, "hours", day)
                yield Finding("L403", message, (*path, index) if len(ranges) > 1 else path)


def _limits(city: City) -> Iterator[Finding]:
    for top in ("offices", "departments", "agendas"):
        for name, thing in getattr(city, top).items():
            path: Path_ = (top, name)
            agendas = _agendas_under(city, top, name)
            yield from _quota(thing.quota, thing.capacity, (*path, "quota"))
            if thing.capacity is not None and agendas:
                yield from _capacity(city, thing.capacity, agendas, top, name)


def _agendas_under(city: City, top: str, name: str) -> frozenset[str]:
    if top == "agendas":
        return frozenset({name})
    if top == "departments":
        return frozenset(key for key, agenda in city.agendas.items() if agenda.department == name)
    return frozenset(key for key in city.agendas if name in city.offices_of(key))


def _quota(quota: DayNumber | None, capacity: DayNumber | None, path: Path_) -> Iterator[Finding]:
    if quota is None or capacity is None or quota.percent is not None:
        return
    pairs = zip(WEEKDAYS, quota.days, capacity.days, strict=True)
    over = [(day, part, whole) for day, part, whole in pairs if part is not None and whole is not None and part > whole]
    for day, part, whole in over[:1]:
        message = say(
            "on %(day)s the quota %(part)s is larger than the capacity %(whole)s", day=day, part=part, whole=whole
        )
        yield Finding("L404", message, path, hints=(say("quota is the part of capacity that can be booked"),))


def _capacity(city: City, capacity: DayNumber, agendas: frozenset[str], top: str, name: str) -> Iterator[Finding]:
    path: Path_ = (top, name, "capacity")
    for index, (day, number) in enumerate(zip(WEEKDAYS, capacity.days, strict=True)):
        offices = (name,) if top == "offices" else tuple(city.offices)
        possible = sum(possible_on(city, office, agendas, index) for office in offices)
        where = (*path, day) if len(set(capacity.days)) > 1 else path
        if number is None and possible:
            message = say("says nothing about %(day)s, when the office is open: no limit holds then", day=day)
            yield Finding("L405", message, path, "warning")
        elif number is not None and possible and number > possible:
            message = say(
                "on %(day)s the counters can serve about %(possible)s, fewer than the capacity %(number)s",
                day=day,
                possible=possible,
                number=number,
            )
            yield Finding("L405", message, where, "warning")
