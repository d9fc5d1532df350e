"""Text messages from people: handed to every plugin in turn, the first that understands answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Texted:
    """A text message that came in. ``sender`` is a number in international form, ``at`` when it reached us (UTC)."""

    id: str
    sender: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Reply:
    """What goes back to the sender, in the language of their command."""

    text: str
    language: str


class TextTalk(Protocol):
    """Registered as a service by a plugin that can be spoken to by text message."""

    async def hear(self, texted: Texted) -> Reply | None:
        """Act and answer; None when these words mean nothing to this plugin.

        Called outside any unit of work, and once more with the same message when the server stopped meanwhile:
        what was done for ``texted.id`` is not done again, and is answered as before.
        """
        ...

    def help(self, language: str) -> str | None:
        """One line on what can be written to it; None when nothing."""
        ...
