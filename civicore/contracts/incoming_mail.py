"""Letters that came in by e-mail: every plugin says what one seems to be about, a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from civicore.base.refusal import Refusal
    from civicore.people.principals import Principal


@dataclass(frozen=True)
class IncomingLetter:
    """A letter of a person; ``text`` is plain, without what it quotes. ``at`` is aware and in UTC."""

    id: UUID
    sender: str
    sender_name: str
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Proposal:
    """A deed the letter seems to ask for: ``about`` names the thing (``booking:<uuid>``), ``deed`` what to do.

    ``title`` and ``facts`` are for the clerk's eyes, in their language; ``sure`` when nothing else can be meant
    (the letter bears the PIN), else the clerk compares first. ``url`` is the desk page of the thing.
    """

    about: str
    deed: str
    title: str
    facts: Mapping[str, str]
    sure: bool
    url: str | None = None


class LetterWork(Protocol):
    """Registered as a service by a plugin that letters may concern."""

    async def proposals(self, letter: IncomingLetter, by: Principal, language: str) -> tuple[Proposal, ...]:
        """What it seems to be about, the likeliest first; only what this clerk may see and do."""
        ...

    async def carry_out(self, letter: IncomingLetter, proposal: Proposal, by: Principal) -> Refusal | None:
        """Do it; None when done. Once for each letter and deed, however often it is asked."""
        ...
