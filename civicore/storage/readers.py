"""The connections of a file that only read: as many as were ever wanted at once, up to a bound."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiosqlite

from civicore.storage.line import Line
from civicore.storage.transaction import StoreBusy, waiting


class Readers:
    """Each is lent to one task at a time. Who finds none idle waits in the order of coming, ``wait`` seconds at most.

    All but the ``first`` are opened when somebody has to wait: a small office never needs them. One that cannot be
    opened is none; those there are go round.
    """

    def __init__(self, first: Line, more: Callable[[], Awaitable[Line]], most: int, wait: float) -> None:
        self._idle = [first]
        self._number = 1
        self._more, self._most, self._wait = more, most, wait
        self._queue: deque[asyncio.Future[Line]] = deque()
        self._opening: set[asyncio.Task[None]] = set()

    @property
    def at_rest(self) -> bool:
        """Whether all of them are idle."""
        return len(self._idle) == self._number

    async def take(self) -> Line:
        """One that nobody else has until it is given back; StoreBusy when none becomes idle in time."""
        return self._idle.pop() if self._idle else await self._turn()

    def give(self, line: Line) -> None:
        """Whoever waits longest has it now."""
        while self._queue:
            first = self._queue.popleft()
            if not first.done():
                first.set_result(line)
                return
        self._idle.append(line)

    async def settle(self) -> None:
        """Wait until none is being opened."""
        if self._opening:
            await asyncio.wait(set(self._opening))

    async def _turn(self) -> Line:
        if self._number + len(self._opening) < self._most:
            self._open_another()
        mine: asyncio.Future[Line] = asyncio.get_running_loop().create_future()
        self._queue.append(mine)
        try:
            async with waiting(self._wait, "too many wait for the database"):
                return await mine
        except BaseException:
            if mine.done() and not mine.cancelled():
                self.give(mine.result())  # it came just when nobody wanted it any more
            raise

    def _open_another(self) -> None:
        task = asyncio.get_running_loop().create_task(self._opened())
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _opened(self) -> None:
        with suppress(OSError, RuntimeError, aiosqlite.Error, StoreBusy):  # no file, no thread
            line = await self._more()
            self._number += 1
            self.give(line)
