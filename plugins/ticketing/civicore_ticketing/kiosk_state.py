"""What a kiosk remembers of the person before it, in its browser and only as long as they stand there.

Nothing of it is in an address: whoever presses Back sees the start page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal, get_args

from civicore import Text

Screen = Literal["start", "walk_in", "department", "activities", "code", "answer", "ticket"]
ROOM = "ticketing"
LONGEST_CODE = 64  # signs; a scanner may read more, no code has as many
_SCREENS: frozenset[str] = frozenset(get_args(Screen))


@dataclass(frozen=True)
class Answer:
    """Why there is no ticket: the code of the refusal, the city's own words, and what may be done now.

    ``opens`` and ``closed`` are when the code begins and ceased to work, where the file allows to say so. ``then``
    is ``walk_in`` where an ordinary ticket may be had instead.
    """

    code: str
    words: Mapping[str, str] | None = None
    then: str = ""
    opens: datetime | None = None
    closed: datetime | None = None
    until: datetime | None = None

    @property
    def text(self) -> Text | None:
        return Text(self.words) if self.words else None


@dataclass(frozen=True)
class Shown:
    """The ticket on the screen: its link's secret and what became of the paper.

    ``paper``: ``printed`` (sent to the printer as ``job``), ``here`` (this browser prints it, then it is
    ``out``), ``none`` (no paper: number and QR on the screen). ``again`` says that the code had been typed before,
    ``at`` which other device prints it, for want of paper at this one.
    """

    token: str
    paper: str
    job: str = ""
    again: bool = False
    at: str = ""


@dataclass(frozen=True)
class Visit:
    """One person's way through the screens."""

    screen: Screen = "start"
    comforts: frozenset[str] = frozenset()
    department: str = ""
    agenda: str = ""
    activity: str = ""
    page: int = 0
    typed: str = ""
    answer: Answer | None = None
    ticket: Shown | None = None

    @classmethod
    def of(cls, facts: Mapping[str, Any], comforts: frozenset[str]) -> Visit:
        """As it was kept; a new one when it was kept by another version of this program."""
        try:
            return _visit(facts, comforts)
        except (ValueError, KeyError, TypeError):
            return cls(comforts=comforts)

    @property
    def fresh(self) -> bool:
        """Whether there is nothing to forget."""
        return self == Visit()

    def facts(self) -> dict[str, Any]:
        """What is kept of it, but for how it is shown."""
        plain = asdict(replace(self, comforts=frozenset()))
        return {name: value for name, value in plain.items() if value not in (None, "", 0, "start", frozenset())}

    def in_short(self) -> Visit:
        """Without the city's own words of an answer, which may be long."""
        return replace(self, answer=replace(self.answer, words=None) if self.answer else None)

    def to(self, screen: Screen, **changes: Any) -> Visit:
        """Another screen; what was chosen and typed stays with the old one, how it is shown does not."""
        return replace(Visit(screen, self.comforts), **changes)

    def drawn(self) -> Visit:
        """After its screen was shown: paper that the browser prints is printed once, not at every look."""
        if self.ticket is None or self.ticket.paper != "here":
            return self
        return replace(self, ticket=replace(self.ticket, paper="out"))


def _visit(facts: Mapping[str, Any], comforts: frozenset[str]) -> Visit:
    known = {one.name for one in fields(Visit)} - {"comforts"}
    kept = {name: value for name, value in facts.items() if name in known}
    if kept.get("screen", "start") not in _SCREENS:
        raise ValueError("no such screen")
    answer, ticket = kept.pop("answer", None), kept.pop("ticket", None)
    return Visit(
        **kept,
        comforts=comforts,
        answer=_answer(answer) if answer else None,
        ticket=Shown(**ticket) if ticket else None,
    )


def _answer(facts: dict[str, Any]) -> Answer:
    instants = {name: datetime.fromisoformat(facts[name]) for name in ("opens", "closed", "until") if facts.get(name)}
    return Answer(**{**facts, **instants})
