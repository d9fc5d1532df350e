"""The turns of those who write, where several may at once: whoever only reads does not wait behind them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from civicore.storage.transaction import StoreBusy

T = TypeVar("T")


class Turns(Generic[T]):
    """So many units write at once, the others wait here in the order in which they came.

    A crowd that waits for one row of the database keeps its connections all along, and each request looks at a row
    or two beside: were they all waiting for the same connections, every look would wait for the whole crowd. With
    the turn goes what the one before worked with, a connection; ``left`` is told of one with which nobody goes on.
    """

    def __init__(self, number: int, wait: float, left: Callable[[T], None] | None = None) -> None:
        self._number = self._free = number
        self._wait = wait
        self._left = left
        self._line: deque[asyncio.Future[T | None]] = deque()

    @property
    def at_rest(self) -> bool:
        """Whether nobody has a turn or waits for one."""
        return self._free == self._number

    async def take(self) -> T | None:
        """Wait for a turn; what its last owner handed over. StoreBusy when it does not come."""
        if self._free:
            self._free -= 1
            return None
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[T | None] = loop.create_future()
        self._line.append(mine)
        bell = loop.call_later(self._wait, too_late, mine)
        try:
            return await mine
        except asyncio.CancelledError:
            if not mine.cancelled() and mine.exception() is None:
                self.give(mine.result())  # it came just when nobody wanted it any more
            raise
        finally:
            bell.cancel()

    def give(self, handed: T | None = None) -> None:
        """The turn is over; whoever comes next goes on with what is ``handed`` over."""
        while self._line:
            next_one = self._line.popleft()
            if not next_one.done():
                next_one.set_result(handed)
                return
        self._free += 1
        if handed is not None and self._left is not None:
            self._left(handed)


def too_late(turn: asyncio.Future[Any]) -> None:
    """Whoever waits for this turn is told that the database is busy."""
    if not turn.done():
        turn.set_exception(StoreBusy("too many wait for the database"))
