"""How long personal data of bookings live, and what is told or erased about one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from civicore import Duration, Refusal, Retention, UnitOfWork, capacity, ways
from civicore_booking import cancelling, joining, lifecycle, store, waitlist
from civicore_booking.booking import Booking
from civicore_booking.limits import email_form, phone_form
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import CHANGED, Try, tried


def retention(setting: Setting) -> Retention:
    """The store of bookings and of the waiting list. A person is an e-mail address or a telephone number."""

    async def expire_all() -> int:
        return await expire(setting)

    async def export_one(person: str) -> Sequence[Mapping[str, object]]:
        return await export(setting, person)

    async def erase_one(person: str) -> int:
        return await erase(setting, person)

    return Retention("booking.bookings", expire_all, export_one, erase_one)


async def expire(setting: Setting) -> int:
    """Erase what the file no longer allows to keep; of visits that were made the counts stay."""
    erased: int = await setting.runtime.transact(partial(_expire, setting))
    async with setting.runtime.store.reading():
        spent = await waitlist.over(setting.plan.day_at(setting.now), setting.now)
    for entry in spent:
        await joining.leave(setting, entry.id)
    return erased + len(spent)


async def _expire(setting: Setting, unit: UnitOfWork) -> int:
    keep = setting.runtime.city.retention
    zone = setting.runtime.city.zone

    def ago(length: Duration) -> datetime:
        return length.before(unit.now, zone)

    lapsed = await store.held_before(ago(keep.unconfirmed))
    for booking in lapsed:
        await store.erase(booking)
        await ways.forget(booking.about)
    over = await store.over_before(ago(keep.finished))
    cancelled = await store.cancelled_before(ago(keep.cancelled))
    for booking in (*over, *cancelled):
        await store.change(store.anonymous(booking), booking)
        await ways.forget(booking.about)
    return len(lapsed) + len(over) + len(cancelled)


async def export(setting: Setting, person: str) -> Sequence[Mapping[str, object]]:
    """Everything kept about a person, as plain values."""
    async with setting.runtime.store.reading():
        bookings = [one for one in await store.all_personal() if _is(person)(one.fields)]
        wishes = [one for one in await waitlist.everyone() if _is(person)(one.wish.fields)]
    return [
        *(
            {
                "record": "booking",
                "agenda": one.agenda,
                "office": one.office,
                "start": one.start,
                "state": one.state,
                "made_at": one.made_at,
                **one.fields,
            }
            for one in bookings
        ),
        *(
            {
                "record": "waiting",
                "agenda": one.wish.agenda,
                "first": one.wish.first,
                "last": one.wish.last,
                "made_at": one.made_at,
                **one.wish.fields,
            }
            for one in wishes
        ),
    ]


async def erase(setting: Setting, person: str) -> int:
    """Erase a person. Visits to come are given up without a word, visits made stay as counts."""
    async with setting.runtime.store.reading():
        bookings = [one for one in await store.all_personal() if _is(person)(one.fields)]
        wishes = [one for one in await waitlist.everyone() if _is(person)(one.wish.fields)]
    for entry in wishes:  # first, or they would be offered their own places
        await joining.leave(setting, entry.id)
    for booking in bookings:
        await tried(setting, partial(_erase, setting, booking), sweep)
    return len(bookings) + len(wishes)


async def _erase(setting: Setting, booking: Booking, unit: UnitOfWork, this: Try) -> bool | Refusal:
    found = await store.get(booking.id)
    if found is None:
        return True
    await unit.withdraw(found.about)
    await ways.forget(found.about)
    if found.state not in lifecycle.COMING or found.start <= unit.now:
        return True if await store.change(store.anonymous(found), found) else Refusal(CHANGED)
    kept = await capacity.claims_of(found.id)
    refused = await cancelling.give_back(setting, unit, this, kept, setting.reopening(found, unit.now))
    if refused is not None:
        return refused
    return True if await store.erase(found) else Refusal(CHANGED)


def _is(person: str) -> Callable[[Mapping[str, str]], bool]:
    def same(fields: Mapping[str, str]) -> bool:
        email, phone = fields.get("email"), fields.get("phone")
        if "@" in person:
            return bool(email) and email_form(str(email)) == email_form(person)
        if ":" in person:
            return False  # an account: bookings are made without one
        return bool(phone) and bool(phone_form(person)) and phone_form(str(phone)) == phone_form(person)

    return same
