"""Reads and writes who follows which document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from civicore.contracts.dialog import Contact
from civicore_doctrack.tables import DocumentRow
from civicore_doctrack.tables_followers import FollowerRow


@dataclass(frozen=True)
class Follower:
    """Somebody who is told of a document once ``confirmed_at`` is there; see ``FollowerRow``."""

    id: UUID
    document: UUID
    channel: str
    address: str
    address_key: str
    language: str
    asked_at: datetime
    confirmed_at: datetime | None = None
    told: int = 0
    codes: int = 0

    @property
    def contact(self) -> Contact:
        return Contact(self.channel, self.address)


async def add(one: Follower) -> bool:
    """Write a new follower; False when the address follows the document already."""
    row = FollowerRow(**vars(one))
    return bool(await FollowerRow.insert(row).on_conflict(action="DO NOTHING").returning(FollowerRow.id))


async def get(follower: UUID) -> Follower | None:
    return next(iter(await _read(FollowerRow.id == follower)), None)


async def same(document: UUID, keys: Collection[str]) -> Follower | None:
    """The follower of a document with this address, confirmed or not."""
    mine: Any = (FollowerRow.document == document) & FollowerRow.address_key.is_in(list(keys))
    return next(iter(await _read(mine)), None)


async def with_address(keys: Collection[str]) -> tuple[Follower, ...]:
    """What an address follows, confirmed or not."""
    return await _read(FollowerRow.address_key.is_in(list(keys)))


async def behind(document: UUID, messages: int, limit: int) -> tuple[Follower, ...]:
    """Some of those who agreed and have had fewer messages than there are."""
    mine: Any = (FollowerRow.document == document) & FollowerRow.confirmed_at.is_not_null()
    return await _read(mine & (FollowerRow.told < messages), limit)


async def confirm(follower: UUID, at: datetime, told: int) -> None:
    """The owner of the address agreed; what was there before is not told any more. Once."""
    await FollowerRow.update({FollowerRow.confirmed_at: at, FollowerRow.told: told}).where(
        FollowerRow.id == follower, FollowerRow.confirmed_at.is_null()
    )


async def asked(follower: UUID, at: datetime, codes: int) -> None:
    """The owner of the address was asked once more."""
    await FollowerRow.update({FollowerRow.asked_at: at, FollowerRow.codes: codes}).where(FollowerRow.id == follower)


async def told(followers: Collection[UUID], messages: int) -> None:
    """These have had so many messages of their document."""
    if followers:
        await FollowerRow.update({FollowerRow.told: messages}).where(FollowerRow.id.is_in(list(followers)))


async def remove(followers: Collection[UUID]) -> None:
    if followers:
        await FollowerRow.delete().where(FollowerRow.id.is_in(list(followers)))


async def of_document(document: UUID, limit: int) -> tuple[Follower, ...]:
    """Some who follow a document or were asked, for the desk."""
    return await _read(FollowerRow.document == document, limit)


async def count(document: UUID) -> int:
    """How many are told of a document."""
    mine: Any = (FollowerRow.document == document) & FollowerRow.confirmed_at.is_not_null()
    found: int = await FollowerRow.count().where(mine)
    return found


async def unconfirmed_before(instant: datetime) -> int:
    """Erase addresses whose owners did not answer; returns how many."""
    old = FollowerRow.confirmed_at.is_null() & (FollowerRow.asked_at < instant)
    return len(await FollowerRow.delete().where(old).returning(FollowerRow.id))


async def without_document() -> int:
    """Erase those whose document is gone; returns how many."""
    there = DocumentRow.select(DocumentRow.id)
    return len(await FollowerRow.delete().where(FollowerRow.document.not_in(there)).returning(FollowerRow.id))


async def _read(matching: Any, limit: int | None = None) -> tuple[Follower, ...]:
    query = FollowerRow.select().where(matching).order_by(FollowerRow.id)
    return tuple(Follower(**row) for row in await (query.limit(limit) if limit is not None else query))
