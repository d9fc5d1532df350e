"""The telephones of a demo: they show what a bot says and send nothing anywhere."""

from __future__ import annotations

import itertools
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from civicore_bots.spoken import Say, written

_KEPT = 60  # messages on one screen
_MOST = 200  # screens


@dataclass
class Shown:
    """One message on a screen; ``mine``: the visitor wrote it."""

    id: str
    say: Say
    mine: bool = False


@dataclass
class DemoScreens:
    """Stands in for every messenger. What is shown lives as long as the demo runs."""

    most: int = 4096
    _screens: dict[str, deque[Shown]] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def screen(self, chat: str) -> list[Shown]:
        """What can be seen in a chat, the oldest first."""
        return list(self._screens.get(chat, ()))

    def write(self, chat: str, text: str) -> str:
        """The visitor's own words."""
        return self._show(chat, Say(text), mine=True)

    def number(self) -> int:
        """The number of an update that the demo makes."""
        return next(self._ids)

    def length(self, text: str) -> int:
        return len(text)

    async def say(self, chat: str, say: Say) -> str:
        """Always below: a demo shows the whole conversation."""
        await self.strip(chat, say.instead)
        return self._show(chat, say)

    def welcome(self, say: Say) -> dict[str, Any]:
        """As it is kept; whoever opened the chat shows it."""
        welcome: dict[str, Any] = json.loads(written(say))
        return welcome

    async def strip(self, chat: str, message: str) -> None:
        for one in self._screens.get(chat, ()):
            if one.id == message:
                one.say = Say(one.say.text)

    async def acknowledge(self, query: str, note: str) -> None:
        """Nobody waits for it."""

    async def register(self, url: str, secret: str) -> None:
        """Nobody calls."""

    async def name(self) -> str:
        return ""

    async def picture(self, photo: str) -> bytes:
        return b""

    async def close(self) -> None:
        self._screens.clear()

    def _show(self, chat: str, say: Say, *, mine: bool = False) -> str:
        while len(self._screens) > _MOST:
            del self._screens[next(iter(self._screens))]
        shown = Shown(str(next(self._ids)), say, mine)
        self._screens.setdefault(chat, deque(maxlen=_KEPT)).append(shown)
        return shown.id
