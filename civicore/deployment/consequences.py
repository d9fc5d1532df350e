"""What follows from a value today, in words: for ``civicore explain``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from civicore.base.saying import Said, say
from civicore.base.spans import DateSpan, Duration, written_minute
from civicore.deployment import nodes, words
from civicore.deployment.city import City
from civicore.deployment.kinds import DayNumber
from civicore.deployment.loading import Loaded
from civicore.deployment.nodes import Path_
from civicore.deployment.work import possible_on

_TEN = 10 * 60
_DAY = 24 * 60
_NO_LABEL = ""
_LOOK_AHEAD = 14  # days in which an office that is ever open is open


@dataclass(frozen=True)
class Today:
    """The civil day that is asked about, and how days are written."""

    day: date
    written: Callable[[date], str] = words.day

    @property
    def name(self) -> str:
        return self.written(self.day)


def consequences(loaded: Loaded, path: Path_, value: object, today: Today) -> Iterator[tuple[str, str]]:
    """Lines with their labels; a label that is empty goes on with the one before."""
    city = loaded.city
    if city is None:
        return
    if (sentence := _in_words(city, path, value, today)) is not None:
        yield say("in words"), sentence
    if path[:1] == ("agendas",) and path[2:] in (("capacity",), ("quota",)) and path[1] in city.agendas:
        yield from _limits(loaded, city, str(path[1]), today)


def _in_words(city: City, path: Path_, value: object, today: Today) -> Said | None:
    if path[:1] == ("offices",) and path[2:3] == ("hours",) and path[1] in city.offices:
        return _hours(city, str(path[1]), today)
    if isinstance(value, Duration):
        return _length(city, path, value, today)
    if isinstance(value, DayNumber) and value.percent is None and value.on(today.day) is not None:
        return say("on %(day)s: %(number)s", day=today.name, number=value.on(today.day))
    if isinstance(value, DateSpan):
        days = (value.last - value.first).days + 1
        return say("%(days)s days, in %(left)s days from today", days=days, left=(value.first - today.day).days)
    return None


def _hours(city: City, office: str, today: Today) -> Said:
    there = city.office_day(office, today.day)
    if there.ranges:
        return say("today, %(today)s: %(ranges)s", today=today.name, ranges=", ".join(map(str, there.ranges)))
    if there.closed_because is None:
        return say("today, %(today)s: closed (no hours)", today=today.name)
    return say("today, %(today)s: closed (%(why)s)", today=today.name, why=there.closed_because)


def _length(city: City, path: Path_, value: Duration, today: Today) -> Said | None:
    where = tuple(str(part) for part in path)
    later = today.written(value.add_to(today.day))
    minutes = int(value.exact.total_seconds()) // 60
    if where == ("booking", "horizon"):
        return say("today, %(today)s, the last bookable day is %(day)s", today=today.name, day=later)
    if where == ("booking", "check_in", "before") and minutes <= _TEN:
        return say("for a visit at 10:00 the code works from %(time)s", time=written_minute(_TEN - minutes))
    if where == ("booking", "check_in", "after") and _TEN + minutes < _DAY:
        return say("for a visit at 10:00 the code works until %(time)s", time=written_minute(_TEN + minutes))
    if where == ("booking", "confirmation", "within") and _TEN + minutes < _DAY:
        return say("a time taken at 10:00 is free again after %(time)s", time=written_minute(_TEN + minutes))
    if where[:1] == ("retention",):
        noon = datetime.combine(today.day, time(12), city.zone)
        edge = today.written(value.before(noon, city.zone).astimezone(city.zone).date())
        return say("tonight what was over before %(day)s is erased", day=edge)
    if value.days or value.months:
        return say("counted from today, %(today)s, it ends on %(day)s", today=today.name, day=later)
    return None


def _limits(loaded: Loaded, city: City, agenda: str, today: Today) -> Iterator[tuple[str, str]]:
    """All that limits an agenda on the next day on which it is served."""
    offices = city.offices_of(agenda)
    ahead = (today.day + timedelta(days=number) for number in range(_LOOK_AHEAD))
    day = next((one for one in ahead if any(city.office_day(office, one).ranges for office in offices)), today.day)
    yield say("limits"), say("those that hold on %(day)s:", day=today.written(day))
    department = city.agendas[agenda].department
    for place in (("agendas", agenda), ("departments", department), *(("offices", office) for office in offices)):
        for key in ("capacity", "quota"):
            if (
                line := _limit(loaded, (*place, key), getattr(getattr(city, place[0])[place[1]], key), day)
            ) is not None:
                yield _NO_LABEL, line
    served = sum(possible_on(city, office, frozenset({agenda}), day.weekday()) for office in offices)
    yield _NO_LABEL, say("counters could serve about %(number)s", number=served)


def _limit(loaded: Loaded, path: Path_, limit: DayNumber | None, day: date) -> str | None:
    if limit is None or loaded.root is None:
        return None
    place = nodes.place_of(loaded.root, path)
    number = str(limit) if limit.percent is not None else limit.on(day)
    where = f"{place.source.name}:{place.line}:{place.column}"
    return f"{nodes.written(path):40} {'-' if number is None else number}    {where}"
