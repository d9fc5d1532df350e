"""Which unit a case goes to, and why. Every case goes to exactly one: the default unit takes what nobody claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from civicore import Msgid, Text
from civicore_signals.case import Answer
from civicore_signals.conditions import Facts
from civicore_signals.plan import Plan, Question
from civicore_signals.questions import asked

BY_TYPE = Msgid("This type of case belongs to this unit.")
BY_DEFAULT = Msgid("No other unit claims it, so it is sorted here.")


@dataclass(frozen=True)
class Route:
    """Where a case goes. ``because`` is a text of the city, or an English msgid; ``rule`` where the file says it.

    ``instead_of``: closed units on the way, whose cases this unit takes (case 30).
    """

    unit: str
    because: str | Text
    rule: str
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """What the proof looked at: how many combinations there are, and how many each rule decided."""

    combinations: int
    by_rule: Mapping[str, int]


def route(plan: Plan, facts: Facts) -> Route:
    """The first rule that means the case; else the unit of its type; else the default unit."""
    for rule in plan.rules:
        if rule.when.holds(facts):
            return _open(plan, rule.to, rule.because, rule.id)
    category = plan.category(facts.category)
    if category is not None and category.unit is not None:
        return _open(plan, category.unit, BY_TYPE, f"categories.{facts.category}")
    return _open(plan, plan.default_unit, BY_DEFAULT, "default_unit")


def _open(plan: Plan, unit: str, because: str | Text, rule: str) -> Route:
    """The unit itself, or the nearest one above it that is not closed; in the end the default unit."""
    closed: list[str] = []
    here: str | None = unit
    while here is not None and here not in closed and (here not in plan.units or plan.units[here].closed):
        closed.append(here)
        here = plan.units[here].parent if here in plan.units else None
    found = here if here is not None and here not in closed else plan.default_unit
    return Route(found, because, rule, tuple(closed))


def combinations(plan: Plan, areas: tuple[str, ...] = ()) -> Iterator[Facts]:
    """Every kind, type, area (None: unknown), answer and origin that can come together.

    Without a map the areas are those that the rules name; origins that no rule names are all the same.
    """
    named = dict.fromkeys(area for rule in plan.rules for area in rule.when.areas or ())
    origins = dict.fromkeys(("web", *(one for rule in plan.rules for one in rule.when.origins or ())))
    for kind in plan.kinds:
        for category in plan.types(kind):
            for answers in answered_ways(category.questions):
                for area, origin in product((None, *(areas or named)), origins):
                    yield Facts(kind, category.id, area, answers, origin)


def answered_ways(questions: tuple[Question, ...]) -> tuple[dict[str, Answer], ...]:
    """Every way of answering the questions that have choices; questions not asked stay without an answer."""
    chosen = [one for one in questions if one.options]
    ways: dict[tuple[tuple[str, str], ...], dict[str, Answer]] = {}
    for words in product(*((None, *one.options) for one in chosen)):
        said: dict[str, Answer] = {one.id: word for one, word in zip(chosen, words, strict=True) if word is not None}
        kept = {one.id: said[one.id] for one in asked(questions, said) if one.id in said}
        ways.setdefault(tuple((name, str(word)) for name, word in kept.items()), kept)
    return tuple(ways.values())


def coverage(plan: Plan, areas: tuple[str, ...] = ()) -> Coverage:
    """Route every combination: the proof that none is left out."""
    decided = Counter(route(plan, facts).rule for facts in combinations(plan, areas))
    return Coverage(decided.total(), decided)


def idle(plan: Plan, areas: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Rules that decide nothing: others come first, or what they ask never happens."""
    left = {rule.id: rule for rule in plan.rules}
    for facts in combinations(plan, areas):
        if not left:
            break
        left.pop(route(plan, facts).rule, None)
    return tuple(left)
