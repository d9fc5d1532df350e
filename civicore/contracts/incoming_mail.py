"""Letters that came in by e-mail: every plugin says what one seems to be about, a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from civicore.base.refusal import Refusal
    from civicore.people.principals import Principal


@dataclass(frozen=True)
class IncomingLetter:
    """A letter of a person; ``text`` is plain, without what it quotes. ``at`` is aware and in UTC.

    ``quoted`` is what it quotes of other letters. ``answers`` names what the message of ours was about that it
    answers (``booking:<uuid>``), empty when it answers none: whoever has that message could write so.
    """

    id: UUID
    sender: str
    sender_name: str
    subject: str
    text: str
    at: datetime
    quoted: str = ""
    answers: str = ""


@dataclass(frozen=True)
class Proposal:
    """A deed the letter seems to ask for: ``about`` names the thing (``booking:<uuid>``), ``deed`` what to do.

    ``title`` and ``facts`` are for the clerk's eyes, in their language; ``sure`` when nothing else can be meant
    (the letter bears the PIN), else the clerk compares first. ``url`` is the desk page of the thing.
    ``answer`` is what the sender is told once it is done, by language; it names nobody.
    """

    about: str
    deed: str
    title: str
    facts: Mapping[str, str]
    sure: bool
    url: str | None = None
    answer: Mapping[str, str] = field(default_factory=dict)


class LetterWork(Protocol):
    """Registered as a service by a plugin that letters may concern."""

    def knows(self, about: str) -> bool:
        """Whether this thing is the plugin's own (``booking:…``)."""
        ...

    async def proposals(self, letter: IncomingLetter, by: Principal, language: str) -> tuple[Proposal, ...]:
        """What it seems to be about, the likeliest first; only what this clerk may see and do."""
        ...

    async def carry_out(self, letter: IncomingLetter, proposal: Proposal, by: Principal) -> Refusal | None:
        """Do it; None when done. Once for each letter and deed, however often it is asked."""
        ...


class LetterBox(Protocol):
    """Where letters fall in; registered as a service by the core where the city takes letters."""

    async def take(self, raw: bytes) -> bool:
        """Take a letter as it came (RFC 5322), for good; False when it was there already."""
        ...
