"""Which kept uploads belong to which case; their bytes are the core's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from piccolo.columns import Column

from civicore_signals.tables import FileRow

_MANY = 500  # ids in one statement; both databases bound the number of parameters


@dataclass(frozen=True)
class CaseFile:
    """A file of a case. ``source`` is ``sender`` or ``office``; ``event``: it came later, with an answer."""

    id: UUID
    case: UUID
    kind: Literal["photo", "document"]
    name: str
    source: str
    added_at: datetime
    event: UUID | None = None
    approved: bool = False
    redacted: bool = False


async def add_file(file: CaseFile, position: int = 0) -> None:
    """Note a file of a case; ``position`` orders the photos."""
    row = FileRow(
        id=file.id,
        case_id=file.case,
        kind=file.kind,
        name=file.name,
        source=file.source,
        added_at=file.added_at,
        event=file.event,
        approved=file.approved,
        redacted=file.redacted,
        position=position,
    )
    await FileRow.insert(row)


async def files_of(case: UUID) -> tuple[CaseFile, ...]:
    """The files of a case in their order."""
    return (await files_of_many([case]))[case]


async def files_of_many(cases: Collection[UUID]) -> dict[UUID, tuple[CaseFile, ...]]:
    """The files of each of these cases in their order."""
    found: dict[UUID, list[CaseFile]] = {one: [] for one in cases}
    wanted = list(found)
    for at in range(0, len(wanted), _MANY):
        query = FileRow.select().where(FileRow.case_id.is_in(wanted[at : at + _MANY]))
        for row in await query.order_by(FileRow.added_at).order_by(FileRow.position):
            found[row["case_id"]].append(_value(row))
    return {case: tuple(files) for case, files in found.items()}


async def change_file(case: UUID, file: UUID, *, approved: bool | None = None, redacted: bool | None = None) -> bool:
    """Note what the office decided about a file; False when the case has no such file."""
    said = {"approved": approved, "redacted": redacted}
    changes: dict[Column | str, Any] = {name: value for name, value in said.items() if value is not None}
    mine = (FileRow.id == file) & (FileRow.case_id == case)
    return bool(await FileRow.update(changes).where(mine).returning(FileRow.id))


async def rename_file(case: UUID, file: UUID, name: str) -> None:
    """Show a file of a case under another name; the core knows it by that name too, which is for who calls."""
    await FileRow.update({FileRow.name: name}).where((FileRow.id == file) & (FileRow.case_id == case))


async def drop_file(case: UUID, file: UUID) -> bool:
    """Take a file off a case; its bytes are dropped by who calls."""
    mine = (FileRow.id == file) & (FileRow.case_id == case)
    return bool(await FileRow.delete().where(mine).returning(FileRow.id))


async def drop_files(case: UUID) -> None:
    """Take all files off a case."""
    await FileRow.delete().where(FileRow.case_id == case)


def _value(row: dict[str, Any]) -> CaseFile:
    kept = {name: one for name, one in row.items() if name not in ("case_id", "position")}
    return CaseFile(case=row["case_id"], **kept)
