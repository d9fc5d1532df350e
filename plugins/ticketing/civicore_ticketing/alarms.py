"""Calls for help in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from civicore import new_id
from civicore_ticketing.tables import AlarmRow
from civicore_ticketing.views import Alarm

ALARM = "ticketing.alarm"


async def live(office: str) -> tuple[Alarm, ...]:
    """What is not over yet, the newest first."""
    matching = (AlarmRow.office == office) & AlarmRow.ended_at.is_null()
    rows = await AlarmRow.select().where(matching).order_by(AlarmRow.raised_at, ascending=False)
    return tuple(_value(row) for row in rows)


async def add(counter: str, office: str, by: str, now: datetime) -> None:
    await AlarmRow.insert(AlarmRow(id=new_id(), office=office, counter=counter, raised_by=by, raised_at=now))


async def accept(alarm: UUID, by: str, now: datetime) -> Alarm | None:
    """None when it is over, or somebody else was first."""
    changes: dict[Any, Any] = {AlarmRow.accepted_by: by, AlarmRow.accepted_at: now}
    rows = (
        await AlarmRow.update(changes)
        .where(AlarmRow.id == alarm, AlarmRow.accepted_at.is_null(), AlarmRow.ended_at.is_null())
        .returning(*AlarmRow.all_columns())
    )
    return _value(rows[0]) if rows else None


async def end(counter: str, now: datetime) -> Alarm | None:
    """None when there is none at this counter."""
    rows = (
        await AlarmRow.update({AlarmRow.ended_at: now})
        .where(AlarmRow.counter == counter, AlarmRow.ended_at.is_null())
        .returning(*AlarmRow.all_columns())
    )
    return _value(rows[0]) if rows else None


async def forget(before: datetime) -> None:
    """Drop what was raised before an instant: names of staff are not kept."""
    await AlarmRow.delete().where(AlarmRow.raised_at < before)


def _value(row: dict[str, Any]) -> Alarm:
    return Alarm(**{name: row[name] for name in Alarm.__dataclass_fields__})
