"""Visits that fall into an emergency pause: their holders are told once, and once more when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from civicore import Suspension, UnitOfWork
from civicore_booking import mails, store
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting


async def tell(setting: Setting) -> int:
    """Send what is due now; returns how many were told. Several processes may run it, nobody is told twice."""
    now = setting.now
    pauses = {one.id: one for one in await setting.runtime.suspensions.all(now)}
    stopped = [one for one in pauses.values() if one.active and one.tell_booked is not None]
    told = await _begun(setting, stopped, now) if stopped else 0
    return told + await _ended(setting, {one.id for one in stopped})


async def _begun(setting: Setting, stopped: list[Suspension], now: datetime) -> int:
    latest = max((one.tell_booked for one in stopped if one.tell_booked is not None), default=timedelta())
    async with setting.runtime.store.reading():
        coming = await store.not_paused(now, now + latest)
    told = 0
    for booking in coming:
        pause = next((one for one in stopped if _meets(setting, one, booking, now)), None)
        if pause is not None:
            told += await setting.runtime.transact(partial(_tell, setting, booking, pause))
    return told


async def _ended(setting: Setting, going_on: set[str]) -> int:
    async with setting.runtime.store.reading():
        waiting = await store.paused(going_on)
    return sum([await setting.runtime.transact(partial(_resume, setting, one, was)) for one, was in waiting])


def _meets(setting: Setting, pause: Suspension, booking: Booking, now: datetime) -> bool:
    """Whether the visit begins while nobody can say yet that the pause will be over."""
    if not setting.plan.knows(booking.agenda, booking.office) or pause.tell_booked is None:
        return False
    concerned = (
        pause.departments is None or setting.runtime.city.agendas[booking.agenda].department in pause.departments
    )
    return concerned and booking.start <= now + pause.tell_booked


async def _tell(setting: Setting, booking: Booking, pause: Suspension, unit: UnitOfWork) -> bool:
    if not await store.pause_once(booking, "", pause.id):
        return False
    await mails.paused(setting, unit, booking, pause)
    return True


async def _resume(setting: Setting, booking: Booking, was: str, unit: UnitOfWork) -> bool:
    if not await store.pause_once(booking, was, ""):
        return False
    await mails.resumed(setting, unit, booking, over=booking.end <= unit.now)
    return True
