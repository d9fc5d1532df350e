"""Where each chat stands, and what is forgotten when its person leaves."""

from __future__ import annotations

import json
from typing import Any

from civicore import Runtime, UnitOfWork, new_id
from civicore_bots.dialog import Where
from civicore_bots.lines import Line
from civicore_bots.tables import ChatRow, SayRow


async def stands(runtime: Runtime, line: Line, chat: str) -> Where:
    """Where a chat stands; at the beginning when nothing is known."""
    async with runtime.store.reading():
        row = await ChatRow.select(ChatRow.stands).where(_is(line, chat)).first()
    return Where.of(json.loads(row["stands"])) if row else Where()


async def moved(line: Line, chat: str, where: Where, unit: UnitOfWork, *, wrote: bool) -> None:
    """The conversation has come on; ``wrote``: the person themselves wrote."""
    fresh = ChatRow(id=new_id(), line=line.id, chat=chat, stands="{}", moved_at=unit.now)
    await ChatRow.insert(fresh).on_conflict(action="DO NOTHING")
    changes: dict[Any, Any] = {ChatRow.stands: json.dumps(where.plain()), ChatRow.moved_at: unit.now}
    await ChatRow.update({**changes, **({ChatRow.heard_at: unit.now} if wrote else {})}).where(_is(line, chat))


async def left(line: Line, chat: str, unit: UnitOfWork) -> None:
    """Nothing is said to whoever left, and nothing is known of where they stood."""
    await SayRow.delete().where((SayRow.line == line.id) & (SayRow.chat == chat))
    await ChatRow.delete().where(_is(line, chat))


def _is(line: Line, chat: str) -> Any:
    return (ChatRow.line == line.id) & (ChatRow.chat == chat)
