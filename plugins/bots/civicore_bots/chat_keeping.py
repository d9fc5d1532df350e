"""How long conversations live: as ``retention.bot_chats`` says; of updates their numbers at least a day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from civicore import Retention, UnitOfWork
from civicore_bots.bots import Bots
from civicore_bots.lines import parted
from civicore_bots.tables import ChatRow, SayRow, SentRow, UpdateRow

_REPEATED = timedelta(days=1)  # as long as messengers hand an update over again
_RECEIPTS = timedelta(days=14)  # as long as Viber keeps a message for somebody who is away


def retention(bots: Bots) -> Retention:
    """Everything said in chats. A person is ``telegram:<address>`` or ``viber:<address>``."""

    async def expire() -> int:
        return await bots.runtime.transact(lambda unit: _expire(bots, unit))

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        return await _export(bots, person)

    async def erase(person: str) -> int:
        return await bots.runtime.transact(lambda unit: _erase(person))

    return Retention("bots.chats", expire, export, erase)


async def _expire(bots: Bots, unit: UnitOfWork) -> int:
    oldest = bots.runtime.city.retention.bot_chats.before(unit.now, bots.runtime.city.zone)
    numbers = min(oldest, unit.now - _REPEATED)
    gone = len(await ChatRow.delete().where(ChatRow.moved_at < oldest).returning(ChatRow.id))
    emptied: dict[Any, Any] = {UpdateRow.written: "", UpdateRow.chat: "", UpdateRow.answer: None}
    await UpdateRow.update(emptied).where((UpdateRow.at < oldest) & (UpdateRow.state != "new"))
    gone += len(await UpdateRow.delete().where(UpdateRow.at < numbers).returning(UpdateRow.id))
    await SayRow.delete().where(SayRow.at < oldest)
    await SentRow.delete().where(SentRow.at < unit.now - _RECEIPTS)
    return gone


async def _export(bots: Bots, person: str) -> Sequence[Mapping[str, object]]:
    mine = _of(ChatRow, person)
    if mine is None:
        return ()
    async with bots.runtime.store.reading():
        rows = await ChatRow.select(ChatRow.line, ChatRow.chat, ChatRow.stands, ChatRow.heard_at).where(mine)
    return [_told(row) for row in rows]


def _told(row: Mapping[str, Any]) -> Mapping[str, object]:
    known = {"record": "chat", "bot": row["line"], "chat": row["chat"], "heard_at": row["heard_at"]}
    return {**known, **json.loads(row["stands"])}


async def _erase(person: str) -> int:
    mine = _of(ChatRow, person)
    if mine is None:
        return 0
    for table in (UpdateRow, SayRow, SentRow):
        await table.delete().where(_of(table, person))
    return len(await ChatRow.delete().where(mine).returning(ChatRow.id))


def _of(table: Any, person: str) -> Any:
    """The rows of a person; None for whoever is no chat."""
    via, _, to = person.partition(":")
    name, chat = parted(to)
    if via not in ("telegram", "viber") or not chat:
        return None
    return (table.line == f"{name}.{via}") & (table.chat == chat)
