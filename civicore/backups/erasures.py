"""The ledger of erasures: that somebody was erased, so that they stay erased when a backup comes back.

The database keeps a keyed hash and a count. The names themselves are sealed with the key of backups and lie beside
the backups, for as long as those are kept: whoever can open the note can open the backups with the person in them.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from civicore.backups.key import BackupKey
from civicore.backups.sealing import seal_words, unseal_words
from civicore.backups.tables import ErasureRow, ExpiryRow
from civicore.backups.target import Target, note_name, stamp_of, write_once
from civicore.base.codes import Keyring, new_id
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

log = logging.getLogger("civicore.backups")

PURPOSE = "erasure"


@dataclass(frozen=True)
class Ledger:
    """Writes down who is erased, before it is done: what breaks off half-way is done again after a restore.

    ``target`` and ``key`` are missing where no backups are made: then nobody can come back.
    """

    store: Store
    keys: Keyring
    target: Target | None = None
    key: BackupKey | None = None

    async def begin(self, names: Sequence[str]) -> UUID:
        """A person, by all their names, is about to be erased."""
        note = seal_words(json.dumps(list(names)), self.key) if self.key is not None else None
        id = new_id()

        async def work(unit: UnitOfWork) -> None:
            person = self.keys.digest(PURPOSE, "\n".join(sorted(names)))
            await ErasureRow.insert(ErasureRow(id=id, at=unit.now, person=person, note=note))

        await self.store.transact(work)
        return id

    async def end(self, id: UUID, records: int) -> None:
        """So many records went."""

        async def work(unit: UnitOfWork) -> None:
            done: dict[Any, Any] = {ErasureRow.records: records, ErasureRow.done_at: unit.now}
            await ErasureRow.update(done).where(ErasureRow.id == id)

        await self.store.transact(work)
        await self.hand_over()

    async def expired(self, store: str, records: int) -> None:
        """A store let go of so many records by itself."""

        async def work(unit: UnitOfWork) -> None:
            await ExpiryRow.insert(ExpiryRow(id=new_id(), at=unit.now, store=store, records=records))

        await self.store.transact(work)

    async def hand_over(self) -> int:
        """Put the notes that wait beside the backups; how many still wait, because the folder is away."""
        async with self.store.reading():
            waiting = await ErasureRow.select().where(ErasureRow.note.is_not_null()).order_by(ErasureRow.at)
        for row in waiting:
            if self.target is None or not await asyncio.to_thread(_put, self.target, row):
                return len(waiting)
            await self.store.transact(lambda unit, id=row["id"]: _emptied(id))  # type: ignore[misc]
        return 0

    async def forget(self, erasures: datetime, expiries: datetime) -> int:
        """Let go of lines older than this. An erasure is of no use once no backup is left that holds the person."""

        async def work(unit: UnitOfWork) -> int:
            gone = await ErasureRow.delete().where(ErasureRow.at < erasures).returning(ErasureRow.id)
            told = await ExpiryRow.delete().where(ExpiryRow.at < expiries).returning(ExpiryRow.id)
            return len(gone) + len(told)

        return await self.store.transact(work)


def erased_since(folder: Path, since: datetime, key: BackupKey) -> Sequence[Sequence[str]]:
    """The names of everybody erased after an instant, by the notes in a folder. KeyUnfit, Damaged.

    Whoever was erased before it and came again is in the backup of their own will.
    """
    return [json.loads(unseal_words(note.read_bytes(), key)) for note in _after(folder, since)]


@dataclass(frozen=True)
class Notes:
    """What lies beside a backup about persons who were erased: ``names`` of those erased since it was made."""

    folder: Path
    since: datetime
    key: BackupKey
    names: Sequence[Sequence[str]]

    @classmethod
    def of(cls, folder: Path, since: datetime, key: BackupKey) -> Notes:
        """KeyUnfit, Damaged."""
        return cls(folder, since, key, erased_since(folder, since, key))

    async def under_way(self, store: Store) -> Mapping[UUID, Sequence[str]]:
        """Names of those whose erasure had begun before and not ended, by its id in the restored records.

        KeyUnfit, Damaged.
        """
        begun = ErasureRow.done_at.is_null() & (ErasureRow.at < self.since)
        async with store.reading():
            rows = await ErasureRow.select().where(begun).order_by(ErasureRow.at)
        sealed = {row["id"]: bytes(row["note"]) if row["note"] else _lying(self.folder, row) for row in rows}
        return {id: json.loads(unseal_words(note, self.key)) for id, note in sealed.items() if note}


async def brought_to_an_end(ids: Sequence[UUID], unit: UnitOfWork) -> None:
    """These were under way, and are done."""
    done: dict[Any, Any] = {ErasureRow.done_at: unit.now}
    if ids:
        await ErasureRow.update(done).where(ErasureRow.id.is_in(list(ids)))


def _lying(folder: Path, row: dict[str, Any]) -> bytes | None:
    """The note of an erasure that was handed over; None when there is none (any more)."""
    note = _place(folder, row)
    return note.read_bytes() if note.exists() else None


def _place(folder: Path, row: dict[str, Any]) -> Path:
    return folder / note_name(row["at"], row["id"].hex[:12])


def _after(folder: Path, since: datetime) -> Iterable[Path]:
    return sorted(note for note in folder.glob("erased-*.age") if stamp_of(note) >= since)


def _put(target: Target, row: dict[str, Any]) -> bool:
    try:
        target.make()
        _write(_place(target.erasures, row), bytes(row["note"]))
    except OSError as error:
        log.error("the note of an erasure waits: the folder of backups is away (%s)", error.strerror)
        return False
    return True


def _write(place: Path, note: bytes) -> None:
    """Written before, by a process that ended before it could say so, it must be whole: else it is written anew."""
    try:
        write_once(place, note)
    except FileExistsError:
        if place.read_bytes() != note:
            place.unlink()
            write_once(place, note)


async def _emptied(id: UUID) -> None:
    gone: dict[Any, Any] = {ErasureRow.note: None}
    await ErasureRow.update(gone).where(ErasureRow.id == id)
