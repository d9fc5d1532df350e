"""Which message goes out when; each in the language of the booking, purged once it is delivered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from civicore import UnitOfWork
from civicore_booking import ics, notices
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting
from civicore_booking.waitlist import Waiting

if TYPE_CHECKING:
    from civicore_booking.cancelling import By


async def confirm_request(setting: Setting, unit: UnitOfWork, booking: Booking) -> None:
    """Ask to confirm. Nothing the sender typed is in it: it may go to a stranger."""
    await _send(setting, unit, "booking.confirm_request", booking)


async def confirmed(setting: Setting, unit: UnitOfWork, booking: Booking) -> None:
    """The code, the place and the calendar entry; and the reminder, if the city sends one."""
    await _send(setting, unit, "booking.confirmed", booking, calendar=True)
    await _remind(setting, unit, booking)


async def changed(setting: Setting, unit: UnitOfWork, booking: Booking, was: Booking, by: By) -> None:
    """The new time; with the reason when the office moved it."""
    words = {"before": was.start, "reason": by.reason, "by_office": by.staff}
    await _send(setting, unit, "booking.changed", booking, words, calendar=True)
    await _remind(setting, unit, booking)


async def cancelled(setting: Setting, unit: UnitOfWork, booking: Booking, by: By) -> None:
    """That nobody is expected any more; a hold that was never confirmed ends silently."""
    if booking.state == "confirmed" or by.staff:
        words = {"reason": by.reason, "by_office": by.staff}
        await _send(setting, unit, "booking.cancelled", booking, words, calendar=True, off=True)


async def offer(setting: Setting, unit: UnitOfWork, booking: Booking, entry: Waiting) -> None:
    """A freed place is held for somebody on the waiting list."""
    words = {"waiting_link": notices.waiting_link(setting, entry)}
    await _send(setting, unit, "booking.waiting_offer", booking, words)


async def on_the_list(setting: Setting, unit: UnitOfWork, entry: Waiting) -> None:
    """Somebody is on the waiting list, and how to leave it."""
    await unit.send(
        "booking.waiting_listed",
        channel="email",
        to=entry.wish.fields["email"],
        language=entry.wish.language,
        context=notices.waiting_words(setting, entry),
        about=entry.about,
        forget=True,
    )


async def _remind(setting: Setting, unit: UnitOfWork, booking: Booking) -> None:
    if booking.agenda not in setting.runtime.city.agendas:
        return
    reminder = setting.plan.policy(booking.agenda, booking.office).reminder
    if reminder is None or "email" not in reminder.send_by:
        return
    at = reminder.before.before(booking.start, setting.runtime.city.zone)
    if at > unit.now:
        await _send(setting, unit, "booking.reminder", booking, send_at=at)


async def _send(
    setting: Setting,
    unit: UnitOfWork,
    notice: str,
    booking: Booking,
    words: Mapping[str, object] | None = None,
    *,
    calendar: bool = False,
    off: bool = False,
    send_at: datetime | None = None,
) -> None:
    if booking.email is None or setting.runtime.city.channels.email is None:
        return
    attached = (ics.attachment(setting, booking, unit.now, off=off),) if calendar else ()
    await unit.send(
        notice,
        channel="email",
        to=booking.email,
        language=booking.language,
        context={**notices.words(setting, booking), **(words or {})},
        about=booking.about,
        send_at=send_at,
        attachments=attached,
        forget=True,
        purpose="reminder" if send_at else "transaction",
    )
