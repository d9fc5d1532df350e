"""News of committed units, kept until every subscription has it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from piccolo.querystring import Unquoted

from civicore.base.codes import new_id
from civicore.storage.tables import EventRow
from civicore.storage.written import dump_event, kind_of

# The order of writing, also where a frozen clock gives the same instant to all.
NEXT = Unquoted("(SELECT COALESCE(MAX(position), 0) + 1 FROM core_event)")


async def note_event(event: Any, now: datetime) -> None:
    """Write an event down inside the running unit."""
    row = EventRow(id=new_id(), kind=kind_of(type(event)), body=dump_event(event), at=now, position=NEXT)
    await EventRow.insert(row)
