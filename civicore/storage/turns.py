"""The turns of those who write, where several may at once: whoever only reads does not wait behind them."""

from __future__ import annotations

import asyncio

from civicore.storage.opening import Opening
from civicore.storage.transaction import waiting


class Turns:
    """So many units write at once, the others wait here in the order in which they came.

    A crowd that waits for one row of the database keeps its connections all along, and each request looks at a row
    or two beside: were they all waiting for the same connections, every look would wait for the whole crowd.
    """

    def __init__(self, number: int, wait: float) -> None:
        self._free = asyncio.Semaphore(number)
        self._wait = wait

    async def take(self, opening: Opening) -> None:
        """Wait for a turn. StoreBusy when it does not come, Foregone when the unit is refused by now."""
        if self._free.locked():
            async with waiting(self._wait, "too many wait for the database"):
                await self._free.acquire()
        else:
            await self._free.acquire()
        try:
            opening.judge()
        except BaseException:
            self._free.release()
            raise

    def give(self) -> None:
        """The turn is over."""
        self._free.release()
