"""The records of draws: the secret and its hash before, the order and who got a place after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from civicore import new_id, secret, whole_second
from civicore_booking.lots import commitment, number
from civicore_booking.tables import DrawRow


@dataclass(frozen=True)
class Draw:
    """One draw of the days of an agenda at an office that come within reach on ``day``.

    ``entries`` are the wishes in the order drawn, ``given`` those that got a place; ``handled`` counts how far the
    places were given out. ``drawn_at`` is None before.
    """

    id: UUID
    agenda: str
    office: str
    day: date
    secret: str
    entries: tuple[UUID, ...]
    given: tuple[UUID, ...]
    handled: int
    drawn_at: datetime | None

    @property
    def done(self) -> bool:
        return self.drawn_at is not None and self.handled >= len(self.entries)

    @property
    def commitment(self) -> str:
        return commitment(self.secret)

    @property
    def numbers(self) -> tuple[tuple[str, bool], ...]:
        """What everybody may see: the number of each lot in the order drawn, and whether it got a place."""
        return tuple((number(one), one in self.given) for one in self.entries)

    def had_turn(self, entry: UUID) -> bool:
        """Whether it is known already what this wish got."""
        return entry in self.entries[: self.handled]


async def prepared(agenda: str, office: str, day: date) -> Draw:
    """The draw of this day; its secret is drawn the first time that it is asked for."""
    found = await find(agenda, office, day)
    if found is None:
        row = DrawRow(
            id=new_id(), key=_key(agenda, office, day), agenda=agenda, office=office, day=day, secret=secret()
        )
        await DrawRow.insert(row).on_conflict(action="DO NOTHING")
        found = await find(agenda, office, day)
    if found is None:
        raise RuntimeError("a draw that was just written is not there")
    return found


async def find(agenda: str, office: str, day: date) -> Draw | None:
    rows = await DrawRow.select().where(DrawRow.key == _key(agenda, office, day))
    return _value(rows[0]) if rows else None


async def closed(draw: Draw, entries: Sequence[UUID], now: datetime) -> bool:
    """Write down the order; False when another process did."""
    said = json.dumps([str(one) for one in entries])
    written = (
        await DrawRow.update({DrawRow.entries: said, DrawRow.drawn_at: whole_second(now)})
        .where(DrawRow.id == draw.id, DrawRow.drawn_at.is_null())
        .returning(DrawRow.id)
    )
    return bool(written)


async def went_on(draw: Draw, given: UUID | None) -> bool:
    """The next lot has had its turn; False when another process gave it."""
    names = [str(one) for one in (*draw.given, *([given] if given else []))]
    written = (
        await DrawRow.update({DrawRow.handled: draw.handled + 1, DrawRow.given: json.dumps(names)})
        .where(DrawRow.id == draw.id, DrawRow.handled == draw.handled)
        .returning(DrawRow.id)
    )
    return bool(written)


async def latest(agenda: str, most: int) -> tuple[Draw, ...]:
    """Draws of an agenda, the newest day first."""
    rows = (
        await DrawRow.select()
        .where(DrawRow.agenda == agenda)
        .order_by(DrawRow.day, ascending=False)
        .order_by(DrawRow.office)
        .limit(most)
    )
    return tuple(_value(row) for row in rows)


async def forget(before: date) -> None:
    """Draws are shown for a while and then gone."""
    await DrawRow.delete().where(DrawRow.day < before)


def _key(agenda: str, office: str, day: date) -> str:
    return f"{agenda}|{office}|{day.isoformat()}"


def _value(row: dict[str, Any]) -> Draw:
    return Draw(
        row["id"],
        row["agenda"],
        row["office"],
        row["day"],
        row["secret"],
        tuple(UUID(one) for one in json.loads(row["entries"])),
        tuple(UUID(one) for one in json.loads(row["given"])),
        row["handled"],
        row["drawn_at"],
    )
