"""What a kiosk remembers of the person before it, in a cookie of its own, and only as long as they stand there.

Nothing of it is in an address: whoever presses Back sees the start page. The cookie is signed, so that no one
can make the kiosk show words that the office never said.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from civicore import Keyring, Text, same

Screen = Literal["start", "walk_in", "department", "activities", "code", "answer", "ticket"]
Comfort = Literal["large", "contrast", "low", "spoken"]
COMFORTS: tuple[Comfort, ...] = get_args(Comfort)
LONGEST_CODE = 64  # signs; a scanner may read more, no code has as many
_PURPOSE = "kiosk"
_LARGEST = 3500  # bytes; browsers keep 4096 of a cookie
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
    ``out``), ``none`` (no paper: number and QR on the screen). ``again`` says that the code had been typed before.
    """

    token: str
    paper: str
    job: str = ""
    again: bool = False


@dataclass(frozen=True)
class Visit:
    """One person's way through the screens. ``seen`` is their last touch, aware and in UTC."""

    seen: datetime
    screen: Screen = "start"
    comforts: frozenset[str] = frozenset()
    department: str = ""
    agenda: str = ""
    activity: str = ""
    page: int = 0
    typed: str = ""
    answer: Answer | None = None
    ticket: Shown | None = None

    @property
    def fresh(self) -> bool:
        """Whether there is nothing to forget."""
        return self == Visit(self.seen)

    def over(self, now: datetime, idle: timedelta) -> bool:
        """Whether the person has gone."""
        return now - self.seen >= idle or self.seen > now + timedelta(minutes=1)

    def to(self, screen: Screen, **changes: Any) -> Visit:
        """Another screen; what was chosen and typed stays with the old one, how it is shown does not."""
        return replace(Visit(self.seen, screen, self.comforts), **changes)

    def drawn(self) -> Visit:
        """After its screen was shown: paper that the browser prints is printed once, not at every look."""
        if self.ticket is None or self.ticket.paper != "here":
            return self
        return replace(self, ticket=replace(self.ticket, paper="out"))

    def toggled(self, comfort: str) -> Visit:
        return replace(self, comforts=self.comforts ^ {comfort}) if comfort in COMFORTS else self


@dataclass(frozen=True)
class Memory:
    """Writes visits into cookies and reads them."""

    keys: Keyring
    device: str

    def written(self, visit: Visit) -> str:
        """The value of the cookie."""
        facts = {name: value for name, value in asdict(visit).items() if value not in (None, "", 0)}
        raw = json.dumps(facts, default=_plain, ensure_ascii=False, separators=(",", ":"))
        packed = base64.urlsafe_b64encode(zlib.compress(raw.encode(), 9)).decode().rstrip("=")
        if len(packed) > _LARGEST and visit.answer is not None:
            return self.written(replace(visit, answer=replace(visit.answer, words=None)))
        return f"{packed}.{self.keys.digest(_PURPOSE, self._signed(packed))}"

    def read(self, value: str, now: datetime) -> Visit:
        """The visit in a cookie; a new one when there is none, or it is changed, or another device's."""
        packed, _, mark = value.partition(".")
        if not packed or not any(same(mark, one) for one in self.keys.digests(_PURPOSE, self._signed(packed))):
            return Visit(now)
        try:
            raw = zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
            return _visit(json.loads(raw))
        except (ValueError, KeyError, TypeError, binascii.Error, zlib.error):
            return Visit(now)  # written by another version of this program

    def _signed(self, packed: str) -> str:
        return f"{self.device}|{packed}"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _visit(facts: Mapping[str, Any]) -> Visit:
    known = {one.name for one in fields(Visit)}
    kept = {name: value for name, value in facts.items() if name in known}
    if kept.get("screen", "start") not in _SCREENS:
        raise ValueError("no such screen")
    answer, ticket = kept.pop("answer", None), kept.pop("ticket", None)
    return Visit(
        **{
            **kept,
            "seen": datetime.fromisoformat(kept["seen"]),
            "comforts": frozenset(kept.get("comforts", ())),
            "answer": _answer(answer) if answer else None,
            "ticket": Shown(**ticket) if ticket else None,
        }
    )


def _answer(facts: dict[str, Any]) -> Answer:
    instants = {name: datetime.fromisoformat(facts[name]) for name in ("opens", "closed", "until") if facts.get(name)}
    return Answer(**{**facts, **instants})
