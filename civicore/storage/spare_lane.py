"""Ways that take too long: when the file does not let people wait for them, the next one is taken."""

from __future__ import annotations

from functools import partial
from typing import Any

from civicore.base.clock import Clock
from civicore.storage.spares import give_up, release_next
from civicore.storage.statement import Statement
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork

_SLOW = "too slow: the next way was taken"
_AT_ONCE = 50
_DUE = Statement("SELECT id, chain FROM core_message WHERE state = 'spare' AND release_at <= {} LIMIT {}")


class SpareLane:
    """Releases what stands in for messages that were not delivered within ``notifications.fallback_after``."""

    name = "messages that stand in for others"
    soon = 1.0

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def round(self) -> bool:
        """Release some of what is due; whether there was anything."""
        async with self._store.reading():
            rows = await _DUE.ask(self._clock.now(), _AT_ONCE)
        released = [await self._store.transact(partial(_release, row)) for row in rows]
        return any(released)


async def _release(row: dict[str, Any], unit: UnitOfWork) -> bool:
    mine = (MessageRow.id == row["id"]) & (MessageRow.state == "spare") & (MessageRow.release_at <= unit.now)
    # Taken by writing: of several processes only one goes on.
    if not await MessageRow.update({MessageRow.release_at: None}).where(mine).returning(MessageRow.id):
        return False
    before = MessageRow.chain == row["chain"]
    under_way = await MessageRow.select(MessageRow.next_at).where(before & (MessageRow.state == "sending")).first()
    if under_way is not None:
        again = max(under_way["next_at"], unit.now)
        if again > unit.now:
            await MessageRow.update({MessageRow.release_at: again}).where(MessageRow.id == row["id"])
            return False
    slow = await give_up(before & (MessageRow.state == "queued"), _SLOW, unit.now, unit.manners)
    if not slow:
        await release_next(row["chain"], unit.now, unit.manners)
    unit.outgoing = True
    return True
