"""Ids that changed in the file: records follow what ``renames`` says, and what nobody explains is told."""

from __future__ import annotations

import json
from dataclasses import replace

from civicore import HealthProbe, UnitOfWork
from civicore.contracts.changes import Renames
from civicore_booking import store
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting
from civicore_booking.tables import BookingRow, ClosureRow, ImportedRow, WaitingRow


async def rename(renames: Renames, unit: UnitOfWork) -> int:
    """Give bookings, wishes and closures the new names; returns how many of them had old ones.

    Activities first, while their agenda may still bear its old name.
    """
    await _imported(renames)
    number = await _activities(renames)
    for row in (BookingRow, WaitingRow):
        for old, new in renames.of("agendas"):
            number += len(await row.update({row.agenda: new}).where(row.agenda == old).returning(row.id))
    for old, new in renames.of("offices", "*", "counters"):
        number += len(await _counter(renames, old, new))
    for old, new in renames.of("offices"):
        number += await store.move(old, new)
        for table in (WaitingRow, ClosureRow):
            number += len(await table.update({table.office: new}).where(table.office == old).returning(table.id))
    return number


def renamed(renames: Renames, booking: Booking) -> Booking:
    """A booking as it will be under its new names."""
    if not renames:
        return booking
    return replace(
        booking,
        agenda=renames.new("agendas", booking.agenda),
        office=renames.new("offices", booking.office),
        activities=tuple(_activity(renames, booking.agenda, one) for one in booking.activities),
    )


def _activity(renames: Renames, agenda: str, activity: str) -> str:
    return renames.new("agendas", agenda, "activities", activity)


async def _activities(renames: Renames) -> int:
    number = 0
    for table in (BookingRow, WaitingRow):
        for old, _ in renames.of("agendas", "*", "activities"):
            named = table.activities.like(f'%"{old}"%')
            for row in await table.select(table.id, table.agenda, table.activities).where(named):
                new = [
                    renames.new("agendas", row["agenda"], "activities", one) for one in json.loads(row["activities"])
                ]
                if (written := json.dumps(new)) != row["activities"]:
                    await table.update({table.activities: written}).where(table.id == row["id"])
                    number += 1
    return number


async def _imported(renames: Renames) -> None:
    """Rows of an older system that were taken over are known again under the new names."""
    for column, what in ((ImportedRow.agenda, "agendas"), (ImportedRow.office, "offices")):
        for old, new in renames.of(what):
            await ImportedRow.update({column: new}).where(column == old)


async def _counter(renames: Renames, old: str, new: str) -> list[dict[str, object]]:
    """Closures of one counter, under the old or the new name of its office."""
    here = [row["office"] for row in await ClosureRow.select(ClosureRow.office).where(ClosureRow.counter == old)]
    offices = [one for one in here if renames.new("offices", one, "counters", old) == new]
    if not offices:
        return []
    matching = (ClosureRow.counter == old) & ClosureRow.office.is_in(offices)
    return list(await ClosureRow.update({ClosureRow.counter: new}).where(matching).returning(ClosureRow.id))


def probe(setting: Setting) -> HealthProbe:
    """Tells of visits to come that the file no longer explains."""

    async def look() -> str | None:
        async with setting.runtime.store.reading():
            coming = await store.numbers_from(setting.plan.day_at(setting.now))
        lost = [row for row in coming if not setting.plan.knows(row["agenda"], row["office"])]
        if not lost:
            return None
        names, number = ", ".join(sorted({row["agenda"] for row in lost})), sum(row["number"] for row in lost)
        return f"{number} visits to come are for agendas or offices that the file does not have ({names}): renames?"

    return HealthProbe("booking.known", look)


def known(setting: Setting, booking: Booking) -> bool:
    """Whether the file still has the agenda and the office of a booking."""
    return setting.plan.knows(booking.agenda, booking.office)
