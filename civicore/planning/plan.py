"""A plan: every difference between two files, the records each of them touches, and what was decided about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from civicore.contracts.changes import Change, Hit, Tally

AGREE = "agree"


@dataclass(frozen=True)
class Plan:
    """``old`` and ``new`` are hashes of the resolved files; ``decisions`` a word by the name of a change."""

    old: str
    new: str
    changes: tuple[Change, ...] = ()
    hits: tuple[Hit, ...] = ()
    tallies: tuple[Tally, ...] = ()
    decisions: Mapping[str, str] = field(default_factory=dict)

    @property
    def blocked(self) -> tuple[Tally, ...]:
        """What keeps the change from being made at all."""
        return tuple(one for one in self.tallies if one.blocks)

    @property
    def touched(self) -> bool:
        """Whether anything that exists is concerned."""
        return bool(self.hits or self.tallies)

    def choices(self, change: Change) -> tuple[str, ...]:
        """The decisions there are about a change; none where it needs no decision."""
        about = [*_about(self.hits, change), *_about(self.tallies, change)]
        words = dict.fromkeys(word for one in about for word in one.allowed)
        return tuple(words) or ((AGREE,) if change.kind == "weaker" else ())

    def stands(self, change: Change) -> bool:
        """Whether records are to be decided about one by one: an agreement given before is not about new ones."""
        return any(hit.allowed for hit in self.hits if hit.change == change.name)

    @property
    def undecided(self) -> tuple[Change, ...]:
        """Changes that still need a decision."""
        return tuple(
            one for one in self.changes if (words := self.choices(one)) and self.decisions.get(one.name) not in words
        )


@dataclass(frozen=True)
class Verdict:
    """Whether a running city may take a new file over by itself: not while somebody has to decide."""

    plan: Plan
    needs_decision: bool


def _about(found: Sequence[Hit] | Sequence[Tally], change: Change) -> list[Hit | Tally]:
    return [one for one in found if one.change == change.name]
