"""What became of what was sent: receipts come late, twice and in any order, and only ever move a fate forward."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from civicore.base.codes import new_id
from civicore.messaging.sms.gateway import FORWARD, Report
from civicore.messaging.sms.tables import Receipt, TextOut
from civicore.storage import spares
from civicore.storage.unit_of_work import UnitOfWork


async def reported(report: Report, unit: UnitOfWork) -> bool:
    """Note a receipt; False when nobody knows the id yet: it is kept for what is being sent right now."""
    await unit.lock(f"sms.receipt:{report.remote}")
    if await TextOut.exists().where(TextOut.remote == report.remote):
        await _forward(report, unit)
        return True
    await Receipt.insert(Receipt(id=new_id(), remote=report.remote, state=report.fate, at=unit.now))
    return False


async def catch_up(remote: str, unit: UnitOfWork) -> None:
    """The gateway's id has just become known: receipts that were faster count now."""
    await unit.lock(f"sms.receipt:{remote}")
    for row in await Receipt.delete().where(Receipt.remote == remote).returning(*Receipt.all_columns()):
        await _forward(Report(remote, row["state"]), unit)


async def _forward(report: Report, unit: UnitOfWork) -> None:
    behind = [fate for fate, place in FORWARD.items() if place < FORWARD[report.fate]]
    mine: Any = (TextOut.remote == report.remote) & TextOut.state.is_in(behind or [""])
    moved = await TextOut.update({TextOut.state: report.fate}).where(mine).returning(TextOut.message)
    for message in {row["message"] for row in moved}:
        if await lost(message):
            await spares.lost(message, unit.now, unit.manners)
        elif report.fate == "delivered":
            await spares.arrived(message)


async def lost(message: UUID) -> bool:
    """Whether a part of a message will never arrive; inside a unit or a reading."""
    rows: Collection[Any] = await TextOut.select(TextOut.state).where(TextOut.message == message)
    return any(row["state"] == "failed" for row in rows)
