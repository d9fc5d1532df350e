"""Queues that staff closed."""

from __future__ import annotations

from datetime import date

from civicore_ticketing.day import QueueClosed
from civicore_ticketing.tables import OfficeRow


async def closed(office: str, day: date) -> QueueClosed | None:
    """What staff said about the queue of an office on a day."""
    rows = await OfficeRow.select().where(OfficeRow.office == office, OfficeRow.day == day)
    return QueueClosed(rows[0]["closed_at"], rows[0]["closed_until"]) if rows else None


async def close(office: str, day: date, closing: QueueClosed) -> None:
    row = OfficeRow(office=office, day=day, closed_at=closing.since, closed_until=closing.until)
    changed = [OfficeRow.day, OfficeRow.closed_at, OfficeRow.closed_until]
    await OfficeRow.insert(row).on_conflict(target=OfficeRow.office, action="DO UPDATE", values=changed)


async def open_again(office: str) -> bool:
    """Forget it; False when nobody had closed it."""
    return bool(await OfficeRow.delete().where(OfficeRow.office == office).returning(OfficeRow.office))
