"""Where a city has no public address, we ask Telegram for what came, one process at a time."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from civicore import CannotSend, UnitOfWork
from civicore_bots import state, taking
from civicore_bots.bots import Bots
from civicore_bots.lines import Line
from civicore_bots.tables import LineRow

log = logging.getLogger("civicore.bots")

_WAIT = 8  # seconds that Telegram holds a question open; a server that stops waits for it
_LEASE = timedelta(seconds=90)
_PAUSE = timedelta(seconds=5)


class PollingLane:
    """Fetches the updates of one line."""

    soon = 1.0

    def __init__(self, bots: Bots, line: Line, wait: int = _WAIT) -> None:
        self.name = f"polling of {line.id}"
        self._bots = bots
        self._line = line
        self._wait = wait

    async def round(self) -> bool:
        """Fetch once; True when something came, so that it is asked again at once."""
        transport = self._bots.transport(self._line)
        first = await self._bots.runtime.transact(self._lease)
        if first is None or transport is None:
            return False
        from civicore_bots.telegram import Telegram  # its library is large: loaded with the first token

        if not isinstance(transport, Telegram):
            return False
        try:
            updates = await transport.fetch(first, self._wait)
        except CannotSend as error:
            log.warning("%s could not be asked: %s", self._line.id, error.reason)
            rest = error.wait or _PAUSE
            await self._bots.runtime.transact(lambda unit: self._free(unit.now + rest))
            return False
        # Stored first: what the next question leaves behind is gone at Telegram.
        await taking.take(self._bots, self._line, [one.to_dict() for one in updates])
        last = max((one.update_id for one in updates), default=first - 1)
        await self._bots.runtime.transact(lambda unit: self._free(unit.now, last + 1))
        return bool(updates)

    async def _lease(self, unit: UnitOfWork) -> int | None:
        """The first number to ask for; None while another process asks, or while Telegram wants a pause."""
        await LineRow.insert(LineRow(id=self._line.id)).on_conflict(action="DO NOTHING")
        free: Any = LineRow.fetching_until.is_null() | (LineRow.fetching_until <= unit.now)
        taken: dict[Any, Any] = {LineRow.fetching_until: unit.now + _LEASE}
        rows = await LineRow.update(taken).where((LineRow.id == self._line.id) & free).returning(LineRow.next_number)
        return int(rows[0]["next_number"]) if rows else None

    async def _free(self, until: Any, next_number: int | None = None) -> None:
        more = {} if next_number is None else {"next_number": next_number}
        await state.change(self._line.id, fetching_until=until, **more)
