"""Who books on a day and who closes it wait for each other."""

from __future__ import annotations

from datetime import date
from typing import Literal

from civicore import Statement
from civicore_booking.tables import OfficeDayRow

_LOCKED = {
    how: Statement(f"SELECT key FROM booking_office_day WHERE key = {{}} FOR {how}")  # noqa: S608
    for how in ("SHARE", "UPDATE")
}


async def share_day(office: str, day: date) -> None:
    """Book on a day: it cannot be closed until this unit ends, and who closes it sees this booking."""
    await _lock_day(office, day, "SHARE")


async def take_day(office: str, day: date) -> None:
    """Close a day: wait for those who are booking on it, and keep others waiting until this unit ends."""
    await _lock_day(office, day, "UPDATE")


async def _lock_day(office: str, day: date, how: Literal["SHARE", "UPDATE"]) -> None:
    # On SQLite whoever writes is alone already.
    key = f"{office}|{day.isoformat()}"
    if OfficeDayRow._meta.db.engine_type == "sqlite":
        return
    if not await _LOCKED[how].ask(key):
        await OfficeDayRow.insert(OfficeDayRow(key=key)).on_conflict(action="DO NOTHING")
        await _LOCKED[how].ask(key)
