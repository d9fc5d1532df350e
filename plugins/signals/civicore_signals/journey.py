"""How far somebody has come in writing to us: which pages there are, which is next, what a change undoes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Step = Literal["category", "before", "place", "questions", "text", "similar", "contacts", "check"]
Answer = str | tuple[str, ...]
STEPS: tuple[Step, ...] = ("category", "before", "place", "questions", "text", "similar", "contacts", "check")
_HANGS_ON_TYPE: frozenset[Step] = frozenset({"before", "questions", "similar"})


@dataclass(frozen=True)
class Asked:
    """What the city asks about one matter; it can change with the type chosen.

    ``before``: there are words to read before one writes. ``similar``: neighbours' cases are offered.
    """

    category: bool = True
    before: bool = False
    place: bool = False
    questions: bool = False
    similar: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pages of the journey in order."""
        asked = {
            "category": self.category,
            "before": self.before,
            "place": self.place,
            "questions": self.questions,
            "similar": self.similar,
        }
        return tuple(one for one in STEPS if asked.get(one, True))


@dataclass(frozen=True)
class Spot:
    """Where it is: a point, an address in words, a district chosen from the list, any of them."""

    point: tuple[float, float] | None = None
    address: str | None = None
    area: str | None = None

    @property
    def said(self) -> bool:
        return bool(self.point or self.address or self.area)


@dataclass(frozen=True)
class Draft:
    """What has been written so far. ``done`` are the pages whose answers were found good.

    Uploads are kept apart, under the owner of the draft. ``kept_place``: the writer said that the place on the map
    is right although a photo tells of another. ``happened_on`` is a civil day (ISO).
    """

    kind: str
    category: str | None = None
    spot: Spot = field(default_factory=Spot)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    topic: str | None = None
    text: str = ""
    happened_on: str | None = None
    kept_place: bool = False
    contacts: Mapping[str, str] = field(default_factory=dict)
    done: frozenset[Step] = frozenset()

    def having(self, step: Step) -> Draft:
        """The draft with one more page answered."""
        return replace(self, done=self.done | {step})

    def lacking(self, *steps: Step) -> Draft:
        """The draft with pages to be answered anew."""
        return replace(self, done=self.done - set(steps))

    def of_type(self, category: str) -> Draft:
        """The type chosen; what hung on another one is asked again, what was written stays."""
        if category == self.category:
            return self.having("category")
        return replace(self.lacking(*_HANGS_ON_TYPE), category=category).having("category")

    def at(self, spot: Spot) -> Draft:
        """The place told; neighbours of another place are looked for anew, and photos are compared anew."""
        if spot == self.spot:
            return self.having("place")
        return replace(self.lacking("similar"), spot=spot, kept_place=False).having("place")


def next_step(draft: Draft, asked: Asked) -> Step:
    """The first page that still wants an answer; the last one when all have theirs."""
    return next((one for one in asked.steps if one not in draft.done), "check")


def reachable(draft: Draft, asked: Asked, step: Step) -> bool:
    """Whether a page may be shown: it is asked at all, and everything before it is answered."""
    steps = asked.steps
    return step in steps and all(one in draft.done for one in steps[: steps.index(step)])


def before(asked: Asked, step: Step) -> Step | None:
    """The page that Back leads to; None before the first one. Neighbours' cases are passed over: they ask once."""
    earlier = [one for one in asked.steps[: asked.steps.index(step)] if one != "similar"]
    return earlier[-1] if earlier else None


def number(asked: Asked, step: Step) -> int:
    """Which page of the journey this is, from 1. Neighbours' cases are often passed over, so they have no number."""
    upto = asked.steps[: asked.steps.index(step) + 1]
    return len([one for one in upto if one != "similar"])


def pages(asked: Asked, draft: Draft) -> int | None:
    """How many pages there are; None until the type is chosen that says what is asked."""
    if asked.category and "category" not in draft.done:
        return None
    return len([one for one in asked.steps if one != "similar"])
