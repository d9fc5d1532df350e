"""Keeps one kind of delivery at work while the server lives, and knows when it is not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from civicore.base.tasks import Kept, is_the_end
from civicore.storage.delivering import AFTERWARDS, described

log = logging.getLogger("civicore.outbox")

_POLL = 1.0  # seconds until news of other processes are looked for
_GRACE = 10.0  # seconds that a delivery under way may take when the server stops
_ILL = 5  # rounds in a row that fail until staff are told
_CROWD = 4  # units of work at once from which on people wait for each other
_STEP, _AFTER = 0.05, 1.0  # seconds between two looks at the crowd; the longest that it is let go first


class Lane(Protocol):
    """Deliveries of one kind; a slow one does not hold up the others.

    ``soon`` says after how many seconds to look again when nothing could be delivered; it is never long.
    """

    name: str
    soon: float

    async def round(self) -> bool:
        """Deliver some of what is due; whether there was anything."""


class Served:
    """A lane at work: woken by ``wake()`` and by polling; whatever goes wrong in a round, the next one comes.

    ``crowd`` tells how many wait for an answer of the database now. While they are many, there is a round a second.
    """

    def __init__(self, lane: Lane, crowd: Callable[[], int] = lambda: 0) -> None:
        self._lane = lane
        self._crowd = crowd
        self._news = asyncio.Event()
        self._stopping = False
        self._failed = 0
        self._kept = Kept(f"delivery of {lane.name}", self._serve)

    def begin(self) -> None:
        self._kept.begin()

    def wake(self) -> None:
        self._news.set()

    async def end(self) -> None:
        """What is under way may end; what takes too long is cancelled."""
        self._stopping = True
        self.wake()
        await self._kept.end(_GRACE)

    def trouble(self) -> str | None:
        """A sentence when nothing is delivered here, else None."""
        if not self._kept.alive:
            return f"{self._kept.name} has stopped"
        return f"{self._kept.name} failed {self._failed} times in a row" if self._failed >= _ILL else None

    async def _serve(self) -> None:
        AFTERWARDS.set(True)
        while not self._stopping:
            self._news.clear()
            await self._rounds()
            if not self._stopping:
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(_POLL, self._lane.soon)):
                        await self._news.wait()

    async def _let_go_first(self) -> None:
        """Give those who wait for an answer the time that letters can do without."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _AFTER
        while not self._stopping and self._crowd() >= _CROWD and loop.time() < end:
            await asyncio.sleep(_STEP)

    async def _rounds(self) -> None:
        try:
            found = True
            while found and not self._stopping:
                found = await self._lane.round()
                self._failed = 0
                await self._let_go_first()
        except BaseException as error:
            self._failed += 1
            if is_the_end(error):
                raise
            log.error("%s was interrupted and goes on: %s", self._kept.name, described(error))
