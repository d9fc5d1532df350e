"""What works for the bots while the server lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from civicore import Lifespan, Served
from civicore_bots.bots import Bots
from civicore_bots.hearing import HearingLane
from civicore_bots.polling import PollingLane
from civicore_bots.registering import RegisteringLane
from civicore_bots.speaking import SpeakingLane


@dataclass
class AtWork:
    """``hearing`` works what came, ``speaking`` says the answers."""

    bots: Bots

    def __post_init__(self) -> None:
        self.hearing = HearingLane(self.bots)
        self.speaking = SpeakingLane(self.bots)
        self._flushing = asyncio.Lock()

    async def flush(self) -> None:
        """Work all that is due now, and say what comes of it; who comes meanwhile waits."""
        async with self._flushing:
            while any([await self.hearing.round(), await self.speaking.round()]):
                pass

    @property
    def lifespan(self) -> Lifespan:
        return Lifespan("bots.messengers", self._around)

    @asynccontextmanager
    async def _around(self) -> AsyncIterator[None]:
        served: list[Served] = []
        if self.bots.stand_in is None:  # a demo's chat works what it hears itself, before it shows the screen
            polled = [one for one in self.bots.lines.values() if one.said.mode == "polling" and one.via == "telegram"]
            served = [Served(self.hearing), Served(self.speaking), Served(RegisteringLane(self.bots))]
            served += [Served(PollingLane(self.bots, one)) for one in polled]
        for one in served:
            one.begin()
            self.bots.wakes.append(one.wake)
        try:
            yield
        finally:
            self.bots.wakes.clear()
            for one in served:
                await one.end()
            await self.bots.close()
