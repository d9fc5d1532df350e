"""How fast a bot may speak: a little at once, then one message a second in one chat, and so many in all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

_AT_ONCE = 3.0  # messages that one chat may get without a pause


@dataclass
class Pace:
    """``chat`` and ``all`` are messages a second, 0 for no limit. Telegram documents about 1 and about 30."""

    chat: float = 1.0
    all: float = 25.0
    _chats: dict[str, float] = field(default_factory=dict)
    _all: float = 0.0

    async def turn(self, chat: str) -> None:
        """Wait until this chat may get a message."""
        now = asyncio.get_running_loop().time()
        if self.chat:
            self._chats = {one: full for one, full in self._chats.items() if full > now}
            full = max(self._chats.get(chat, now), now) + 1 / self.chat
            self._chats[chat] = full
            await asyncio.sleep(max(0.0, full - now - _AT_ONCE / self.chat))
        if self.all:
            now = asyncio.get_running_loop().time()
            at = max(self._all, now)
            self._all = at + 1 / self.all
            await asyncio.sleep(at - now)
