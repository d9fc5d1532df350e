"""Words as they came, before something in them was blacked out: kept apart, for the few who may see them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from piccolo.columns import UUID as UuidColumn
from piccolo.columns import Text, Timestamptz
from piccolo.table import Table

from civicore import new_id


class OriginalRow(Table, tablename="signals_original"):
    """``field``: ``text``, ``topic``, ``address`` of the case, or the id of one of its events."""

    id = UuidColumn(primary_key=True, default=None)
    case_id = UuidColumn(default=None)
    field = Text(default=None)
    words = Text(default=None)
    at = Timestamptz(default=None)


INDEXES = ("CREATE UNIQUE INDEX IF NOT EXISTS signals_original_once ON signals_original (case_id, field)",)


async def keep(case: UUID, field: str, words: str, at: datetime) -> None:
    """Keep the words as they came; of what is blacked out again the first version stays."""
    row = OriginalRow(id=new_id(), case_id=case, field=field, words=words, at=at)
    await OriginalRow.insert(row).on_conflict(target=(OriginalRow.case_id, OriginalRow.field), action="DO NOTHING")


async def of(case: UUID) -> Mapping[str, str]:
    """The words of a case as they came, by field."""
    rows = await OriginalRow.select().where(OriginalRow.case_id == case)
    return {row["field"]: row["words"] for row in rows}


async def erase(case: UUID) -> None:
    """Forget them for good, as when a case is erased."""
    await OriginalRow.delete().where(OriginalRow.case_id == case)
