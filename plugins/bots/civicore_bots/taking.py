"""What came is stored before anything is answered, once, and worked from the table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from civicore import UnitOfWork, new_id
from civicore_bots import viber_updates
from civicore_bots.bots import Bots
from civicore_bots.came import Came
from civicore_bots.lines import Line
from civicore_bots.tables import UpdateRow


def read(line: Line, raw: Mapping[str, Any]) -> Came | None:
    """What an update of this line means; None when it is none of ours."""
    if line.via == "viber":
        return viber_updates.read(raw)
    from civicore_bots import telegram_updates  # its library is large, and a city may never hear of it

    return telegram_updates.read(raw)


async def take(bots: Bots, line: Line, updates: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """Store updates for good, each once; returns the ids of those that are of use, new or not."""
    found = [(raw, came) for raw in updates if (came := read(line, raw)) is not None and came.of_use]
    if not found:
        return []

    async def work(unit: UnitOfWork) -> list[UUID]:
        return [await _stored(line, raw, came, unit) for raw, came in found]

    ids = await bots.runtime.transact(work)
    bots.wake()
    return ids


async def _stored(line: Line, raw: Mapping[str, Any], came: Came, unit: UnitOfWork) -> UUID:
    row = UpdateRow(
        id=new_id(),
        line=line.id,
        number=came.number,
        chat=came.chat,
        written=json.dumps(raw),
        at=unit.now,
        state="new",
        next_at=unit.now,
    )
    if await UpdateRow.insert(row).on_conflict(action="DO NOTHING").returning(UpdateRow.id):
        return row.id
    same = (UpdateRow.line == line.id) & (UpdateRow.number == came.number)
    known = await UpdateRow.select(UpdateRow.id).where(same).first()
    assert known is not None  # noqa: S101 - the line above could not write it
    return UUID(str(known["id"]))
