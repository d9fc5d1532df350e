"""Tickets and runs of numbers in the database: rows, and rows as values. Two deeds on one ticket never both win."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from civicore_ticketing.tables import SeriesRow, TicketRow
from civicore_ticketing.ticket import OPEN, Ticket

_OPEN = sorted(OPEN)
_LATELY = 20  # visits from which the pace of today is read
_INSTANTS = (
    "issued_at",
    "arrived_at",
    "booked_at",
    "called_at",
    "first_called_at",
    "serving_since",
    "ended_at",
    "not_before",
)
_NOT_OF_TICKET = frozenset({"home", "told", "activities", "steps"})


async def add(ticket: Ticket, told: timedelta | None = None) -> None:
    """Write a new ticket; its office is the one whose numbers it bears. ``told`` is the wait that was estimated."""
    seconds = None if told is None else round(told.total_seconds())
    await TicketRow.insert(
        TicketRow(id=ticket.id, home=ticket.office, version=ticket.version, told=seconds, **_columns(ticket))
    )


async def change(ticket: Ticket, was: Ticket) -> bool:
    """Write a ticket anew if it still stands as it was read; False when somebody else changed it meanwhile."""
    columns: dict[Any, Any] = {**_columns(ticket), "version": ticket.version}
    changed = (
        await TicketRow.update(columns)
        .where(TicketRow.id == was.id, TicketRow.version == was.version)
        .returning(TicketRow.id)
    )
    return bool(changed)


async def close(ticket: Ticket) -> bool:
    """Write what time has made of an open ticket; False when somebody did something with it meanwhile."""
    return await change(replace(ticket, version=ticket.version + 1), ticket)


async def get(ticket: UUID) -> Ticket | None:
    return next(iter(await _read(TicketRow.id == ticket)), None)


async def by_about(about: str) -> Ticket | None:
    """The ticket that was given for a promise; one that was made invalid does not count."""
    return next(iter(await _read((TicketRow.about == about) & (TicketRow.state != "void"))), None)


async def numbered(office: str, day: date, typed: str) -> tuple[Ticket, ...]:
    """Tickets of a day that may be meant by what was typed: their label, or their number without letter and zeros."""
    plain = "".join(typed.split()).upper()
    digits = "".join(sign for sign in plain if sign.isdigit())[:9]
    meant: Any = TicketRow.label == plain
    if digits:
        series = plain.rstrip("0123456789")
        same = TicketRow.number == int(digits)
        meant = meant | (same & (TicketRow.series == series) if series else same)
    return await _read((TicketRow.office == office) & (TicketRow.day == day) & meant)


async def by_number(home: str, day: date, series: str, number: int) -> Ticket | None:
    """The ticket that bears a number of an office's run."""
    matching = (TicketRow.home == home) & (TicketRow.day == day) & (TicketRow.series == series)
    return next(iter(await _read(matching & (TicketRow.number == number))), None)


async def open_at(office: str, day: date) -> tuple[Ticket, ...]:
    """Everybody of a day who waits, is called or is served, in the order of arrival."""
    return await _read((TicketRow.office == office) & (TicketRow.day == day) & TicketRow.state.is_in(_OPEN))


async def of_line(office: str, day: date, tickets: Collection[UUID]) -> tuple[Ticket, ...]:
    """Those of the tickets that wait, are called or are served at an office on a day."""
    there = (TicketRow.office == office) & (TicketRow.day == day) & TicketRow.state.is_in(_OPEN)
    return await _read(TicketRow.id.is_in(list(tickets)) & there)


async def all_of(office: str, day: date) -> tuple[Ticket, ...]:
    """Every ticket of a day at an office, in the order of arrival."""
    return await _read((TicketRow.office == office) & (TicketRow.day == day))


async def left_open_before(day: date) -> tuple[Ticket, ...]:
    """Tickets of earlier days that nobody ended."""
    return await _read((TicketRow.day < day) & TicketRow.state.is_in(_OPEN))


async def served_lately(office: str, day: date, agendas: Collection[str]) -> list[timedelta]:
    """How long the latest visits of these agendas took, the newest first."""
    rows = (
        await TicketRow.select(TicketRow.serving_since, TicketRow.ended_at)
        .where(TicketRow.office == office, TicketRow.day == day, TicketRow.state == "done")
        .where(TicketRow.agenda.is_in(list(agendas)), TicketRow.serving_since.is_not_null())
        .order_by(TicketRow.ended_at, ascending=False)
        .limit(_LATELY)
    )
    return [row["ended_at"] - row["serving_since"] for row in rows]


async def waits_told(office: str) -> list[tuple[timedelta, timedelta]]:
    """The waits lately told at an office, each with the wait as it came."""
    rows = (
        await TicketRow.select(TicketRow.told, TicketRow.arrived_at, TicketRow.first_called_at)
        .where(TicketRow.office == office, TicketRow.told.is_not_null(), TicketRow.first_called_at.is_not_null())
        .order_by(TicketRow.first_called_at, ascending=False)
        .limit(_LATELY)
    )
    return [(timedelta(seconds=row["told"]), row["first_called_at"] - row["arrived_at"]) for row in rows]


