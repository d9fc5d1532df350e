"""Signs that a robot books: forms sent within seconds, times given up and taken at once, networks that book a lot.

Nothing here knows a person: a sign is an agenda, an office, a time and an instant, and is forgotten after two weeks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from civicore import Insertion, UnitOfWork, capacity, new_id, whole_second
from civicore_booking import store
from civicore_booking.booking import HIDDEN, Booking
from civicore_booking.setting import Setting
from civicore_booking.tables import BookingRow, PatternRow

QUICK = timedelta(seconds=5)
"""Nobody fills in a form in less."""
REBOOKED = timedelta(hours=1)
KEPT = timedelta(days=14)
_NETWORKS = 10
_KEY = 32
_NEW = Insertion(PatternRow)

Place = tuple[str, str, datetime]
At = tuple[Place, datetime]


@dataclass(frozen=True)
class Signs:
    """What the page shows: numbers by agenda, and how many holds the busiest networks made in an hour."""

    quick: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)
    at_once: Mapping[str, int] = field(default_factory=dict)
    networks: tuple[int, ...] = ()

    @property
    def agendas(self) -> tuple[str, ...]:
        return tuple(sorted({*self.quick, *self.pairs}))


def opened(key: str, now: datetime) -> str:
    """The mark of a form with the second at which it was opened."""
    return f"{key}{int(now.timestamp()):x}"


def is_quick(mark: str, made: datetime) -> bool:
    """Whether a form with this mark was sent sooner than anybody can type; one without a mark was never opened."""
    try:
        seconds = int(mark[_KEY:], 16)
    except ValueError:
        return True
    return made.timestamp() - seconds < QUICK.total_seconds()


def pairs(
    freed: Iterable[tuple[Place, datetime]], made: Iterable[tuple[Place, datetime]]
) -> tuple[Counter[str], Counter[str]]:
    """By agenda: times that were given up and booked again within the hour, and of these within five seconds."""
    known: dict[Place, list[datetime]] = {}
    for place, at in freed:
        known.setdefault(place, []).append(at)
    found, at_once = Counter[str](), Counter[str]()
    for place, at in made:
        waited = [at - gone for gone in known.get(place, ()) if timedelta(0) <= at - gone <= REBOOKED]
        if waited:
            found[place[0]] += 1
            at_once[place[0]] += min(waited) <= QUICK
    return found, +at_once


async def seen(setting: Setting, booking: Booking, mark: str) -> None:
    """Note a booking of the site that was made too quickly for a person."""
    if booking.repeated or not is_quick(mark, booking.made_at):
        return

    async def work(unit: UnitOfWork) -> None:
        await _note("quick", booking, booking.made_at)

    await setting.runtime.transact(work)


async def given_up(booking: Booking, now: datetime) -> None:
    """Note, in the unit that gives it up, a time that is free again."""
    if booking.agenda != HIDDEN:
        await _note("freed", booking, now)


async def signs(setting: Setting) -> Signs:
    """The signs of the last two weeks, and the networks of the last hour."""
    since = setting.now - KEPT
    async with setting.runtime.store.reading():
        rows = await PatternRow.select().where(PatternRow.at >= since)
        freed = [(_place(row), row["at"]) for row in rows if row["kind"] == "freed"]
        made = await _made(setting, {place for place, _ in freed}, since) if freed else []
        networks = await capacity.busiest("hn|", setting.now, _NETWORKS)
    found, at_once = pairs(freed, made)
    return Signs(Counter(row["agenda"] for row in rows if row["kind"] == "quick"), found, at_once, networks)


async def _made(setting: Setting, places: set[Place], since: datetime) -> list[tuple[Place, datetime]]:
    """Who booked these times since; read by office and day, as an index has them."""
    rows = await BookingRow.select(BookingRow.agenda, BookingRow.office, BookingRow.start, BookingRow.made_at).where(
        store.WHOEVER,
        BookingRow.office.is_in(sorted({office for _, office, _ in places})),
        BookingRow.day.is_in(sorted({setting.plan.day_at(start) for _, _, start in places})),
        BookingRow.made_at >= since,
    )
    return [(_place(row), row["made_at"]) for row in rows]


async def forget(setting: Setting) -> None:
    """Signs of long ago."""

    async def work(unit: UnitOfWork) -> None:
        await PatternRow.delete().where(PatternRow.at < unit.now - KEPT)

    await setting.runtime.transact(work)


async def _note(kind: str, booking: Booking, at: datetime) -> None:
    said = {"agenda": booking.agenda, "office": booking.office, "start": booking.start}
    await _NEW.note(id=new_id(), kind=kind, at=whole_second(at), **said)


def _place(row: Mapping[str, Any]) -> Place:
    return row["agenda"], row["office"], row["start"]
