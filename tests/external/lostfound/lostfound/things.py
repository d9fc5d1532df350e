"""What lost and found is about: a thing that was handed in, a report of a loss, and whether they may belong together.

Nothing here reads a database or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from civicore import fold

ThingState = Literal["here", "returned"]
ReportState = Literal["open", "told", "returned", "withdrawn"]
EARLIER = timedelta(days=1)
"""People are often wrong by a day about when they lost something."""
_SHORT, _STEM = 3, 5  # letters: shorter words say nothing about a thing, and endings change with the case


@dataclass(frozen=True)
class Thing:
    """A thing that was handed in. ``words`` are what everybody may read of it, ``mark`` is for staff alone."""

    id: UUID
    category: str
    words: str
    place: str
    found_on: date
    added_at: datetime
    mark: str = ""
    office: str = ""
    state: ThingState = "here"
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """Somebody's report of a loss. ``answers`` are those to the questions of the city's file, by their ids.

    ``thing`` is what its owner was told of; ``ended_at`` is set once nothing more will come of it.
    """

    id: UUID
    category: str
    words: str
    place: str
    lost_on: date
    email: str
    language: str
    made_at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    state: ReportState = "open"
    thing: UUID | None = None
    ended_at: datetime | None = None

    @property
    def waiting(self) -> bool:
        """Whether its owner may still be told of a thing."""
        return self.state in ("open", "told")


def candidates(report: Report, things: Iterable[Thing]) -> tuple[Thing, ...]:
    """The things that may be the one that was lost: those with the most words in common first, then the newest."""
    lost = _telling(f"{report.words} {report.place} {' '.join(report.answers.values())}")
    fitting = [one for one in things if _may_be(report, one)]
    return tuple(sorted(fitting, key=lambda one: (-len(lost & _of(one)), -one.found_on.toordinal(), str(one.id))))


def _may_be(report: Report, thing: Thing) -> bool:
    return thing.state == "here" and thing.category == report.category and thing.found_on >= report.lost_on - EARLIER


def _of(thing: Thing) -> set[str]:
    return _telling(f"{thing.words} {thing.place} {thing.mark}")


def _telling(words: str) -> set[str]:
    plain = "".join(letter if letter.isalnum() else " " for letter in fold(words))
    return {one[:_STEM] for one in plain.split() if len(one) > _SHORT}
