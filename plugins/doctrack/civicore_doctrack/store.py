"""Documents and observations in the database; inside a unit of work or a reading."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from civicore_doctrack.stages import Observation
from civicore_doctrack.tables import DocumentRow, ObservationRow, SecretRow

T = TypeVar("T")
_TOGETHER = 400  # values in one statement


@dataclass(frozen=True)
class Kept:
    """A document as it stands in the database."""

    id: UUID
    type: str
    number_key: str
    shown: str
    seen_first: datetime
    seen_last: datetime
    told: int = 0
    ended: bool = False
    stalls_at: datetime | None = None


def pieces(values: Iterable[T]) -> Iterator[list[T]]:
    """The values, so many together as one statement takes."""
    every = list(values)
    return (every[start : start + _TOGETHER] for start in range(0, len(every), _TOGETHER))


async def get(id: UUID) -> Kept | None:
    """One document."""
    rows = await DocumentRow.select().where(DocumentRow.id == id)
    return kept(rows[0]) if rows else None


async def many(ids: Collection[UUID]) -> tuple[Kept, ...]:
    """Several documents."""
    found: list[Kept] = []
    for some in pieces(sorted(ids)):
        found += [kept(row) for row in await DocumentRow.select().where(DocumentRow.id.is_in(some))]
    return tuple(found)


async def numbered(keys: Collection[str]) -> tuple[Kept, ...]:
    """Documents whose number has one of these hashes, the one with the newest news first."""
    found: list[Kept] = []
    for some in pieces(sorted(keys)):
        rows = await DocumentRow.select().where(DocumentRow.number_key.is_in(some))
        found += [kept(row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.seen_last, str(one.id)), reverse=True))


async def secrets_of(documents: Collection[UUID]) -> dict[UUID, set[str]]:
    """The hashes of each document's secrets."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for some in pieces(sorted(documents)):
        for row in await SecretRow.select().where(SecretRow.document_id.is_in(some)):
            found[row["document_id"]].add(row["digest"])
    return found


async def observations_of(documents: Collection[UUID]) -> dict[UUID, list[Observation]]:
    """All that was said of each document."""
    found: dict[UUID, list[Observation]] = defaultdict(list)
    for some in pieces(sorted(documents)):
        rows = await ObservationRow.select().where(ObservationRow.document_id.is_in(some)).order_by(
            ObservationRow.seen_at, ObservationRow.key
        )  # fmt: skip
        for row in rows:
            found[row["document_id"]].append(observation(row))
    return found


async def keys_of(documents: Collection[UUID]) -> set[tuple[UUID, str]]:
    """What is known already, by document and key."""
    found: set[tuple[UUID, str]] = set()
    for some in pieces(sorted(documents)):
        rows = await ObservationRow.select(ObservationRow.document_id, ObservationRow.key).where(
            ObservationRow.document_id.is_in(some)
        )
        found |= {(row["document_id"], row["key"]) for row in rows}
    return found


async def insert(rows: Sequence[Any]) -> None:
    """Rows of one table."""
    for some in pieces(rows):
        await type(some[0]).insert(*some)


async def change(document: Kept) -> None:
    """The document as its newest observations leave it."""
    await DocumentRow.update(
        {
            DocumentRow.seen_last: document.seen_last,
            DocumentRow.told: document.told,
            DocumentRow.ended: document.ended,
            DocumentRow.stalls_at: document.stalls_at,
        }
    ).where(DocumentRow.id == document.id)


async def erase(documents: Collection[UUID]) -> None:
    """Documents with all that was said of them."""
    for some in pieces(sorted(documents)):
        await SecretRow.delete().where(SecretRow.document_id.is_in(some))
        await ObservationRow.delete().where(ObservationRow.document_id.is_in(some))
        await DocumentRow.delete().where(DocumentRow.id.is_in(some))


def kept(row: Mapping[str, Any]) -> Kept:
    """A row as a value."""
    return Kept(**{name: row[name] for name in Kept.__dataclass_fields__})


def observation(row: Mapping[str, Any]) -> Observation:
    """A row as the rules read it; the number is not kept, nor needed."""
    raw = {"written_at": row["written_at"], **json.loads(row["said"])}
    return Observation(
        row["key"],
        "",
        row["stage"],
        row["at"],
        row["seen_at"],
        row["feeder"],
        row["office"],
        raw,
        row["began"],
        row["unclear"],
    )
