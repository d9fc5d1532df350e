"""A visit of several steps: which agendas follow the one a ticket was taken for (``then`` of the file)."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def steps(agenda: str, then: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """The agendas to come after this one, in order; what follows a step comes right after it, none comes twice."""
    seen = [agenda]
    _follow(agenda, then, seen)
    return tuple(seen[1:])


def circle(agenda: str, then: Callable[[str], Sequence[str]]) -> tuple[str, ...]:
    """The way by which an agenda leads back to itself, itself first and last; empty when it does not."""
    ways: list[tuple[str, ...]] = [(agenda,)]
    visited: set[str] = set()
    while ways:
        way = ways.pop(0)
        for following in then(way[-1]):
            if following == agenda:
                return (*way, agenda)
            if following not in visited:
                visited.add(following)
                ways.append((*way, following))
    return ()


def _follow(agenda: str, then: Callable[[str], Sequence[str]], seen: list[str]) -> None:
    for following in then(agenda):
        if following not in seen:
            seen.append(following)
            _follow(following, then, seen)
