"""Whose booking it is: by the link of a message, or by a code together with what only the holder knows."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from civicore import Refusal, UnitOfWork, capacity, fold, new_id, same
from civicore_booking import codes, lifecycle, store, waitlist
from civicore_booking.booking import Booking
from civicore_booking.config import GUESSES
from civicore_booking.limits import email_form
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import FULL, Try, tried, undone
from civicore_booking.waitlist import Waiting

_MINUTE = timedelta(minutes=1)
_SHOWN_FOR = timedelta(days=1)


async def shown(setting: Setting, token: str) -> Booking | Refusal:
    """The booking of a link; from a day after the visit on the link is worth nothing."""
    id = codes.booking_of(setting.runtime.keys, token)
    if id is None:
        return Refusal("booking.unknown")
    async with setting.runtime.store.reading():
        booking = await store.get(id)
    if booking is None or setting.now > booking.end + _SHOWN_FOR:
        return Refusal("booking.unknown")
    return booking


async def waiting_of(setting: Setting, token: str) -> Waiting | None:
    """The entry of the waiting list that a link speaks for; one that was not confirmed in time is gone."""
    id = codes.waiting_of(setting.runtime.keys, token)
    if id is None:
        return None
    async with setting.runtime.store.reading():
        found = await waitlist.get(id)
    return None if found is None or lifecycle.is_free_again(found.asked_until, setting.now) else found


async def find(
    setting: Setting, code: str, *, last_name: str | None, email: str | None, network: str | None
) -> Booking | Refusal:
    """The live booking of a code or reference and its holder. A wrong name and an unknown code look alike."""
    if network is not None and setting.runtime.strict:
        refused = await tried(setting, partial(_guess, setting, network), sweep)
        if isinstance(refused, Refusal):
            return Refusal("booking.too_many_attempts") if refused.code == FULL else refused
    async with setting.runtime.store.reading():
        found = await store.by_hash(codes.hashes(setting.runtime.keys, code))
    for booking in found:
        live = lifecycle.state(booking, setting.now) in lifecycle.COMING and booking.end > setting.now
        if live and _holder(booking, last_name, email):
            return booking
    return Refusal("booking.unknown")


async def _guess(setting: Setting, network: str, unit: UnitOfWork, this: Try) -> bool | Refusal:
    who = setting.identity(None, None, network).network
    claim = capacity.Claim(capacity.lasting_limit(f"gn|{who}", GUESSES), unit.now + _MINUTE)
    trouble = await capacity.exchange((), [(new_id(), claim)])
    return await undone(trouble, unit) if trouble else True


def _holder(booking: Booking, last_name: str | None, email: str | None) -> bool:
    """Whether everything that was given fits, and something was given."""
    given = []
    if last_name:
        given.append(same(fold(last_name), fold(booking.fields.get("last_name", ""))))
    if email:
        given.append(booking.email is not None and same(email_form(email), email_form(booking.email)))
    return bool(given) and all(given)
