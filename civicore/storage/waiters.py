"""Those who wait for the database, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from civicore.storage.transaction import StoreBusy

T = TypeVar("T")


class Waiters(deque["asyncio.Future[T]"]):
    """``wait``: seconds that one waits at most. Whether anybody does is asked for each unit, so it costs no call."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self._wait = wait

    async def come(self, back: Callable[[T], None]) -> T:
        """Wait for being called, and what is handed over then. StoreBusy when that takes too long.

        ``back`` is told of what was handed over just when nobody wanted it any more.
        """
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[T] = loop.create_future()
        self.append(mine)
        bell = loop.call_later(self._wait, _too_late, mine)
        try:
            return await mine
        except asyncio.CancelledError:
            if not mine.cancelled() and mine.exception() is None:
                back(mine.result())
            raise
        finally:
            bell.cancel()

    def call(self, handed: T) -> bool:
        """Call the first who still waits; False when there is nobody."""
        while self:
            first = self.popleft()
            if not first.done():
                first.set_result(handed)
                return True
        return False


def _too_late(waiter: asyncio.Future[Any]) -> None:
    if not waiter.done():
        waiter.set_exception(StoreBusy("too many wait for the database"))
