"""Confirming by a code that was sent to the holder's telephone (``confirmation.by: sms_code``)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from civicore import Keyring, Refusal, UnitOfWork, capacity, new_id, same
from civicore_booking import codes, confirming, store
from civicore_booking.booking import Booking
from civicore_booking.confirming import Confirmed
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import FULL, Try, tried, undone

_GUESSES = 5  # for one booking: one in 200,000 strangers would be lucky
_GUESSED_FOR = timedelta(hours=1)


async def confirm(setting: Setting, id: UUID, typed: str) -> Confirmed | Refusal:
    """Confirm by the code of the text message; a second time it is answered like the first.

    A wrong code counts, and after five no code is taken any more: the booking lapses.
    """
    async with setting.runtime.store.reading():
        booking = await store.get(id)
    if booking is None or not setting.by_telephone(booking):
        return Refusal("booking.unknown")
    refused = await tried(setting, partial(_guess, id), sweep)
    if isinstance(refused, Refusal):
        return Refusal("booking.too_many_attempts") if refused.code == FULL else refused
    if not _is_right(setting.runtime.keys, booking, typed):
        return Refusal("booking.wrong_sms_code")
    return await confirming.confirm(setting, id)


async def _guess(id: UUID, unit: UnitOfWork, this: Try) -> bool | Refusal:
    claim = capacity.Claim(capacity.lasting_limit(f"gs|{id}", _GUESSES), unit.now + _GUESSED_FOR)
    trouble = await capacity.exchange((), [(new_id(), claim)])
    return await undone(trouble, unit) if trouble else True


def _is_right(keys: Keyring, booking: Booking, typed: str) -> bool:
    """Under any key of the city: it may have been changed since the message was sent."""
    rings = [replace(keys, keys=keys.keys[index:]) for index in range(len(keys.keys))]
    return any(same(codes.telephone_code(ring, booking.id), codes.normal(typed)) for ring in rings)
