"""A week of the audit log as the data officer reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from civicore.base.spans import instant_at


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday, by the wall clock of the city."""

    monday: date
    zone: ZoneInfo

    @classmethod
    def before(cls, now: datetime, zone: ZoneInfo) -> Week:
        """The last one that is over."""
        today = now.astimezone(zone).date()
        return cls(today - timedelta(days=today.weekday() + 7), zone)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def since(self) -> datetime:
        return instant_at(self.monday, 0, self.zone)

    @property
    def until(self) -> datetime:
        """The first instant that is no longer in it."""
        return instant_at(self.monday + timedelta(days=7), 0, self.zone)


@dataclass(frozen=True)
class Look:
    """How often somebody (``actor``, as the audit log names them) did something, and to how many different things."""

    actor: str
    action: str
    times: int
    different: int


@dataclass(frozen=True)
class Person:
    """Somebody of the staff and what they looked at, the most frequent first."""

    name: str
    times: int
    looks: tuple[Look, ...]


def by_person(looks: Iterable[Look], names: Mapping[str, str]) -> list[Person]:
    """Who looked most often comes first. An account that is gone is told by its id; a program by its person's name."""
    whose: dict[str, list[Look]] = defaultdict(list)
    for one in looks:
        whose[names.get(one.actor, one.actor)].append(one)
    people = [
        Person(name, sum(one.times for one in own), tuple(sorted(own, key=lambda one: (-one.times, one.action))))
        for name, own in whose.items()
    ]
    return sorted(people, key=lambda one: (-one.times, one.name))
