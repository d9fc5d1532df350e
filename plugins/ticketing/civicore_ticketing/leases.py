"""Blocks of numbers that kiosks hold, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from civicore_ticketing.tables import LeaseRow, TicketRow


@dataclass(frozen=True)
class Block:
    """Numbers ``first`` to ``last`` of a day's series; ``next`` is the first that has not come back yet."""

    id: UUID
    device: str
    office: str
    day: date
    series: str
    first: int
    last: int
    next: int
    made_at: datetime


async def of_device(device: str, day: date, series: str) -> list[Block]:
    """The blocks of a device, the oldest first."""
    matching = (LeaseRow.device == device) & (LeaseRow.day == day) & (LeaseRow.series == series)
    rows = await LeaseRow.select().where(matching).order_by(LeaseRow.made_at).order_by(LeaseRow.first, ascending=False)
    return [await _value(row) for row in rows]


async def holding(device: str, series: str, number: int, day: date) -> Block | None:
    """The block of a device that a number given on this day belongs to; the latest one if its clock named no such day.

    Each day begins with the same numbers, so the number alone does not tell the day.
    """
    rows = (
        await LeaseRow.select()
        .where(LeaseRow.device == device, LeaseRow.series == series)
        .where(LeaseRow.first <= number, LeaseRow.last >= number)
        .order_by(LeaseRow.made_at, ascending=False)
    )
    found = next((row for row in rows if row["day"] == day), rows[0] if rows else None)
    return await _value(found) if found else None


async def add(block: Block) -> None:
    await LeaseRow.insert(
        LeaseRow(
            id=block.id,
            device=block.device,
            office=block.office,
            day=block.day,
            series=block.series,
            first=block.first,
            last=block.last,
            made_at=block.made_at,
        )
    )


async def forget(before: date) -> None:
    """Drop the blocks of days before this one."""
    await LeaseRow.delete().where(LeaseRow.day < before)


async def _value(row: dict[str, Any]) -> Block:
    own = (TicketRow.home == row["office"]) & (TicketRow.day == row["day"]) & (TicketRow.series == row["series"])
    used = (
        await TicketRow.select(TicketRow.number)
        .where(own, TicketRow.number >= row["first"], TicketRow.number <= row["last"])
        .order_by(TicketRow.number, ascending=False)
        .limit(1)
    )
    return Block(**row, next=used[0]["number"] + 1 if used else row["first"])
