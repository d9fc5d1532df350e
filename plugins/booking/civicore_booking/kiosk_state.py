"""How far a person at a kiosk has come, and which question is next. Pure.

Nothing of it is in an address; it is kept by the kiosk's browser while the person stands there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Literal

from civicore_booking.journey import read_stamp

ROOM = "booking"
Mode = Literal["book", "cancel"]
Screen = Literal["agenda", "activity", "office", "day", "time", "ask", "check", "done", "cancelled", "refused"]
CANCEL = ("code", "last_name")


@dataclass(frozen=True)
class Visit:
    """What was answered so far.

    ``answers`` are those of the form; an empty one was left out. ``mark`` makes a touch that is sent twice book once.
    ``trouble`` is the code of a refusal that the screen tells. ``token`` opens what was booked or is to be cancelled;
    ``paper`` and ``job`` tell what became of the slip.
    """

    mode: Mode = "book"
    agenda: str = ""
    activity: str = ""
    office: str = ""
    day: str = ""
    time: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    page: int = 0
    typed: str = ""
    board: str = ""
    mark: str = ""
    trouble: str = ""
    ended: bool = False
    token: str = ""
    paper: str = ""
    job: str = ""

    @classmethod
    def of(cls, facts: Mapping[str, Any], mode: Mode) -> Visit:
        """As it was kept; a new one when the person did something else before."""
        known = {one.name for one in fields(cls)}
        if facts.get("mode") != mode or not facts.keys() <= known:
            return cls(mode)
        return cls(**facts)

    def facts(self) -> dict[str, Any]:
        """What is kept of it."""
        plain = asdict(self)
        empty = asdict(Visit())
        return {name: value for name, value in plain.items() if name == "mode" or value != empty[name]}

    def on(self, **answered: Any) -> Visit:
        """The next screen, with this answer; how far one had leafed and typed belongs to the one before."""
        return replace(self, page=0, typed="", board="", trouble="", **answered)

    @property
    def activities(self) -> tuple[str, ...]:
        return (self.activity,) if self.activity else ()

    @property
    def start(self) -> datetime | None:
        """The time chosen, aware and in UTC."""
        return read_stamp(self.time) if self.time else None

    @property
    def date(self) -> date | None:
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None


@dataclass(frozen=True)
class Choices:
    """What there is to choose after the answers so far; a question with one answer is not asked."""

    agendas: Sequence[str]
    activities: Sequence[str] = ()
    offices: Sequence[str] = ()
    questions: Sequence[str] = ()


def settled(visit: Visit, choices: Choices) -> Visit:
    """With what goes without saying, and without what is not offered (any more)."""
    return replace(
        visit,
        agenda=_only(visit.agenda, choices.agendas),
        activity=_only(visit.activity, choices.activities),
        office=_only(visit.office, choices.offices),
    )


def screen(visit: Visit, choices: Choices) -> Screen:
    """Where the person is: the first question without an answer."""
    if visit.ended:
        return "refused"
    if visit.paper:
        return "done"
    for name, asked in (
        ("agenda", True),
        ("activity", len(choices.activities) > 1),
        ("office", True),
        ("day", True),
        ("time", True),
    ):
        if asked and not getattr(visit, name):
            return name  # type: ignore[return-value]
    return "check" if asked_now(visit, choices.questions) is None else "ask"


def asked_now(visit: Visit, questions: Sequence[str]) -> str | None:
    """The first question of the form that was neither answered nor left out."""
    return next((name for name in questions if name not in visit.answers), None)


def back(visit: Visit, choices: Choices) -> Visit | None:
    """Without the last answer that was asked for; None before the first question."""
    for name in reversed(choices.questions):
        if name in visit.answers:
            left = {key: value for key, value in visit.answers.items() if key != name}
            return replace(visit.on(answers=left), typed=visit.answers[name])
    asked = {"agenda": choices.agendas, "activity": choices.activities, "office": choices.offices}
    for name in ("time", "day", "office", "activity", "agenda"):
        if getattr(visit, name) and (name not in asked or len(asked[name]) > 1):
            return visit.on(**{name: ""})
    return None


def _only(answer: str, offered: Sequence[str]) -> str:
    if len(offered) == 1:
        return offered[0]
    return answer if answer in offered else ""
