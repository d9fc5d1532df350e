"""What really happened to the documents of a simulated city, whatever its sources say of it and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from civicore import Refusal
from civicore.contracts.documents import Observed
from civicore.contracts.simulation import Scene


@dataclass
class Paper:
    """A document and what its holder knows. ``id`` is None until the city has heard of it."""

    number: str
    kind: str
    secret: str
    way: tuple[str, ...]
    began: datetime
    said: list[Observed] = field(default_factory=list)
    id: UUID | None = None


@dataclass
class Memory:
    """All documents, by number. ``heard`` is when a source was last taken over, as far as it was told.

    ``followers`` are those who said yes, each with the document and how much news it had then.
    """

    papers: dict[str, Paper] = field(default_factory=dict)
    heard: dict[str, datetime] = field(default_factory=dict)
    followers: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)

    def some(self, scene: Scene) -> Paper | None:
        """A document that the city knows of; the same one when the step is done again."""
        if "paper" not in scene.facts:
            known = [one for one in self.papers.values() if one.id is not None]
            scene.facts["paper"] = scene.dice.one_of(known) if known else None
        found: Paper | None = scene.facts["paper"]
        return found


def word(answer: object) -> str:
    """How a step ended, for the report."""
    return answer.code if isinstance(answer, Refusal) else "yes"
