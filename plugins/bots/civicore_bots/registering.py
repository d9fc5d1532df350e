"""At the start each messenger is told where to call; what fails is tried again until it works (channel case 13)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from civicore import CannotSend
from civicore_bots.bots import Bots
from civicore_bots.hook import secrets
from civicore_bots.lines import Line

log = logging.getLogger("civicore.bots")

_FIRST, _LONGEST = timedelta(seconds=1), timedelta(minutes=5)


class RegisteringLane:
    """Registers every line once; for a line that is polled it takes an earlier registration back."""

    name = "registration with messengers"
    soon = 0.5

    def __init__(self, bots: Bots) -> None:
        self._bots = bots
        self._left = {one.id: one for one in bots.lines.values()}
        self._next: dict[str, tuple[datetime, int]] = {}

    async def round(self) -> bool:
        """Try what is due; False when nothing was, or when all is done."""
        now = self._bots.runtime.clock.now()
        due = [one for one in self._left.values() if self._next.get(one.id, (now, 0))[0] <= now]
        for line in due:
            await self._try(line, now)
        return False

    @property
    def done(self) -> bool:
        return not self._left

    async def _try(self, line: Line, now: datetime) -> None:
        transport = self._bots.transport(line)
        if transport is None:
            del self._left[line.id]
            return
        from civicore_bots.telegram import Telegram  # its library is large: loaded with the first token

        try:
            if line.said.mode == "polling" and isinstance(transport, Telegram):
                await transport.stop_calling()
            else:
                path = f"/hooks/bots/{line.name}/{line.via}"
                await transport.register(self._bots.runtime.absolute(path), secrets(self._bots, line)[0])
        except CannotSend as error:
            tries = self._next.get(line.id, (now, 0))[1] + 1
            self._next[line.id] = (now + min(_FIRST * (1 << min(tries - 1, 12)), _LONGEST), tries)
            log.warning("%s could not be told where to call: %s", line.id, error.reason)
        else:
            del self._left[line.id]
