"""The connections to PostgreSQL: taken from their pool, kept at hand for a moment, and given back."""

from __future__ import annotations

import asyncio
from typing import Any

from civicore.storage.endings import closed, connected
from civicore.storage.lent import Lent
from civicore.storage.shelf import Shelf
from civicore.storage.transaction import waiting

_AT_HAND = 2  # connections kept for whoever comes next
_KEPT = 1.0  # seconds that one is kept when nobody comes


class Lending:
    """``pool`` is asyncpg's; ``wait``: seconds that one waits for a connection at most."""

    def __init__(self, pool: Any, wait: float) -> None:
        self._pool, self._wait = pool, wait
        self._at_hand = Shelf(self._give_back)
        self._wanted = 0
        self._closing = False
        self._giving_back: set[asyncio.Task[None]] = set()

    @property
    def at_rest(self) -> bool:
        """Whether nobody has a connection."""
        return bool(self._pool.get_size() - self._pool.get_idle_size() == len(self._at_hand))

    async def take(self) -> Lent:
        """A connection on which nothing is begun. StoreBusy when none comes free, Disconnected when there is none."""
        while (lent := self._at_hand.take()) is not None:
            if lent.in_order:
                return lent
            self.put_down(lent)
        self._wanted += 1
        try:
            with connected():
                async with waiting(self._wait, "too many wait for the database"):
                    return Lent(await self._pool.acquire(), self._pool)
        finally:
            self._wanted -= 1

    def put_down(self, lent: Lent) -> None:
        """Nobody goes on with it; what it still holds is given up behind the caller's back."""
        room = len(self._at_hand) < _AT_HAND and not self._wanted and not self._closing
        if room and lent.in_order and not lent.holds:
            self._at_hand.lay(lent, _KEPT)
        else:
            self._give_back(lent)

    async def close(self) -> None:
        """Close all; what is not given back in time is ended."""
        self._closing = True
        self._at_hand.clear()
        await closed(self._pool, self._wait)

    def _give_back(self, lent: Lent) -> None:
        task = asyncio.get_running_loop().create_task(lent.put_down())
        self._giving_back.add(task)
        task.add_done_callback(self._giving_back.discard)
