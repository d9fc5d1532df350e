"""Giving a booking up: by its holder, by staff, or by the owner of an address who never asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from civicore import Refusal, UnitOfWork, capacity, new_id, ways
from civicore_booking import afterwards, lifecycle, mails, news, patterns, repeats, store, waiting
from civicore_booking.afterwards import Reopening
from civicore_booking.booking import Booking
from civicore_booking.limits import stopped_scope
from civicore_booking.repeats import Mark
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import CHANGED, Still, Try, tried

_STOPPED_FOR = timedelta(days=1)
_MANY = 1_000_000


@dataclass(frozen=True)
class By:
    """Who gives a booking up: a citizen by a way of the file, or staff with a reason people read.

    ``asked``: the holder asked staff for it, by telephone, letter or in person. ``mark`` is the client's mark of the
    request, where it may be sent again.
    """

    actor: str
    way: str
    staff: bool = False
    reason: str | None = None
    closure: bool = False
    asked: bool = False
    mark: Mark | None = None


async def cancel(setting: Setting, booking: UUID, by: By, still: Still | None = None) -> Booking | Refusal:
    """Cancel; returns the booking as it was. What is kept of it is what its terms say.

    Where ``still`` says no, the booking is returned as it is.
    """
    return await tried(setting, partial(_cancel, setting, booking, by, still), sweep)


def may_cancel(setting: Setting, booking: Booking, way: str) -> Refusal | None:
    """Why the holder cannot cancel this way now."""
    if booking.state != "held" and not is_open(setting, booking, way):
        return Refusal("booking.not_this_way")
    return lifecycle.cancel(booking, setting.now, setting.runtime.city.zone, by_staff=False)


def is_open(setting: Setting, booking: Booking, way: str) -> bool:
    """Whether a booking can be cancelled this way: by the terms it was made under, or by those of today."""
    if way in booking.terms.cancel_ways:
        return True
    known = setting.plan.knows(booking.agenda, booking.office)
    return known and setting.plan.policy(booking.agenda, booking.office).cancellation.ways.open(way) is not None


async def as_asked(setting: Setting, booking: Booking, by: By) -> Booking | Refusal:
    """Staff cancel for a holder who asked by telephone, in person or by letter, where the file has that way."""
    if not is_open(setting, booking, by.way):
        return Refusal("booking.not_this_way")
    return await cancel(setting, booking.id, by)


async def not_me(setting: Setting, booking: UUID) -> None:
    """Somebody used a stranger's address: end the hold and send nothing there for a day."""
    await tried(setting, partial(_not_me, setting, booking), sweep)


async def _cancel(
    setting: Setting, id: UUID, by: By, still: Still | None, unit: UnitOfWork, this: Try
) -> Booking | Refusal:
    repeated = await repeats.refused(unit, by.mark)
    if repeated is not None:
        return repeated
    booking = await store.get(id)
    if booking is None:
        return Refusal("booking.unknown")
    if still is not None and not await still(booking):
        return booking
    refused = lifecycle.cancel(booking, unit.now, setting.runtime.city.zone, by_staff=by.staff)
    if refused is not None:
        return refused
    kept = await capacity.claims_of(id)
    refused = await give_back(setting, unit, this, kept, setting.reopening(booking, unit.now))
    if refused is not None:
        return refused
    if not await _written_off(booking, unit.now, by.reason):
        return Refusal(CHANGED)
    await patterns.given_up(booking, unit.now)
    await unit.withdraw(booking.about)
    await mails.cancelled(setting, unit, booking, by)
    if booking.terms.effect != "keep":
        await ways.forget(booking.about)  # addresses too; the message above is written already
    await unit.record("booking.cancelled", actor=by.actor, subject=booking.about, facts=_told(booking, by))
    await unit.publish(news.cancelled(booking, "staff" if by.staff else by.way))
    await repeats.keep(unit, by.mark, booking)
    return booking


async def give_back(
    setting: Setting,
    unit: UnitOfWork,
    this: Try,
    kept: Sequence[capacity.Kept],
    opens: Reopening,
    take: Sequence[tuple[UUID, capacity.Claim]] = (),
) -> Refusal | None:
    """Give up what a booking holds: its place to the first who waits, else to everybody when it ``opens``.

    ``take`` is claimed in the same write. The refusal undoes the unit.
    """
    claims = tuple(one.claim for one in kept)
    keys = [claim.key for claim in claims if afterwards.is_place(claim)]
    offer = await waiting.successor(setting, unit, afterwards.places_of(claims), this, without=keys)
    left = afterwards.cancelled(claims, Reopening() if offer else opens)
    return await waiting.hand_over(setting, unit, kept, [*((new_id(), claim) for claim in left), *take], offer)


async def _written_off(booking: Booking, now: datetime, reason: str | None) -> bool:
    """What stays of the record after the cancellation, as its terms say; False when it changed meanwhile.

    The reason stays as long as the person's data do: somebody typed it, and may have named them.
    """
    if booking.terms.effect == "erase":
        return await store.erase(booking)
    gone = replace(booking, state="cancelled", hold_until=None, closed_at=now, ended_because=reason)
    if booking.terms.effect == "anonymise":
        gone = store.anonymous(gone)
    return await store.change(gone, booking)


def _told(booking: Booking, by: By) -> dict[str, object]:
    """What the audit log keeps: no person."""
    return {"agenda": booking.agenda, "channel": booking.channel, "way": by.way}


async def _not_me(setting: Setting, id: UUID, unit: UnitOfWork, this: Try) -> bool | Refusal:
    found = await store.get(id)
    if found is None or found.email is None or found.state != "held":
        return False
    kept = await capacity.claims_of(id)
    address = setting.identity(found.email, None).email
    stop = capacity.Claim(capacity.lasting_limit(stopped_scope(str(address)), _MANY), unit.now + _STOPPED_FOR)
    refused = await give_back(setting, unit, this, kept, Reopening(), [(new_id(), stop)])
    if refused is not None:
        return refused
    await unit.withdraw(found.about)
    await ways.forget(found.about)
    return True if await store.erase(found) else Refusal(CHANGED)
