"""Closing a day or a counter at the desk, and deciding about each booking that was there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Literal
from uuid import UUID

from civicore import Refusal, TimeRange, UnitOfWork, new_id
from civicore_booking import cancelling, changing, closures, finding, fitting, lifecycle, mails, office_days, store
from civicore_booking.booking import Booking
from civicore_booking.cancelling import By
from civicore_booking.changing import Move
from civicore_booking.closures import LiveClosure
from civicore_booking.misfits import Conflict
from civicore_booking.setting import Setting
from civicore_booking.trying import CHANGED, Try, tried

Decision = Literal["keep", "rebook", "cancel", "ask"]


@dataclass(frozen=True)
class Closed:
    """A closure that was made, and the bookings it hits."""

    id: UUID
    hit: tuple[Conflict, ...]


@dataclass(frozen=True)
class ToClose:
    """An office, or one counter of it, that does not work on a day or a part of it."""

    office: str
    day: date
    reason: str
    counter: str | None = None
    time: TimeRange | None = None


async def close_day(setting: Setting, wish: ToClose, actor: str) -> Closed | Refusal:
    """Close at once. Who is booking on that day at this moment is either refused or on the list."""
    office = setting.runtime.city.offices.get(wish.office)
    if office is None or (wish.counter is not None and wish.counter not in office.counters):
        return Refusal("booking.no_such_place")
    return await setting.runtime.transact(partial(_close, setting, wish, actor))


async def _close(setting: Setting, wish: ToClose, actor: str, unit: UnitOfWork) -> Closed | Refusal:
    await office_days.take_day(unit, wish.office, wish.day)
    closure = LiveClosure(new_id(), wish.office, wish.counter, wish.day, wish.time, wish.reason, actor, unit.now)
    await closures.add(closure)
    await unit.record("booking.closed", actor=actor, subject=f"office:{wish.office}", facts=_told(closure))
    return Closed(closure.id, await _conflicts(setting, wish.office, wish.day, wish.day))


async def reopen(setting: Setting, closure: UUID, actor: str) -> Refusal | None:
    """Lift a closure made at the desk."""

    async def work(unit: UnitOfWork) -> Refusal | None:
        found = await closures.get(closure)
        if found is None:
            return Refusal("booking.no_such_closure")
        await office_days.take_day(unit, found.office, found.day)
        await closures.end(closure, unit.now)
        await unit.record("booking.reopened", actor=actor, subject=f"office:{found.office}", facts=_told(found))
        return None

    return await setting.runtime.transact(work)


async def conflicts(setting: Setting, office: str, first: date, last: date) -> tuple[Conflict, ...]:
    """Bookings of these days that no longer fit what the city offers."""
    async with setting.runtime.store.reading():
        return await _conflicts(setting, office, first, last)


async def decide(
    setting: Setting, booking: UUID, decision: Decision, actor: str, start: datetime | None, reason: str | None
) -> Booking | Refusal:
    """Keep, move or cancel a booking that was hit, or ask its holder, for whom it is kept until they say otherwise.

    Deciding the same again changes and sends nothing.
    """
    async with setting.runtime.store.reading():
        found = await store.get(booking)
        undecided = found is not None and await _undecided(setting, found)
    if found is None:
        return Refusal("booking.unknown")
    if not undecided:
        return found
    if decision in ("keep", "ask"):
        asks = By(actor, "desk", staff=True, reason=reason) if decision == "ask" else None
        return await tried(setting, partial(_keep, setting, booking, actor, asks))
    by = By(actor, "desk", staff=True, reason=reason)
    if decision == "cancel":
        return await cancelling.cancel(setting, booking, by, partial(_undecided, setting))
    return await _rebook(setting, found, by, start)


async def _rebook(setting: Setting, booking: Booking, by: By, start: datetime | None) -> Booking | Refusal:
    if start is None:
        if booking.office not in setting.plan.offices(booking.agenda):
            return Refusal("booking.not_bookable")
        rules = setting.plan.rules(booking.agenda, booking.office, booking.terms.length, False)
        found = await finding.later(setting, rules, booking.start, "desk")
        if found is None:
            return Refusal("booking.nothing_free")
        start = found.start
    return await changing.reschedule(setting, booking.id, Move(start, by), partial(_undecided, setting))


async def _keep(
    setting: Setting, id: UUID, actor: str, asks: By | None, unit: UnitOfWork, this: Try
) -> Booking | Refusal:
    found = await store.get(id)
    hit = await _conflict_of(setting, found) if found else None
    if found is None or hit is None or hit.decided:
        return found or Refusal("booking.unknown")
    kept = replace(found, kept_despite=hit.why)
    if not await store.change(kept, found):
        return Refusal(CHANGED)
    await unit.record("booking.kept", actor=actor, subject=kept.about, facts={"why": hit.why})
    if asks is not None:
        await mails.asked(setting, unit, kept, asks)
    return kept


async def _undecided(setting: Setting, booking: Booking) -> bool:
    hit = await _conflict_of(setting, booking)
    return hit is not None and not hit.decided


async def _conflict_of(setting: Setting, booking: Booking) -> Conflict | None:
    hits = await _conflicts(setting, booking.office, booking.day, booking.day)
    return next((hit for hit in hits if hit.booking.id == booking.id), None)


async def _conflicts(setting: Setting, office: str, first: date, last: date) -> tuple[Conflict, ...]:
    now = setting.now
    coming = [
        one
        for one in await store.between(office, first, last)
        if lifecycle.state(one, now) in lifecycle.COMING and one.start > now
    ]
    return await fitting.conflicts(setting, office, coming)


def _told(closure: LiveClosure) -> dict[str, object]:
    return {"day": closure.day.isoformat(), "counter": closure.counter, "time": closure.time and str(closure.time)}
