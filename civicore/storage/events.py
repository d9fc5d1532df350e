"""News of committed units, kept until every subscription has it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civicore.base.codes import new_id
from civicore.storage.statement import Insertion
from civicore.storage.tables import EventRow
from civicore.storage.written import dump_event, kind_of

_NEW = Insertion(EventRow)  # in the order of writing, also where a frozen clock gives the same instant to all


async def note_event(event: Any, now: datetime) -> None:
    """Write an event down inside the running unit."""
    await _NEW.note(id=new_id(now), kind=kind_of(type(event)), body=dump_event(event), at=now)
