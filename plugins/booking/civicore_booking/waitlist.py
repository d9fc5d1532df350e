"""The waiting list's records, in the order in which people asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from civicore import whole_second
from civicore_booking.tables import WaitingRow

MOST_OFFERS = 3  # who lets three offers pass no longer needs one


@dataclass(frozen=True)
class WaitingRequest:
    """A wish for any free time on some days, at one office or any that serves the agenda.

    ``network`` and ``idempotency_key`` are as in a ``BookingRequest``; they are not part of the entry.
    """

    agenda: str
    activities: tuple[str, ...]
    office: str | None
    first: date
    last: date
    fields: Mapping[str, str]
    language: str
    people: int = 1
    network: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Waiting:
    """An entry of the list. ``offered`` is the booking that is held for them until ``offered_until``.

    ``asked_until``: whoever typed the address has asked, and its owner can confirm up to then; None: they wait.
    """

    id: UUID
    wish: WaitingRequest
    made_at: datetime
    offers: int = 0
    offered: UUID | None = None
    offered_until: datetime | None = None
    asked_until: datetime | None = None

    @property
    def state(self) -> Literal["asked", "waiting"]:
        return "waiting" if self.asked_until is None else "asked"

    @property
    def about(self) -> str:
        return f"waiting:{self.id}"


async def add(entry: Waiting) -> None:
    wish = entry.wish
    await WaitingRow.insert(
        WaitingRow(
            id=entry.id,
            agenda=wish.agenda,
            activities=json.dumps(list(wish.activities)),
            office=wish.office,
            first=wish.first,
            last=wish.last,
            people=wish.people,
            fields=json.dumps(dict(wish.fields), ensure_ascii=False),
            language=wish.language,
            made_at=entry.made_at,
            asked_until=entry.asked_until,
        )
    )


async def join(entry: UUID) -> None:
    """Who asked waits from now on."""
    await WaitingRow.update({WaitingRow.asked_until: None}).where(WaitingRow.id == entry)


async def waiting_now(now: datetime, first: date) -> tuple[Waiting, ...]:
    """Who waits and has no offer open: who had the fewest offers first, of them the longest waiting."""
    rows = (
        await WaitingRow.select()
        .where(
            WaitingRow.last >= first,
            WaitingRow.asked_until.is_null(),
            WaitingRow.offers < MOST_OFFERS,
            WaitingRow.offered_until.is_null() | (WaitingRow.offered_until < whole_second(now)),
        )
        .order_by(WaitingRow.offers)
        .order_by(WaitingRow.made_at)
    )
    return tuple(_value(row) for row in rows)


async def offered(entry: Waiting, booking: UUID, until: datetime) -> bool:
    """Note an offer; False when somebody else made one meanwhile."""
    noted = (
        await WaitingRow.update(
            {WaitingRow.offers: entry.offers + 1, WaitingRow.offered: booking, WaitingRow.offered_until: until}
        )
        .where(WaitingRow.id == entry.id, WaitingRow.offers == entry.offers)
        .returning(WaitingRow.id)
    )
    return bool(noted)


async def served(booking: UUID) -> tuple[UUID, ...]:
    """Who confirmed an offer waits no longer; returns the entries, whose claims are still to be given back."""
    gone = await WaitingRow.delete().where(WaitingRow.offered == booking).returning(WaitingRow.id)
    return tuple(row["id"] for row in gone)


async def get(entry: UUID) -> Waiting | None:
    rows = await WaitingRow.select().where(WaitingRow.id == entry)
    return _value(rows[0]) if rows else None


async def remove(entry: UUID) -> bool:
    return bool(await WaitingRow.delete().where(WaitingRow.id == entry).returning(WaitingRow.id))


async def over(first: date, now: datetime) -> tuple[Waiting, ...]:
    """Entries of days that are past, those whose offers all went by, and those that were never confirmed."""
    asked = WaitingRow.asked_until < whole_second(now)
    spent = (WaitingRow.offers >= MOST_OFFERS) & (WaitingRow.offered_until < whole_second(now))
    rows = await WaitingRow.select().where((WaitingRow.last < first) | spent | asked)
    return tuple(_value(row) for row in rows)


async def everyone() -> tuple[Waiting, ...]:
    return tuple(_value(row) for row in await WaitingRow.select().order_by(WaitingRow.made_at))


def _value(row: dict[str, Any]) -> Waiting:
    wish = WaitingRequest(
        row["agenda"],
        tuple(json.loads(row["activities"])),
        row["office"],
        row["first"],
        row["last"],
        json.loads(row["fields"]),
        row["language"],
        row["people"],
    )
    return Waiting(
        row["id"],
        wish,
        row["made_at"],
        row["offers"],
        row["offered"],
        row["offered_until"],
        row["asked_until"],
    )
