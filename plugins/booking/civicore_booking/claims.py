"""What a booking takes from the ledger: the names of limits, and the counters that can stand in for each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

CounterSet = frozenset[str]


@dataclass(frozen=True, order=True)
class Limit:
    """One limit: at most ``cap`` may be claimed under ``key``.

    ``scope`` is the key without its time; the usage of a range of days is read by it. Limits are taken in the
    order of their keys, in every transaction, so that no two transactions wait for each other.
    """

    key: str
    scope: str
    day: date | None
    cap: int


@dataclass(frozen=True, order=True)
class Claim:
    """One place under one limit; a whole second after ``until`` it is free again without anybody's doing."""

    limit: Limit
    until: datetime | None = None

    @property
    def key(self) -> str:
        return self.limit.key

    def lasting(self, until: datetime | None) -> Claim:
        return replace(self, until=until)


@dataclass(frozen=True, order=True)
class Delta:
    """How much the use of one limit changes in a transaction."""

    limit: Limit
    by: int


def countable(desks: Mapping[str, frozenset[str]], most: int) -> bool:
    """Whether there are at most so many sets of counters to count; they can double with every agenda."""
    return len(list(islice(_unions(desks), most + 1))) <= most


def connected_unions(desks: Mapping[str, frozenset[str]]) -> tuple[CounterSet, ...]:
    """The sets of counters that must be counted so that overlapping skills cannot oversell.

    ``desks`` says which agendas each counter serves. By Hall's theorem visits fit at the counters exactly when
    every set of agendas asks for no more than the counters that serve any of it; sets that share no counter
    add nothing, so unions of sets that touch each other are enough.
    """
    return tuple(sorted(_unions(desks), key=lambda union: (len(union), sorted(union))))


def _unions(desks: Mapping[str, frozenset[str]]) -> Iterator[CounterSet]:
    agendas = {agenda for served in desks.values() for agenda in served}
    basic = {counters_for(agenda, desks) for agenda in agendas}
    yield from basic
    found = set(basic)
    growing = list(basic)
    while growing:
        one = growing.pop()
        for other in basic:
            joined = one | other
            if one & other and joined not in found:
                found.add(joined)
                growing.append(joined)
                yield joined


def counters_for(agenda: str, desks: Mapping[str, frozenset[str]]) -> CounterSet:
    """The counters that serve an agenda."""
    return frozenset(counter for counter, served in desks.items() if agenda in served)


def claimed_unions(agenda: str, desks: Mapping[str, frozenset[str]]) -> tuple[CounterSet, ...]:
    """The counter sets that a visit of this agenda counts in: all that hold every counter able to serve it."""
    able = counters_for(agenda, desks)
    return tuple(union for union in connected_unions(desks) if able and able <= union)


def union_scope(office: str, union: CounterSet, everyone: CounterSet) -> str:
    """The name of a counter set: ``*`` where all counters of the office belong to it."""
    return f"t|{office}|{'*' if union == everyone else '+'.join(sorted(union))}"


def tick_key(scope: str, tick: int) -> str:
    return f"{scope}|{tick:08d}"


def day_limit(scope: str, day: date, cap: int) -> Limit:
    """A limit of a day, such as the capacity of an agenda."""
    return Limit(f"{scope}|{day.isoformat()}", scope, day, cap)


def lasting_limit(scope: str, cap: int) -> Limit:
    """A limit that belongs to no day, such as the bookings one person may hold."""
    return Limit(scope, scope, None, cap)


def net(taken: Iterable[Limit], given_back: Iterable[Limit] = ()) -> tuple[Delta, ...]:
    """What changes in all, one entry a key, in the order in which limits are taken; what cancels out is left out."""
    limits: dict[str, Limit] = {}
    change: Counter[str] = Counter()
    for limit in given_back:
        limits[limit.key] = limit
        change[limit.key] -= 1
    for limit in taken:
        limits[limit.key] = limit
        change[limit.key] += 1
    return tuple(Delta(limits[key], change[key]) for key in sorted(limits) if change[key])
