"""What became of messages that a messenger took: it tells later, several times, sometimes faster than it answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from civicore import UnitOfWork, new_id, ways
from civicore_bots.came import Receipt
from civicore_bots.lines import Line
from civicore_bots.tables import ChatRow, SentRow

_HOUR = timedelta(hours=1)


async def sent(line: Line, chat: str, token: str, message: UUID | None, unit: UnitOfWork) -> None:
    """The messenger took a message and calls it so; ``message`` is the outbox's, where it was one."""
    await SentRow.insert(SentRow(id=new_id(), line=line.id, chat=chat, token=token, message=message, at=unit.now))


async def unanswered(line: Line, chat: str, now: datetime) -> int:
    """How many messages went to a chat within the hour since its person last wrote."""
    row = await ChatRow.select(ChatRow.heard_at).where((ChatRow.line == line.id) & (ChatRow.chat == chat)).first()
    heard = row["heard_at"] if row and row["heard_at"] else None
    since = max(heard, now - _HOUR) if heard else now - _HOUR
    mine = (SentRow.line == line.id) & (SentRow.chat == chat) & (SentRow.at > since)
    found: int = await SentRow.count().where(mine)
    return found


async def note(line: Line, receipt: Receipt, unit: UnitOfWork) -> bool:
    """Hand a fate on to the outbox; False when nobody knows the message yet."""
    mine = (SentRow.line == line.id) & (SentRow.token == receipt.token)
    row = await SentRow.select(SentRow.message).where(mine).first()
    if row is None:
        return False
    if row["message"] is not None and receipt.fate == "delivered":
        await ways.arrived(unit, row["message"])
    elif row["message"] is not None:
        await ways.lost(unit, row["message"])
    return True
