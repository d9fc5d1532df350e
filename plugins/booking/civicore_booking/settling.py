"""At start the ledger is brought in line with the file: what was promised under an older one keeps its place.

Counters, departments and quotas are part of a limit's name; when they change, the claims of bookings that are
still to come are written anew, also beyond what the file now allows. Nobody loses a place by it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from functools import partial

from civicore import Lifespan, Refusal, UnitOfWork, capacity
from civicore.contracts.changes import Renames
from civicore_booking import lifecycle, renaming, store
from civicore_booking.booking import CITIZENS, Booking
from civicore_booking.drafts import place_claims
from civicore_booking.setting import Setting
from civicore_booking.trying import Try, tried, undone


async def settle(setting: Setting) -> int:
    """Returns how many bookings had claims under other names."""
    await setting.runtime.transact(partial(renaming.rename, Renames(setting.runtime.city.renames)))
    async with setting.runtime.store.reading():
        days = await store.days(setting.plan.day_at(setting.now))
    changed = 0
    for day in days:
        settled = await tried(setting, partial(_settle, setting, day))
        changed += settled if isinstance(settled, int) else 0  # it is tried until it is done
    return changed


async def _settle(setting: Setting, day: date, unit: UnitOfWork, this: Try) -> int | Refusal:
    await unit.lock("booking.settle")
    held = await capacity.places_on(day)
    changed = 0
    for booking in await store.between(None, day, day):
        if lifecycle.state(booking, unit.now) not in lifecycle.COMING or booking.id not in held:
            continue
        claims = await _now(setting, booking)
        if claims is not None and not _same(held[booking.id], claims):
            trouble = await capacity.rewrite(held[booking.id], [(booking.id, claim) for claim in claims])
            if trouble is not None:
                return await undone(trouble, unit)
            changed += 1
    return changed


async def _now(setting: Setting, booking: Booking) -> tuple[capacity.Claim, ...] | None:
    """What the booking would claim today; None when the file no longer says where."""
    if booking.office not in setting.plan.offices(booking.agenda):
        return None
    channel = booking.channel
    rules = setting.plan.rules(booking.agenda, booking.office, booking.terms.length, channel in CITIZENS)
    return place_claims(rules, await setting.supply(rules, booking.day, channel), booking)


def _same(held: list[capacity.Kept], claims: tuple[capacity.Claim, ...]) -> bool:
    return {kept.claim.key for kept in held} == {claim.key for claim in claims}


def lifespan(setting: Setting) -> Lifespan:
    """Settle before the first request is answered."""

    @asynccontextmanager
    async def around() -> AsyncIterator[None]:
        await settle(setting)
        yield

    return Lifespan("booking.settle", around)
