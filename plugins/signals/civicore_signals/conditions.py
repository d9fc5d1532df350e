"""What must hold for a rule or a question: words of the file, never an expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from civicore_signals.case import Answer

Wanted = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Facts:
    """What is known of a case when it is routed. ``category`` is a path such as ``roads.cycling``."""

    kind: str
    category: str
    area: str | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    origin: str = "web"


@dataclass(frozen=True)
class Condition:
    """All of what is said must hold; of each list one word is enough. None: anything.

    A category means everything below it too.
    """

    kinds: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None
    areas: tuple[str, ...] | None = None
    origins: tuple[str, ...] | None = None
    answers: Wanted = field(default_factory=dict)

    def holds(self, facts: Facts) -> bool:
        """Whether a case is meant."""
        return (
            _among(facts.kind, self.kinds)
            and _among(facts.area, self.areas)
            and _among(facts.origin, self.origins)
            and (self.categories is None or any(within(facts.category, one) for one in self.categories))
            and answered(self.answers, facts.answers)
        )


def within(category: str, above: str) -> bool:
    """Whether a category is the other one or lies below it."""
    return category == above or category.startswith(f"{above}.")


def answered(wanted: Wanted, answers: Mapping[str, Answer]) -> bool:
    """Whether every question named has one of the answers named; of several answers one is enough."""
    return all(not set(words).isdisjoint(_words(answers.get(name))) for name, words in wanted.items())


def _words(answer: Answer | None) -> tuple[str, ...]:
    return (answer,) if isinstance(answer, str) else answer or ()


def _among(word: str | None, allowed: tuple[str, ...] | None) -> bool:
    return allowed is None or word in allowed
