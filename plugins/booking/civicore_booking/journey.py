"""How far a citizen has come on the way to a booking: what is chosen, what is still to choose. Nothing personal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

Question = Literal["errand", "office", "time", "details", "check"]
Sent = Mapping[str, Sequence[str]]
FIRST_YEAR, LAST_YEAR = 1900, 9000  # what lies outside cannot be moved between time zones


@dataclass(frozen=True)
class Offered:
    """What the city lets a citizen choose for one agenda: ids in the order of the file."""

    agenda: str
    activities: tuple[str, ...]
    offices: tuple[str, ...]
    max_people: int = 1

    @property
    def questions(self) -> tuple[Question, ...]:
        """The pages of the journey; a question with one answer is not asked."""
        errand: tuple[Question, ...] = ("errand",) if len(self.activities) > 1 or self.max_people > 1 else ()
        office: tuple[Question, ...] = ("office",) if len(self.offices) > 1 else ()
        return (*errand, *office, "time", "details", "check")

    def number(self, question: Question) -> int:
        """Which page of the journey this is, from 1."""
        return self.questions.index(question) + 1


@dataclass(frozen=True)
class Wish:
    """What has been chosen so far. It travels in addresses, so that Back, reload and a bookmark work."""

    agenda: str
    activities: tuple[str, ...] = ()
    office: str | None = None
    people: int = 1
    start: datetime | None = None

    def missing(self, offered: Offered) -> Question | None:
        """The first question that needs an answer before times can be shown."""
        if offered.activities and not self.activities:
            return "errand"
        return "office" if self.office is None else None

    def at(self, start: datetime | None) -> Wish:
        """The same errand at another time, or at none yet."""
        return replace(self, start=start)

    def path(self, page: str = "") -> str:
        return f"/booking/{self.agenda}/{page}" if page else f"/booking/{self.agenda}"

    def query(self) -> dict[str, Any]:
        """The choices as an address or a form bears them."""
        pairs = {
            "activity": list(self.activities),
            "office": [self.office] if self.office else [],
            "people": [str(self.people)] if self.people > 1 else [],
            "start": [stamp(self.start)] if self.start else [],
        }
        return {name: values for name, values in pairs.items() if values}


def read_wish(offered: Offered, sent: Sent) -> Wish:
    """What was chosen; what the city does not offer is left out, the only answer to a question is filled in."""
    chosen = tuple(one for one in offered.activities if one in sent.get("activity", ()))
    offices = tuple(one for one in offered.offices if one == first(sent, "office"))
    return Wish(
        offered.agenda,
        offered.activities if len(offered.activities) == 1 else chosen,
        (offered.offices if len(offered.offices) == 1 else offices or (None,))[0],
        _people(first(sent, "people"), offered.max_people),
        read_stamp(first(sent, "start")),
    )


def first(sent: Sent, name: str) -> str:
    """The first value of this name, or nothing."""
    found = sent.get(name, ())
    return found[0] if found else ""


def stamp(instant: datetime) -> str:
    """An instant as addresses bear it: ``2026-11-24T07:00:00Z``."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def read_stamp(written: str) -> datetime | None:
    """The instant, or None for what is none or has no zone."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    if found.tzinfo is None or not FIRST_YEAR < found.year < LAST_YEAR:
        return None
    return found.astimezone(UTC)


def _people(written: str, most: int) -> int:
    return max(1, min(int(written), most)) if written.isdecimal() and len(written) < 4 else 1
