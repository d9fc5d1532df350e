"""Another time for a booking: the new place is taken and the old one given back in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from civicore import Refusal, UnitOfWork, capacity, new_id
from civicore_booking import (
    afterwards,
    finding,
    lifecycle,
    mails,
    news,
    office_days,
    reminding,
    repeats,
    store,
    waiting,
)
from civicore_booking.afterwards import Reopening
from civicore_booking.availability import Rules, Supply, refuse_start
from civicore_booking.booking import Booking
from civicore_booking.cancelling import By
from civicore_booking.drafts import code_claims, holder_claims, place_claims, with_code
from civicore_booking.limits import refusal_of
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import CHANGED, FULL, Still, Try, full_keys, tried
from civicore_booking.waiting import Offer


@dataclass(frozen=True)
class Move:
    """Who moves a booking to which time; ``how`` is the channel whose quota counts."""

    start: datetime
    by: By

    @property
    def how(self) -> str:
        return "desk" if self.by.staff else "web"


async def reschedule(setting: Setting, booking: UUID, move: Move, still: Still | None = None) -> Booking | Refusal:
    """Move a booking; it keeps its length and its other terms. Refused, it stays where it was.

    Where ``still`` says no, the booking is returned as it is.
    """
    async with setting.runtime.store.reading():
        was = await store.get(booking)
    if was is None:
        return Refusal("booking.unknown")
    if was.office not in setting.plan.offices(was.agenda):
        return Refusal("booking.not_bookable")
    rules = setting.plan.rules(was.agenda, was.office, was.terms.length, move.how != "desk")
    answer = await tried(setting, partial(_reschedule, setting, booking, rules, move, still), sweep)
    if isinstance(answer, Refusal) and answer.code == FULL:
        full = full_keys(answer)
        return refusal_of(full) or await finding.instead(setting, rules, move.start, move.how, full)
    return answer


async def _reschedule(
    setting: Setting, id: UUID, rules: Rules, move: Move, still: Still | None, unit: UnitOfWork, this: Try
) -> Booking | Refusal:
    repeated = await repeats.refused(unit, move.by.mark)
    if repeated is not None:
        return repeated
    was = await store.get(id)
    if was is None:
        return Refusal("booking.unknown")
    if still is not None and not await still(was):
        return was
    refused = lifecycle.reschedule(was, unit.now, rules.zone, by_staff=move.by.staff)
    if refused is None and not move.by.staff:
        refused = await _stopped(setting, was, unit)
    if refused is None and move.start == was.start:
        await repeats.keep(unit, move.by.mark, was)
    if refused is not None or move.start == was.start:
        return refused or was
    day = setting.plan.day_at(move.start)
    await office_days.share_day(unit, rules.office, day)
    supply = await setting.supply(rules, day, move.how)
    refused = refuse_start(rules, supply, move.start, unit.now)
    if refused is not None:
        return refused
    booking = _moved(setting, was, move, this.draw)
    refused = await _exchange(setting, unit, was, booking, rules, supply, this)
    if refused is not None:
        return refused
    if not await store.change(booking, was):
        return Refusal(CHANGED)
    await _tell(setting, unit, booking, was, move.by)
    await repeats.keep(unit, move.by.mark, booking)
    return booking


async def _stopped(setting: Setting, booking: Booking, unit: UnitOfWork) -> Refusal | None:
    """Why a citizen may not choose times now: bookings are suspended, or not offered on the site."""
    policy = setting.plan.policy(booking.agenda, booking.office)
    if not policy.channel("web").enabled:
        return Refusal("booking.not_bookable")
    return await setting.suspended(booking.agenda, unit.now, unit)


def _moved(setting: Setting, was: Booking, move: Move, draw: int) -> Booking:
    start = move.start.astimezone(UTC)
    booking = replace(
        was,
        start=start,
        end=start + was.terms.length,
        day=setting.plan.day_at(start),
        sequence=was.sequence + 1,
        kept_despite=None,
    )
    # The code stays what it was, unless somebody at the office has the same one on the new day.
    return with_code(setting, booking, (booking.code_attempt or 0) + draw) if draw else booking


async def _exchange(
    setting: Setting, unit: UnitOfWork, was: Booking, booking: Booking, rules: Rules, supply: Supply, this: Try
) -> Refusal | None:
    kept = await capacity.claims_of(was.id)
    old = tuple(one.claim for one in kept)
    new = (*place_claims(rules, supply, booking), *holder_claims(setting, booking), *code_claims(booking))
    offer = await _successor(setting, unit, old, new, this)
    opens = Reopening() if offer else setting.reopening(was, unit.now)
    now_has, cooling = afterwards.moved(old, new, opens)
    take = [*((was.id, claim) for claim in now_has), *((new_id(), claim) for claim in cooling)]
    return await waiting.hand_over(setting, unit, kept, take, offer)


async def _successor(
    setting: Setting, unit: UnitOfWork, old: tuple[capacity.Claim, ...], new: tuple[capacity.Claim, ...], this: Try
) -> Offer | None:
    """Who on the waiting list could have the place that is left."""
    taken = {claim.key for claim in new}
    left = [claim for claim in old if afterwards.is_place(claim) and claim.key not in taken]
    places = afterwards.places_of(left)
    if not places:
        return None
    return await waiting.successor(setting, unit, places, this, without=[claim.key for claim in left])


async def _tell(setting: Setting, unit: UnitOfWork, booking: Booking, was: Booking, by: By) -> None:
    await unit.withdraw(booking.about)
    await mails.changed(setting, unit, booking, was, by)
    await reminding.promised(setting, unit, booking)
    if by.staff:
        await unit.record("booking.moved", actor=by.actor, subject=booking.about, facts={"agenda": booking.agenda})
    await unit.publish(news.moved(booking, was))
