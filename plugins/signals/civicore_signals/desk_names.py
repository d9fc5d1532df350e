"""What things of the city's file are called on the desk; what has left the file is shown by its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from civicore import Text
from civicore_signals.case import Case
from civicore_signals.plan import Plan

Words = Text | str


@dataclass(frozen=True)
class Names:
    """Names by id. ``areas`` are the districts of the map."""

    plan: Plan
    areas: Mapping[str, Words] = field(default_factory=dict)

    def kind(self, id: str) -> Words:
        found = self.plan.kinds.get(id)
        return found.name if found else id

    def status(self, id: str) -> Words:
        found = self.plan.statuses.get(id)
        return found.name if found else id

    def outcome(self, id: str) -> Words:
        found = self.plan.outcomes.get(id)
        return found.name if found else id

    def unit(self, id: str) -> Words:
        found = self.plan.units.get(id)
        return found.name if found else id

    def area(self, id: str) -> Words:
        return self.areas.get(id, id)

    def category(self, path: str) -> Words:
        """The last word of the path."""
        found = self.plan.categories.get(path)
        return found.name if found else path

    def path(self, path: str) -> tuple[Words, ...]:
        """All words of the path, from the widest on."""
        steps = path.split(".")
        return tuple(self.category(".".join(steps[: number + 1])) for number in range(len(steps)))

    def question(self, category: str, id: str) -> Words:
        """What was asked."""
        found = self.plan.categories.get(category)
        asked = next((one for one in found.questions if one.id == id), None) if found else None
        return asked.ask if asked else id

    def answer(self, category: str, id: str, value: str) -> Words:
        """What was answered: the words of a choice, or what was typed."""
        found = self.plan.categories.get(category)
        asked = next((one for one in found.questions if one.id == id), None) if found else None
        return asked.options.get(value, value) if asked else value

    def colour(self, case: Case) -> str:
        """The kind of tag of a status; the word itself stands in it."""
        found = self.plan.statuses.get(case.status)
        if found is None or case.state in ("withdrawn", "erased"):
            return "neutral"
        if found.phase != "final":
            return {"new": "neutral", "open": "ok", "waiting": "warn"}[found.phase]
        return "neutral"
