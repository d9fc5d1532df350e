"""Messages by a channel that the city does not have: given up when they are due, so that staff see them."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from piccolo.columns.combination import WhereRaw

from civicore.base.clock import Clock
from civicore.base.codes import new_id
from civicore.storage.messages import delete, erased
from civicore.storage.spares import release_next
from civicore.storage.statement import Statement
from civicore.storage.store import Store
from civicore.storage.tables import Attempt, MessageRow
from civicore.storage.unit_of_work import UnitOfWork

log = logging.getLogger("civicore.outbox")

_AT_ONCE = 50
_REASON = "the city has no such channel"

# From channel to channel, over what the city's own ones have still to send: there may be very much of it.
_THERE = Statement("""
WITH RECURSIVE there (channel) AS (
  SELECT MIN(channel) FROM core_message WHERE state IN ('queued', 'sending')
  UNION ALL
  SELECT (SELECT MIN(channel) FROM core_message WHERE state IN ('queued', 'sending') AND channel > there.channel)
  FROM there WHERE there.channel IS NOT NULL)
SELECT channel FROM there WHERE channel IS NOT NULL
""")
_DUE = Statement(
    "SELECT 1 FROM core_message WHERE channel = {} AND state IN ('queued', 'sending')"
    " AND next_at <= {} AND due_at <= {} LIMIT 1"
)


class StrayLane:
    """``channels`` are those that the city has."""

    name = "messages without a channel"
    soon = 1.0

    def __init__(self, store: Store, channels: Collection[str], clock: Clock) -> None:
        self._store = store
        self._channels = frozenset(channels)
        self._clock = clock

    async def round(self) -> bool:
        """Give up some of what is due; whether there was anything."""
        async with self._store.reading():
            strays = await self._strays(self._clock.now())
        if not strays:
            return False
        log.error("messages cannot be sent, %s: %s", _REASON, ", ".join(strays))
        return await self._store.transact(lambda unit: self._give_up(strays, unit))

    async def _strays(self, now: datetime) -> list[str]:
        there = {row["channel"] for row in await _THERE.ask()}
        return [one for one in sorted(there - self._channels) if await _DUE.ask(one, now, now)]

    async def _give_up(self, strays: list[str], unit: UnitOfWork) -> bool:
        due = (
            MessageRow.channel.is_in(strays)
            & WhereRaw("state IN ('queued', 'sending')")  # word for word as in the index
            & (MessageRow.next_at <= unit.now)
            & (MessageRow.due_at <= unit.now)
        )
        some = await MessageRow.select(MessageRow.id).where(due).order_by(MessageRow.position).limit(_AT_ONCE)
        if not some:
            return False
        # Still due: another process may have been here meanwhile.
        mine = due & MessageRow.id.is_in([row["id"] for row in some])
        failed = await MessageRow.update({MessageRow.state: "failed"}).where(mine).returning(*MessageRow.all_columns())
        await delete([row["id"] for row in failed if row["withdrawn"]])
        for row in failed:
            if not row["withdrawn"]:
                await self._note(row, unit.now)
                await release_next(row["chain"], unit.now, unit.manners)
                unit.outgoing = True
        return True

    async def _note(self, row: dict[str, Any], now: datetime) -> None:
        attempt = Attempt(
            id=new_id(now), message=row["id"], channel=row["channel"], at=now, outcome="failed", detail=_REASON
        )
        await Attempt.insert(attempt)
        if row["forget"]:
            await MessageRow.update(erased()).where(MessageRow.id == row["id"])
