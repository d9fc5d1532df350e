"""When something holds: a condition on answers given before, written as data. Pure.

``{eq: [who, child]}``, ``{in: [who, child, teenager]}``, ``{not: …}``, ``{all: […]}``, ``{any: […]}``; there is no
language of expressions. A question that was not asked has no answer, so nothing is equal to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from civicore import kinds, say

_SHAPE = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "propertyNames": {"enum": ["eq", "in", "not", "all", "any"]},
}


@dataclass(frozen=True)
class Answered:
    """A question was answered with one of these."""

    question: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Not:
    """The condition within does not hold."""

    inner: When


@dataclass(frozen=True)
class Every:
    """All of them hold."""

    inner: tuple[When, ...]


@dataclass(frozen=True)
class Some:
    """One of them holds."""

    inner: tuple[When, ...]


When: TypeAlias = Answered | Not | Every | Some


def holds(when: When | None, given: Mapping[str, str]) -> bool:
    """Whether it holds after these answers, by question; no condition always holds."""
    match when:
        case None:
            return True
        case Answered(question, answers):
            return given.get(question) in answers
        case Not(inner):
            return not holds(inner, given)
        case Every(inner):
            return all(holds(one, given) for one in inner)
        case Some(inner):
            return any(holds(one, given) for one in inner)


def named(when: When | None) -> Iterator[tuple[str, str]]:
    """Every question and answer that a condition speaks of."""
    match when:
        case Answered(question, answers):
            yield from ((question, one) for one in sorted(answers))
        case Not(inner):
            yield from named(inner)
        case Every(inner) | Some(inner):
            for one in inner:
                yield from named(one)


def _read(raw: Any, reading: kinds.Reading) -> When:
    if not isinstance(raw, dict) or len(raw) != 1:
        raise kinds.wrong("E103", say("a condition is one of eq, in, not, all, any: {eq: [question, answer]}"))
    word, value = next(iter(raw.items()))
    if word in ("eq", "in"):
        return _answered(word, value)
    if word == "not":
        return Not(_read(value, reading))
    if word not in ("all", "any"):
        raise kinds.wrong("E112", say('"%(word)s" is no condition: eq, in, not, all, any', word=word))
    if not isinstance(value, list) or not value:
        raise kinds.wrong("E103", say("%(word)s is a list of conditions", word=word))
    inner = tuple(_read(one, reading) for one in value)
    return Every(inner) if word == "all" else Some(inner)


def _answered(word: str, value: Any) -> Answered:
    sound = isinstance(value, list) and all(isinstance(one, str) for one in value)
    if not sound or len(value) < 2 or (word == "eq" and len(value) > 2):
        more = " …" if word == "in" else ""
        raise kinds.wrong("E103", say("%(word)s is written [question, answer%(more)s]", word=word, more=more))
    return Answered(value[0], frozenset(value[1:]))


Condition: TypeAlias = Annotated[When, kinds.Kind("condition", _read, _SHAPE, ("eq", "in", "not", "all", "any"))]
