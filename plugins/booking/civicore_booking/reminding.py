"""Reminders: made when they are due, of the visit as it is then, so that nothing about it lies about for weeks.

They go where the file says, and to whoever chose a way for the visit: a chat, a device.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from civicore import UnitOfWork, ways
from civicore_booking import mails, sms_letters, store
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting

_CLOCK_CHANGE = timedelta(days=1)  # a day of the file may be an hour longer than it looks from here


async def promised(setting: Setting, unit: UnitOfWork, booking: Booking) -> None:
    """A visit was confirmed or has a new time: its reminder is still to come, unless it would be late already."""
    at = due(setting, booking)
    if at is not None:
        await store.reminded(booking, unit.now if at <= unit.now else None)


async def remind(setting: Setting) -> int:
    """Send every reminder that is due and was not sent yet; returns how many. Several processes may run it."""
    now = setting.now
    async with setting.runtime.store.reading():
        coming = [one for one in await store.not_reminded(now, _latest(setting, now)) if _is_due(setting, one)]
        chosen = await ways.having("booking") if coming else frozenset()
    told = [one for one in coming if one.about in chosen or _by_file(setting, one)]
    return sum([await setting.runtime.transact(partial(_remind, setting, one)) for one in told])


def due(setting: Setting, booking: Booking) -> datetime | None:
    """When the city reminds of this visit, whoever can be reached; None when it does not."""
    if not setting.plan.knows(booking.agenda, booking.office):
        return None
    reminder = setting.plan.policy(booking.agenda, booking.office).reminder
    if reminder is None:
        return None
    at = reminder.before.before(booking.start, setting.runtime.city.zone)
    return ways.when(setting.runtime, "booking.reminder", "reminder", at, until=booking.start)


def _by_file(setting: Setting, booking: Booking) -> bool:
    """Whether the file wants reminders sent to an address that the holder gave."""
    reminder = setting.plan.policy(booking.agenda, booking.office).reminder
    there = booking.email is not None and setting.runtime.city.channels.email is not None
    by_mail = reminder is not None and "email" in reminder.send_by and there
    return by_mail or sms_letters.wanted(setting, booking, "booking.reminder")


async def _remind(setting: Setting, booking: Booking, unit: UnitOfWork) -> bool:
    # Whoever marks it sends it; who moved or cancelled the visit meanwhile has made it another one.
    if not await store.remind_once(booking, unit.now):
        return False
    await mails.reminder(setting, unit, booking)
    return True


def _is_due(setting: Setting, booking: Booking) -> bool:
    at = due(setting, booking)
    return at is not None and at <= setting.now


def _latest(setting: Setting, now: datetime) -> datetime:
    """Visits that start later need no look: no agenda of the city reminds so early."""
    plan, zone = setting.plan, setting.runtime.city.zone
    every = (plan.policy(agenda, office).reminder for agenda in plan.city.agendas for office in plan.offices(agenda))
    return max((said.before.after(now, zone) for said in every if said), default=now) + _CLOCK_CHANGE