async def older_than(day: date) -> Sequence[UUID]:
    """Tickets of days before this one."""
    return [row["id"] for row in await TicketRow.select(TicketRow.id).where(TicketRow.day < day)]


async def erase(tickets: Collection[UUID]) -> None:
    if tickets:
        await TicketRow.delete().where(TicketRow.id.is_in(list(tickets)))


async def forget_runs(before: date) -> None:
    """Drop the runs of numbers of days before this one."""
    await SeriesRow.delete().where(SeriesRow.day < before)


async def runs_short_of(day: date, few: int) -> list[str]:
    """Runs of a day that have fewer numbers left, as ``office letter``."""
    rows = await SeriesRow.select().where(SeriesRow.day == day)
    short = [row["key"].split("|") for row in rows if row["leased"] - row["last"] - 1 < few]
    return [f"{home} {series}".strip() for home, _, series in short]


async def next_number(home: str, day: date, series: str, first: int, last: int) -> int | None:
    """The next number of a run from ``first`` to ``last``; None when it has come to its end or to leased numbers.

    A number is taken by one statement that the database runs for one caller after the other, so there are no two
    of one, and a unit that is undone gives its number back: the run has no gaps (case 61).
    """
    rows = await SeriesRow.raw(
        "INSERT INTO ticketing_series (key, day, last, leased) VALUES ({}, {}, {}, {})"
        " ON CONFLICT (key) DO UPDATE SET last = ticketing_series.last + 1"
        " WHERE ticketing_series.last + 1 < ticketing_series.leased RETURNING last",
        _run(home, day, series),
        day,
        first,
        last + 1,
    )
    return rows[0]["last"] if rows else None


async def lease_numbers(home: str, day: date, series: str, first: int, last: int, number: int) -> int | None:
    """The first of ``number`` numbers at the upper end of a run, which nobody else gives from now on; None: too few."""
    rows = await SeriesRow.raw(
        "INSERT INTO ticketing_series (key, day, last, leased) VALUES ({}, {}, {}, {})"
        " ON CONFLICT (key) DO UPDATE SET leased = ticketing_series.leased - {}"
        " WHERE ticketing_series.leased - {} > ticketing_series.last RETURNING leased",
        _run(home, day, series),
        day,
        first - 1,
        last + 1 - number,
        number,
        number,
    )
    return rows[0]["leased"] if rows else None


def _run(home: str, day: date, series: str) -> str:
    return f"{home}|{day.isoformat()}|{series}"


async def _read(matching: Any) -> tuple[Ticket, ...]:
    query = TicketRow.select().where(matching).order_by(TicketRow.arrived_at).order_by(TicketRow.number)
    return tuple(value(row) for row in await query)


def _columns(ticket: Ticket) -> dict[str, Any]:
    return {
        "office": ticket.office,
        "day": ticket.day,
        "agenda": ticket.agenda,
        "activities": json.dumps(ticket.activities),
        "series": ticket.series,
        "number": ticket.number,
        "label": ticket.label,
        "state": ticket.state,
        "origin": ticket.origin,
        "issued_at": ticket.issued_at,
        "arrived_at": ticket.arrived_at,
        "calling": ticket.calling,
        "booked_at": ticket.booked_at,
        "about": ticket.about,
        "counter": ticket.counter,
        "called_at": ticket.called_at,
        "first_called_at": ticket.first_called_at,
        "serving_since": ticket.serving_since,
        "ended_at": ticket.ended_at,
        "calls": ticket.calls,
        "not_before": ticket.not_before,
        "steps": json.dumps(ticket.steps),
        "language": ticket.language,
        "delayed": ticket.delayed,
        "ended_because": ticket.ended_because,
        "sent_to": ticket.sent_to,
    }


def value(row: dict[str, Any]) -> Ticket:
    """A row as a ticket."""
    return Ticket(
        **{name: kept for name, kept in row.items() if name not in _NOT_OF_TICKET},
        activities=tuple(json.loads(row["activities"])),
        steps=tuple(json.loads(row["steps"])),
    )


def to_json(ticket: Ticket) -> dict[str, Any]:
    """A ticket as JSON values, to be kept beside another record."""
    kept = {"id": str(ticket.id), "version": ticket.version, **_columns(ticket), "day": ticket.day.isoformat()}
    return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in kept.items()}


def from_json(kept: dict[str, Any]) -> Ticket:
    """The ticket that was kept."""
    instants = {name: datetime.fromisoformat(kept[name]) for name in _INSTANTS if kept[name]}
    return value({**kept, **instants, "id": UUID(kept["id"]), "day": date.fromisoformat(kept["day"])})
