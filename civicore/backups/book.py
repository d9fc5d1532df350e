"""The book of backups and rehearsals: of several processes one makes them, and all know how the last one ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from civicore.backups.tables import BackupRow
from civicore.base.codes import new_id
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

Kind = Literal["backup", "rehearsal"]
_LOST = timedelta(hours=6)  # who began so long ago and never ended was killed
_YEARS = timedelta(days=730)


@dataclass(frozen=True)
class Entry:
    """A try, and how it ended. ``trouble`` is a sentence of city IT's, without persons and secrets."""

    began_at: datetime
    ended_at: datetime | None
    state: str
    trouble: str = ""


@dataclass(frozen=True)
class Book:
    """Kept in the city's own database."""

    store: Store

    async def begin(self, kind: Kind, *, unless_since: datetime | None = None) -> UUID | None:
        """Take a try on; None when another process has one under way, or began one since then."""

        async def work(unit: UnitOfWork) -> UUID | None:
            await unit.lock(f"core.backups.{kind}")
            last = await _last(kind)
            if last is not None and last.state == "running" and last.began_at > unit.now - _LOST:
                return None
            if last is not None and unless_since is not None and last.began_at > unless_since:
                return None
            id = new_id()
            await BackupRow.insert(BackupRow(id=id, kind=kind, began_at=unit.now, state="running"))
            await BackupRow.delete().where(BackupRow.began_at < unit.now - _YEARS)
            return id

        return await self.store.transact(work)

    async def end(self, id: UUID, *, trouble: str = "", name: str = "", size: int = 0, rows: int = 0) -> None:
        """Say how it ended: made, or failed with a trouble."""

        async def work(unit: UnitOfWork) -> None:
            ended: dict[Any, Any] = {
                BackupRow.ended_at: unit.now,
                BackupRow.state: "failed" if trouble else "made",
                BackupRow.trouble: trouble,
                BackupRow.name: name,
                BackupRow.size: size,
                BackupRow.rows: rows,
            }
            await BackupRow.update(ended).where(BackupRow.id == id)

        await self.store.transact(work)

    async def last(self, kind: Kind) -> Entry | None:
        """The last try."""
        async with self.store.reading():
            return await _last(kind)

    async def last_made(self, kind: Kind) -> Entry | None:
        """The last one that went well."""
        async with self.store.reading():
            return await _last(kind, state="made")


async def _last(kind: Kind, state: str | None = None) -> Entry | None:
    which = BackupRow.kind == kind
    rows = BackupRow.select().where(which & (BackupRow.state == state) if state else which)
    row = await rows.order_by(BackupRow.began_at, ascending=False).first()
    return None if row is None else Entry(row["began_at"], row["ended_at"], row["state"], row["trouble"])
