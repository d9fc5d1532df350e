"""What units of these tests do, and what is found of it."""

from __future__ import annotations

from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork


async def said(unit: UnitOfWork) -> None:
    """Leave a line."""
    await unit.record("said", actor="", subject="")


async def changing(unit: UnitOfWork) -> None:
    """Wait for all who share the name, and leave another line."""
    await unit.lock("rules")
    await unit.record("new", actor="", subject="")


async def lines(store: Store) -> list[str]:
    """The lines in the order in which they were left."""
    async with store.reading():
        return [row["action"] for row in await AuditRow.select(AuditRow.action).order_by(AuditRow.position)]
