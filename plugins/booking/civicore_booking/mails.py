"""Which message goes out when; each in the language of the booking, purged once it is delivered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from civicore import Action, Suspension, UnitOfWork
from civicore.contracts.dialog import Contact
from civicore_booking import ics, notices, picture, sms_letters
from civicore_booking.booking import Booking
from civicore_booking.journey import Wish
from civicore_booking.setting import Setting
from civicore_booking.waitlist import Waiting

if TYPE_CHECKING:
    from civicore_booking.cancelling import By

_ALWAYS = frozenset({"booking.cancelled"})  # of use also after the time of the visit


async def confirm_request(setting: Setting, unit: UnitOfWork, booking: Booking) -> None:
    """Ask to confirm. Nothing the sender typed is in it: it may go to a stranger.

    Where the telephone confirms, the message goes there alone: a link in an e-mail would confirm too.
    """
    if setting.by_telephone(booking):
        await sms_letters.ask(setting, unit, booking)
    else:
        await _ask(setting, unit, booking)


async def _ask(setting: Setting, unit: UnitOfWork, booking: Booking) -> None:
    if booking.email is None or setting.runtime.city.channels.email is None:
        return
    await unit.send(
        "booking.confirm_request",
        channel="email",
        to=booking.email,
        language=booking.language,
        context=notices.words(setting, booking),
        about=booking.about,
        forget=True,
    )


async def confirmed(setting: Setting, unit: UnitOfWork, booking: Booking) -> None:
    """The code, the place and the calendar entry."""
    await _send(setting, unit, "booking.confirmed", booking, calendar=True)


async def changed(setting: Setting, unit: UnitOfWork, booking: Booking, was: Booking, by: By) -> None:
    """The new time; with the reason when the office moved it."""
    words = {"before": was.start, "reason": by.reason, "by_office": by.staff and not by.asked}
    await _send(setting, unit, "booking.changed", booking, words, calendar=True)


async def asked(setting: Setting, unit: UnitOfWork, booking: Booking, by: By) -> None:
    """Whether the visit still suits its holder, now that the office changes; nothing is needed if it does."""
    await _send(setting, unit, "booking.asked", booking, {"reason": by.reason})


async def cancelled(setting: Setting, unit: UnitOfWork, booking: Booking, by: By) -> None:
    """That nobody is expected any more; a hold that was never confirmed ends silently."""
    if booking.state == "confirmed" or by.staff:
        words = {"reason": by.reason, "by_office": by.staff and not by.asked}
        await _send(setting, unit, "booking.cancelled", booking, words, calendar=True, off=True)


async def offer(setting: Setting, unit: UnitOfWork, booking: Booking, entry: Waiting) -> None:
    """A freed place is held for somebody on the waiting list."""
    words = {"waiting_link": notices.waiting_link(setting, entry)}
    await _send(setting, unit, "booking.waiting_offer", booking, words)


async def not_drawn(setting: Setting, unit: UnitOfWork, entry: Waiting) -> None:
    """That the last draw for somebody's days is over and no time was left for them."""
    if not entry.wish.fields.get("email"):
        return
    await unit.send(
        "booking.not_drawn",
        channel="email",
        to=entry.wish.fields["email"],
        language=entry.wish.language,
        context=notices.waiting_words(setting, entry),
        about=entry.about,
        forget=True,
    )


async def waiting_request(setting: Setting, unit: UnitOfWork, entry: Waiting) -> None:
    """Ask to confirm a wish for the waiting list. Nothing the sender typed is in it: it may go to a stranger."""
    await unit.send(
        "booking.waiting_request",
        channel="email",
        to=entry.wish.fields["email"],
        language=entry.wish.language,
        context=notices.waiting_words(setting, entry),
        about=entry.about,
        forget=True,
    )


async def way_round(setting: Setting, unit: UnitOfWork, wish: Wish, email: str, language: str, until: datetime) -> None:
    """A link by which somebody whose browser cannot solve the puzzle books. It names no person and no time."""
    await unit.send(
        "booking.pass",
        channel="email",
        to=email,
        language=language,
        context=notices.pass_words(setting, wish, language, until),
        about=f"pass:{wish.agenda}",
        forget=True,
    )


async def reminder(setting: Setting, unit: UnitOfWork, booking: Booking) -> None:
    """That the visit is near."""
    await _send(setting, unit, "booking.reminder", booking, purpose="reminder")


async def paused(setting: Setting, unit: UnitOfWork, booking: Booking, pause: Suspension) -> None:
    """That nobody is received now, and the visit is near."""
    words = {"pause": pause.banner, "pause_details": pause.details}
    await _send(setting, unit, "booking.paused", booking, words)


async def resumed(setting: Setting, unit: UnitOfWork, booking: Booking, *, over: bool) -> None:
    """That the pause is over; ``over``: so is the time of the visit."""
    await _send(setting, unit, "booking.resumed", booking, {"over": over})


async def _send(
    setting: Setting,
    unit: UnitOfWork,
    notice: str,
    booking: Booking,
    words: Mapping[str, object] | None = None,
    *,
    calendar: bool = False,
    off: bool = False,
    purpose: Literal["transaction", "reminder"] = "transaction",
) -> None:
    said = {**notices.words(setting, booking), **(words or {})}
    attached = [ics.attachment(setting, booking, unit.now, off=off)] if calendar else []
    if isinstance(drawn := said["code"], str) and calendar and not off:
        attached.append(picture.attachment(drawn))
    await unit.notify(
        notice,
        about=booking.about,
        language=booking.language,
        context=said,
        usual=_usual(setting, notice, booking),
        every=True,
        expires=_useless(booking, notice, unit.now),
        attachments=attached,
        forget=True,
        purpose=purpose,
        actions=_actions(setting, booking, said),
    )


def _usual(setting: Setting, notice: str, booking: Booking) -> list[Contact]:
    """What the person gave when they booked: each gets its own message, until they choose a way themselves."""
    ways = []
    if booking.phone is not None and sms_letters.wanted(setting, booking, notice):
        ways.append(Contact("sms", booking.phone))
    if booking.email is not None and setting.runtime.city.channels.email is not None:
        ways.append(Contact("email", booking.email))
    return ways


def _useless(booking: Booking, notice: str, now: datetime) -> datetime | None:
    """When nobody has any use for a notice: a reminder once the visit begins, others once it is over."""
    if notice in _ALWAYS:
        return None
    return max(booking.start if notice == "booking.reminder" else booking.end, now)


def _actions(setting: Setting, booking: Booking, said: Mapping[str, object]) -> tuple[Action, ...]:
    link = said.get("visit_link")
    if not isinstance(link, str):
        return ()
    return (Action(setting.runtime.languages.translate(booking.language, "Open the visit"), url=link),)
