"""What a visit counts in at the counters: the sets of them that can stand in for each other, and their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

CounterSet = frozenset[str]


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
