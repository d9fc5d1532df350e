"""Closures that staff made at the desk, beside those of the city's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from civicore import Closure, DateSpan, Steady, Text, TimeRange
from civicore_booking.tables import ClosureRow

_MADE = Steady(
    "SELECT * FROM booking_closure WHERE office = {} AND day >= {} AND day <= {} AND ended_at IS NULL ORDER BY made_at"
)


@dataclass(frozen=True)
class LiveClosure:
    """A day, or part of one, on which an office or one counter is closed; ``reason`` is read by citizens."""

    id: UUID
    office: str
    counter: str | None
    day: date
    time: TimeRange | None
    reason: str
    made_by: str
    made_at: datetime

    def as_rule(self) -> Closure:
        """The closure as the calendar understands it."""
        return closure(self.office, self.counter, self.day, self.time, self.reason)


def closure(office: str, counter: str | None, day: date, time: TimeRange | None, reason: str) -> Closure:
    """A closure of an office or one counter as the calendar understands it."""
    return Closure(
        when=DateSpan(day, day),
        reason=Text({"": reason}),
        time=time,
        offices=frozenset({office}),
        counters=frozenset({f"{office}.{counter}"}) if counter else None,
    )


async def made(office: str, first: date, last: date) -> tuple[LiveClosure, ...]:
    """Closures in force on these days, in the order they were made."""
    rows = await _MADE.hope((), office, first, last)
    return tuple(
        LiveClosure(
            row["id"],
            row["office"],
            row["counter"],
            row["day"],
            TimeRange(row["minute_from"], row["minute_to"]) if row["minute_from"] is not None else None,
            row["reason"],
            row["made_by"],
            row["made_at"],
        )
        for row in rows
    )


async def live(office: str, first: date, last: date) -> tuple[Closure, ...]:
    """The same as the calendar's values."""
    return tuple(one.as_rule() for one in await made(office, first, last))


async def add(closure: LiveClosure) -> None:
    await ClosureRow.insert(
        ClosureRow(
            id=closure.id,
            office=closure.office,
            counter=closure.counter,
            day=closure.day,
            minute_from=closure.time.start if closure.time else None,
            minute_to=closure.time.end if closure.time else None,
            reason=closure.reason,
            made_by=closure.made_by,
            made_at=closure.made_at,
        )
    )


async def get(closure: UUID) -> LiveClosure | None:
    """A closure that has not been lifted."""
    rows = await ClosureRow.select(ClosureRow.office, ClosureRow.day).where(ClosureRow.id == closure)
    for row in rows:
        for one in await made(row["office"], row["day"], row["day"]):
            if one.id == closure:
                return one
    return None


async def end(closure: UUID, now: datetime) -> bool:
    """Lift a closure; False when it was lifted before."""
    ended = (
        await ClosureRow.update({ClosureRow.ended_at: now})
        .where(ClosureRow.id == closure, ClosureRow.ended_at.is_null())
        .returning(ClosureRow.id)
    )
    return bool(ended)
