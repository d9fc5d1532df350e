"""What goes to a holder's telephone besides the e-mail: the code (rule TRU-05), changes, reminders."""

from __future__ import annotations

from civicore import UnitOfWork
from civicore_booking import codes, notices
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting

_WAYS = frozenset({"sms", "sms_if_phone"})
_LATER = frozenset({"booking.asked", "booking.changed", "booking.cancelled", "booking.paused", "booking.resumed"})


async def ask(setting: Setting, unit: UnitOfWork, booking: Booking) -> None:
    """Send the code that confirms; of no use once the time to confirm is over."""
    if booking.phone is None:
        return
    drawn = codes.telephone_code(setting.runtime.keys, booking.id)
    await unit.send(
        "booking.confirm_code",
        channel="sms",
        to=booking.phone,
        language=booking.language,
        context=notices.words(setting, booking) | {"confirm_code": drawn},
        about=booking.about,
        expires=booking.hold_until,
        forget=True,
    )


def wanted(setting: Setting, booking: Booking, notice: str) -> bool:
    """Whether the file has this notice sent to the holder's telephone.

    Who booked by text message got the code in the answer, and hears of changes the same way.
    """
    city = setting.runtime.city
    known = booking.agenda in city.agendas and booking.office in city.offices
    if booking.phone is None or city.channels.sms is None or not known:
        return False
    policy = setting.plan.policy(booking.agenda, booking.office)
    if notice == "booking.reminder":
        return policy.reminder is not None and bool(_WAYS & set(policy.reminder.send_by))
    if notice not in {"booking.confirmed", *_LATER}:
        return False
    ways = policy.channel(booking.channel).code_by or policy.code.send_by
    return bool(_WAYS & set(ways)) or (notice in _LATER and booking.channel == "sms")
