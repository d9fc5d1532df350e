"""What is asked of the table of bookings, and what is written there. The ledger of places is elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from piccolo.columns.combination import Where, WhereRaw
from piccolo.query.functions import Count

from civicore import Insertion, Statement
from civicore_booking.booking import Booking
from civicore_booking.rows import booking_of, columns_of
from civicore_booking.tables import BookingRow

_LIVE = ("held", "confirmed", "arrived")
_NEW = Insertion(BookingRow, " ON CONFLICT DO NOTHING RETURNING id")
_ONE = Statement("SELECT * FROM booking_booking WHERE id = {}")
_REMINDED = Statement("UPDATE booking_booking SET reminded_at = {} WHERE id = {}")
_PERSONAL = BookingRow.personal.eq(True)
WHOEVER = BookingRow.personal.is_in([True, False])
"""Whether they bear personal data or not: said of everything that is asked about days, for their index begins so."""
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)  # the furthest that clocks are from UTC
# From each day that has bookings to the next one: as many looks as there are days, however many bookings.
_DAYS = Statement(
    "SELECT DISTINCT day FROM (WITH RECURSIVE found(personal, day) AS ("
    "SELECT p.personal, (SELECT MIN(b.day) FROM booking_booking AS b"
    " WHERE b.personal = p.personal AND b.day >= {} AND b.day <= {})"
    " FROM (SELECT true AS personal UNION ALL SELECT false) AS p"
    " UNION ALL SELECT f.personal, (SELECT MIN(b.day) FROM booking_booking AS b"
    " WHERE b.personal = f.personal AND b.day > f.day AND b.day <= {})"
    " FROM found AS f WHERE f.day IS NOT NULL"
    ") SELECT day FROM found) AS days WHERE day IS NOT NULL ORDER BY day"
)
# What each field of ``retention`` ends; a record is expired by the instant that is given.
_EXPIRED: Mapping[str, Callable[[datetime], Any]] = {
    "unconfirmed": lambda instant: (BookingRow.state == "held") & (BookingRow.hold_until < instant),
    "finished": lambda instant: (
        _PERSONAL
        & (BookingRow.day <= _latest_day(instant))
        & (BookingRow.ends < instant)
        & BookingRow.state.not_in(["held", "cancelled"])
    ),
    "cancelled": lambda instant: (
        WhereRaw("personal") & (BookingRow.closed_at < instant) & (BookingRow.state == "cancelled")
    ),
}


async def add(booking: Booking) -> bool:
    """Write a new booking; False when its reference is taken already."""
    return await _NEW.hope(id=booking.id, **columns_of(booking))


async def change(booking: Booking, was: Booking) -> bool:
    """Write a booking anew if it still stands as it was; False when somebody else changed it meanwhile."""
    columns = columns_of(booking)
    return bool(await _changing(tuple(columns)).ask(*columns.values(), was.id, was.state, was.sequence))


async def erase(booking: Booking) -> bool:
    """Delete the record if it still stands as it was."""
    gone = (
        await BookingRow.delete()
        .where(BookingRow.id == booking.id, BookingRow.state == booking.state, BookingRow.sequence == booking.sequence)
        .returning(BookingRow.id)
    )
    return bool(gone)


async def get(booking: UUID) -> Booking | None:
    return next((booking_of(row) for row in await _ONE.ask(booking)), None)


async def by_hash(hashes: Sequence[str]) -> tuple[Booking, ...]:
    """Bookings with one of these codes or references; those whose personal data are erased have neither."""
    wanted = list(hashes)
    return await _read(BookingRow.code_hash.is_in(wanted) | (_PERSONAL & BookingRow.reference_hash.is_in(wanted)))


async def with_code(hashes: Sequence[str], office: str, first: date, last: date) -> tuple[Booking, ...]:
    """Bookings of these days at an office that are opened by this code; a reference opens nothing."""
    here = (BookingRow.office == office) & (BookingRow.day >= first) & (BookingRow.day <= last)
    return await _read(here & BookingRow.code_hash.is_in(list(hashes)))


async def on_day(office: str, day: date) -> tuple[Booking, ...]:
    """Everything of a day at an office, by start."""
    return await _read(WHOEVER & (BookingRow.office == office) & (BookingRow.day == day))


async def between(office: str | None, first: date, last: date) -> tuple[Booking, ...]:
    """What still counts on some days, at an office or everywhere, by start."""
    if office:  # day by day, or its bookings would be looked for among those of all offices
        return await on_days((office,), (first,) if first == last else await days(first, last))
    return await _read(_within(first, last) & BookingRow.state.is_in(list(_LIVE)))


async def days(first: date, last: date = date.max) -> tuple[date, ...]:
    """The days from one to another that have bookings, in order."""
    return tuple([date.fromisoformat(str(row["day"])) for row in await _DAYS.ask(first, last, last)])


async def on_days(offices: Collection[str], days: Collection[date]) -> tuple[Booking, ...]:
    """What still counts on these days at these offices, by start."""
    if not (offices and days):
        return ()  # the databases know no empty list
    here = WHOEVER & BookingRow.office.is_in(list(offices)) & BookingRow.day.is_in(list(days))
    return await _read(here & BookingRow.state.is_in(list(_LIVE)))


async def move(old: str, new: str) -> int:
    """An office has got another name; returns how many bookings bore the old one."""
    every = await days(date.min)
    if not every:
        return 0
    there = WHOEVER & BookingRow.day.is_in(list(every)) & (BookingRow.office == old)
    return len(await BookingRow.update({BookingRow.office: new}).where(there).returning(BookingRow.id))


async def from_day(first: date) -> tuple[Booking, ...]:
    """What still counts from this day on."""
    return await _read(WHOEVER & (BookingRow.day >= first) & BookingRow.state.is_in(list(_LIVE)))


async def all_personal() -> tuple[Booking, ...]:
    """Everything that still bears personal data."""
    return await _read(_PERSONAL)


async def came_between(first: date, last: date) -> tuple[Booking, ...]:
    """Bookings of these days whose holders came."""
    return await _read(_within(first, last) & BookingRow.arrived_at.is_not_null())


async def ending_after(instant: datetime) -> tuple[Booking, ...]:
    """Bookings of every state whose visit ends after this instant."""
    return await _read(BookingRow.ends > instant)


async def with_words(
    words: Sequence[str], office: str | None, day: date | None, agendas: Collection[str] | None, most: int
) -> tuple[Booking, ...]:
    """Bookings whose name or contact holds every one of these folded words; the latest days first."""
    parts = [part for word in words if (part := _literal(word))]
    if not parts or (agendas is not None and not agendas):
        return ()
    matching: Where | Any = _PERSONAL
    for part in parts:
        matching = matching & BookingRow.search.like(f"%{part}%")
    if office:
        matching = matching & (BookingRow.office == office)
    if day:
        matching = matching & (BookingRow.day == day)
    if agendas is not None:
        matching = matching & BookingRow.agenda.is_in(list(agendas))
    return await _read(matching, most=most, latest_first=True)


async def held_before(instant: datetime) -> tuple[Booking, ...]:
    """Holds that were never confirmed and ended before this instant."""
    return await _read(_EXPIRED["unconfirmed"](instant))


async def over_before(instant: datetime) -> tuple[Booking, ...]:
    """Visits that were over before this instant and still bear personal data."""
    return await _read(_EXPIRED["finished"](instant))


async def cancelled_before(instant: datetime) -> tuple[Booking, ...]:
    """Bookings that were cancelled before this instant and still bear personal data."""
    return await _read(_EXPIRED["cancelled"](instant))


async def number_expired(retention: str, instant: datetime) -> int:
    """How many records a field of ``retention`` no longer allows to keep, if it ends at this instant."""
    return int(await BookingRow.count().where(_EXPIRED[retention](instant)))


async def numbers_from(first: date) -> Sequence[Mapping[str, Any]]:
    """How many visits still count, by ``agenda``, ``office`` and ``day``, as ``number``; from this day on."""
    counted = BookingRow.agenda, BookingRow.office, BookingRow.day
    coming = WHOEVER & (BookingRow.day >= first) & BookingRow.state.is_in(list(_LIVE))
    query = BookingRow.select(*counted, Count(alias="number")).where(coming).group_by(*counted)
    return list(await query)


async def reminded(booking: Booking, at: datetime | None) -> None:
    """Note that no reminder of this time is to come any more; None: it is."""
    await _REMINDED.note(at, booking.id)


async def not_reminded(after: datetime, until: datetime) -> tuple[Booking, ...]:
    """Confirmed visits that start in this time and whose holders were not reminded yet."""
    near = _within(_earliest_day(after), _latest_day(until)) & BookingRow.reminded_at.is_null()
    coming = near & (BookingRow.start > after) & (BookingRow.start <= until)
    return await _read(coming & (BookingRow.state == "confirmed"))


async def remind_once(booking: Booking, now: datetime) -> bool:
    """Note the reminder if the booking still stands as it was read; False when it does not, or was sent already."""
    noted = (
        await BookingRow.update({BookingRow.reminded_at: now})
        .where(
            BookingRow.id == booking.id,
            BookingRow.state == booking.state,
            BookingRow.sequence == booking.sequence,
            BookingRow.reminded_at.is_null(),
        )
        .returning(BookingRow.id)
    )
    return bool(noted)


async def not_paused(after: datetime, until: datetime) -> tuple[Booking, ...]:
    """Confirmed visits that are going on or start in this time and whose holders were told of no pause, and can be."""
    yesterday = _earliest_day(after - timedelta(days=1))  # a visit may go on past midnight
    near = _PERSONAL & (BookingRow.day >= yesterday) & (BookingRow.day <= _latest_day(until))
    coming = near & (BookingRow.ends > after) & (BookingRow.start <= until) & (BookingRow.paused == "")
    return await _read(coming & (BookingRow.state == "confirmed"))


async def paused(but: Collection[str]) -> list[tuple[Booking, str]]:
    """Visits whose holders were told of a pause other than these, with its id."""
    ids = sorted({row["paused"] for row in await BookingRow.select(BookingRow.paused).where(BookingRow.paused != "")})
    return [(one, id) for id in ids if id not in but for one in await _read(BookingRow.paused == id)]


async def pause_once(booking: Booking, was: str, now: str) -> bool:
    """Note which pause the holder knows of; False when somebody else did, or the booking changed meanwhile."""
    noted = (
        await BookingRow.update({BookingRow.paused: now})
        .where(BookingRow.id == booking.id, BookingRow.state == booking.state, BookingRow.paused == was)
        .returning(BookingRow.id)
    )
    return bool(noted)


def anonymous(booking: Booking) -> Booking:
    """The booking without a person: what counts are made from."""
    return replace(booking, fields={}, code_hash=None, code_attempt=None, ended_because=None)


def _within(first: date, last: date) -> Any:
    return WHOEVER & (BookingRow.day >= first) & (BookingRow.day <= last)


def _earliest_day(instant: datetime) -> date:
    """The civil day where the clocks are furthest behind: none of a visit that starts then is earlier."""
    return (instant.astimezone(UTC) - _BEHIND).date()


def _latest_day(instant: datetime) -> date:
    return (instant.astimezone(UTC) + _AHEAD).date()


async def _read(matching: Any, *, most: int | None = None, latest_first: bool = False) -> tuple[Booking, ...]:
    query = BookingRow.select().where(matching).order_by(BookingRow.start, ascending=not latest_first)
    if most is not None:
        query = query.limit(most)
    return tuple(booking_of(row) for row in await query)


@lru_cache(maxsize=4)
def _changing(columns: tuple[str, ...]) -> Statement:
    """Writes these of a booking that still stands as it was."""
    values = ", ".join(f"{one} = {{}}" for one in columns)
    still = "id = {} AND state = {} AND sequence = {} RETURNING id"
    return Statement(f"UPDATE booking_booking SET {values} WHERE {still}")  # noqa: S608


def _literal(word: str) -> str:
    # LIKE's own signs are left out: neither database escapes them alike without more SQL.
    return word.replace("%", "").replace("_", "")
