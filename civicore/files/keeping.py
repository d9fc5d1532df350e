"""Clean files in the database: kept, claimed, blackened, read, dropped. Everything here runs within a transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from piccolo.query.functions import Sum

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.files.rules import Box, Clean
from civicore.files.tables import FileContent, FileRow
from civicore.storage.unit_of_work import UnitOfWork

Variant = Literal["full", "thumb", "public", "public_thumb"]
_UNREDACTED: dict[Variant, Variant] = {"public": "full", "public_thumb": "thumb"}


@dataclass(frozen=True)
class Kept:
    """What is known of a file without reading it. ``size`` counts bytes of its full variant."""

    id: UUID
    owner: str
    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None
    seen_at: tuple[float, float] | None
    redacted: bool
    made_at: datetime

    @property
    def picture(self) -> bool:
        return self.content_type.startswith("image/")


@dataclass(frozen=True)
class File:
    """A file to be served, in one variant."""

    kept: Kept
    variant: Variant
    content_type: str
    content: bytes


async def keep(unit: UnitOfWork, clean: Clean, owner: str, until: datetime | None = None) -> UUID:
    """Store a clean file for its owner; one with ``until`` is deleted then, unless somebody claims it before."""
    id = new_id()
    last = await FileRow.select(FileRow.position).where(FileRow.owner == owner).order_by(
        FileRow.position, ascending=False
    ).limit(1)  # fmt: skip
    lat, lon = clean.seen_at or (None, None)
    await FileRow.insert(
        FileRow(
            id=id,
            owner=owner,
            position=last[0]["position"] + 1 if last else 1,
            name=clean.name,
            content_type=clean.content_type,
            size=len(clean.content),
            width=clean.width,
            height=clean.height,
            seen_lat=lat,
            seen_lon=lon,
            made_at=unit.now,
            until=until,
        )
    )
    await _write(id, "full", clean.content_type, clean.content)
    if clean.thumb is not None:
        await _write(id, "thumb", "image/jpeg", clean.thumb)
    return id


async def claim(unit: UnitOfWork, ids: Sequence[UUID], from_owner: str, to_owner: str) -> Refusal | None:
    """Give files to another owner for good, in this order; where they were taken is forgotten.

    ``Refusal("files.gone")`` and nothing done when one of them is not the first owner's.
    """
    if not ids:
        return None
    mine = {one.id for one in await of(from_owner)}
    if not set(ids) <= mine:
        return Refusal("files.gone")
    held = await of(to_owner)
    for place, id in enumerate(ids, start=len(held) + 1):
        changed: dict[Any, Any] = {
            FileRow.owner: to_owner,
            FileRow.position: place,
            FileRow.until: None,
            FileRow.seen_lat: None,
            FileRow.seen_lon: None,
        }
        await FileRow.update(changed).where(FileRow.id == id)
    return None


async def of(owner: str) -> tuple[Kept, ...]:
    """The files of an owner in their order."""
    rows = await FileRow.select().where(FileRow.owner == owner).order_by(FileRow.position, FileRow.id)
    return tuple(_kept(row) for row in rows)


async def waiting() -> int:
    """Bytes of all files that nobody has claimed yet."""
    rows = await FileRow.select(Sum(FileRow.size, alias="bytes")).where(FileRow.until.is_not_null())
    return int(rows[0]["bytes"] or 0)


async def get(id: UUID, variant: Variant = "full") -> File | None:
    """One variant of a file. ``public`` is the blackened one where something was blackened, else the full one.

    Who may have it is for the caller to know: the owner's plugin.
    """
    rows = await FileRow.select().where(FileRow.id == id)
    if not rows:
        return None
    kept = _kept(rows[0])
    read = variant if kept.redacted else _UNREDACTED.get(variant, variant)
    found = await FileContent.select().where((FileContent.file == id) & (FileContent.variant == read))
    return File(kept, variant, found[0]["content_type"], bytes(found[0]["content"])) if found else None


async def redact(unit: UnitOfWork, id: UUID, boxes: Sequence[Box]) -> Refusal | None:
    """Blacken parts of a picture for the public; without boxes nothing is blackened any more.

    The full variant stays, for those with the right to it. ``files.gone``, ``files.not_a_picture``.
    """
    from civicore.files.pictures import blackened  # drawing is loaded when somebody blackens

    found = await get(id, "full")
    if found is None:
        return Refusal("files.gone")
    if not found.kept.picture:
        return Refusal("files.not_a_picture")
    await FileContent.delete().where(
        (FileContent.file == id) & FileContent.variant.is_in(["public", "public_thumb"])
    )  # fmt: skip
    if boxes:
        # Our own picture of bounded size takes about a tenth of a second: no reason to leave the transaction.
        picture, thumb = blackened(found.content, found.content_type, boxes)
        await _write(id, "public", found.content_type, picture)
        await _write(id, "public_thumb", "image/jpeg", thumb)
    changed: dict[Any, Any] = {FileRow.redacted: bool(boxes)}
    await FileRow.update(changed).where(FileRow.id == id)
    return None


async def rename(unit: UnitOfWork, id: UUID, name: str) -> None:
    """Show a file under another name: people write their own on what they send."""
    await FileRow.update({FileRow.name: name}).where(FileRow.id == id)


async def discard(unit: UnitOfWork, owner: str, ids: Collection[UUID]) -> int:
    """Delete these files of an owner; returns how many there were."""
    return await _delete([one.id for one in await of(owner) if one.id in ids])


async def drop(unit: UnitOfWork, owner: str) -> int:
    """Delete all files of an owner; returns how many there were."""
    return await _delete([one.id for one in await of(owner)])


async def expire(unit: UnitOfWork) -> int:
    """Delete what nobody claimed in time; returns how many files that were."""
    rows = await FileRow.select(FileRow.id).where(FileRow.until.is_not_null() & (FileRow.until <= unit.now))
    return await _delete([row["id"] for row in rows])


async def _delete(ids: Sequence[UUID]) -> int:
    if ids:
        await FileContent.delete().where(FileContent.file.is_in(list(ids)))
        await FileRow.delete().where(FileRow.id.is_in(list(ids)))
    return len(ids)


async def _write(file: UUID, variant: Variant, content_type: str, content: bytes) -> None:
    row = FileContent(id=new_id(), file=file, variant=variant, content_type=content_type, content=content)
    await FileContent.insert(row)


def _kept(row: dict[str, Any]) -> Kept:
    seen = (row["seen_lat"], row["seen_lon"])
    known = {name: row[name] for name in Kept.__dataclass_fields__ if name != "seen_at"}
    return Kept(seen_at=None if None in seen else seen, **known)
