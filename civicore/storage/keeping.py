"""What the outbox keeps about one person: letters that wait, that were sent, and that reached nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from piccolo.columns.combination import WhereRaw

from civicore.extension.parts import Retention
from civicore.storage.messages import delete, erased
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow

_WAITING = ("queued", "spare")


def retention(store: Store) -> Retention:
    """Messages by their recipient. What is too old goes with everything else of the outbox (see ``tidying``)."""

    async def expire() -> int:
        return 0

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        async with store.reading():
            rows = await MessageRow.select().where(addressed_to(person)).order_by(MessageRow.position)
        return [{"record": "message", **{name: row[name] for name in _TOLD}} for row in rows]

    async def erase(person: str) -> int:
        return await store.transact(lambda unit: _erase(person))

    return Retention("storage.messages", expire, export, erase)


_TOLD = ("made_at", "channel", "recipient", "subject", "text", "state")


async def _erase(person: str) -> int:
    """What waits is not sent any more; what is being sent is emptied when that has ended; the rest is emptied now."""
    mine = addressed_to(person)
    mark: dict[Any, Any] = {MessageRow.withdrawn: True, MessageRow.forget: True, MessageRow.shown: ""}
    marked = await MessageRow.update(mark).where(mine).returning(MessageRow.id, MessageRow.state)
    waiting = [row["id"] for row in marked if row["state"] in _WAITING]
    ended = [row["id"] for row in marked if row["state"] not in (*_WAITING, "sending")]
    await delete(waiting)
    if ended:
        await MessageRow.update(erased()).where(MessageRow.id.is_in(ended))
    return len(marked)


def addressed_to(person: str) -> Any:
    """Messages to an address, however its capitals were typed."""
    return WhereRaw("LOWER(recipient) = {}", person.strip().lower())
