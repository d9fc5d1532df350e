"""How printers are, as every process and the desk see it: inside a unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from civicore.devices.printer import Trouble
from civicore.devices.tables import PrinterRow

_SURE = 2  # times in a row that a trouble is found until staff are written: one lost packet is none


@dataclass(frozen=True)
class Condition:
    """What a printer said last, and when."""

    trouble: Trouble | None
    asked_at: datetime

    def fresh(self, now: datetime, lasts: timedelta) -> bool:
        """Whether it can still be believed."""
        return timedelta() <= now - self.asked_at <= lasts


async def conditions(devices: Sequence[str]) -> Mapping[str, Condition]:
    """Of these devices, as far as they have been asked."""
    if not devices:
        return {}
    rows = await PrinterRow.objects().where(
        PrinterRow.device.is_in(list(devices)) & PrinterRow.asked_at.is_not_null()
    )  # fmt: skip
    return {row.device: Condition(cast(Trouble, row.trouble) if row.trouble else None, row.asked_at) for row in rows}


async def note(device: str, lease: UUID, trouble: Trouble | None, now: datetime) -> bool:
    """Write down what the printer said and end the lease; whether staff have to be told of it now.

    Who has lost the lease meanwhile writes nothing.
    """
    mine = (PrinterRow.device == device) & (PrinterRow.lease == lease)
    row = await PrinterRow.objects().get(mine)
    if row is None:
        return False
    said = trouble or ""
    times = row.times + 1 if said == row.trouble else 1
    tell = bool(said) and times >= _SURE and row.told != said
    await PrinterRow.update(
        {
            PrinterRow.trouble: said,
            PrinterRow.times: times,
            PrinterRow.told: said if tell else row.told if said else "",
            PrinterRow.asked_at: now,
            PrinterRow.lease: None,
            PrinterRow.leased_until: None,
        }
    ).where(mine)
    return tell
