"""The turns of those who write, where several may at once: whoever only reads does not wait behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from civicore.storage.waiters import Waiters

T = TypeVar("T")


class Turns(Generic[T]):
    """So many units write at once, the others wait here in the order in which they came.

    A crowd that waits for one row of the database keeps its connections all along, and each request looks at a row
    or two beside: were they all waiting for the same connections, every look would wait for the whole crowd. With
    the turn goes what the one before worked with, a connection; ``left`` is told of one with which nobody goes on.
    """

    def __init__(self, number: int, wait: float, left: Callable[[T], None] | None = None) -> None:
        self._number = self._free = number
        self._left = left
        self._line: Waiters[T | None] = Waiters(wait)

    @property
    def at_rest(self) -> bool:
        """Whether nobody has a turn or waits for one."""
        return self._free == self._number

    async def take(self) -> T | None:
        """Wait for a turn; what its last owner handed over. StoreBusy when it does not come."""
        if self._free:
            self._free -= 1
            return None
        return await self._line.come(self.give)

    def give(self, handed: T | None = None) -> None:
        """The turn is over; whoever comes next goes on with what is ``handed`` over."""
        if self._line.call(handed):
            return
        self._free += 1
        if handed is not None and self._left is not None:
            self._left(handed)
