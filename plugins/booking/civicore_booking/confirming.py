"""From hold to booking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from civicore import Refusal, UnitOfWork, capacity, whole_second
from civicore_booking import afterwards, drafts, finding, lifecycle, mails, news, reminding, store, waitlist
from civicore_booking.booking import Booking
from civicore_booking.drafts import code_claims, with_code
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import CHANGED, Try, tried, undone


@dataclass(frozen=True)
class Confirmed:
    """A confirmed booking; ``already`` when an earlier click did it."""

    booking: Booking
    already: bool = False


async def confirm(setting: Setting, booking: UUID) -> Confirmed | Refusal:
    """Confirm a hold in time; a second click is answered like the first."""
    answer = await tried(setting, partial(_confirm, setting, booking), sweep)
    if isinstance(answer, Refusal) and answer.code == "booking.lapsed":
        return await _too_late(setting, booking, answer)
    return answer


async def _confirm(setting: Setting, id: UUID, unit: UnitOfWork, this: Try) -> Confirmed | Refusal:
    was = await store.get(id)
    if was is None:
        return Refusal("booking.unknown")
    decided = lifecycle.confirm(was, unit.now)
    if isinstance(decided, Refusal):
        return decided
    if decided == "already":
        return Confirmed(was, already=True)
    booking = replace(was, state="confirmed", confirmed_at=whole_second(unit.now), hold_until=None)
    drawn: tuple[Booking, ...] = ()
    if booking.code_hash is None:
        booking = with_code(setting, booking, this.draw)
        drawn = (booking,)
    kept = await capacity.claims_of(id)
    if not any(afterwards.is_place(one.claim) for one in kept):
        # Swept since this unit began, or by a process whose clock was ahead: the place is anybody's by now.
        return Refusal("booking.lapsed", at=was.hold_until)
    claims = afterwards.confirmed((one.claim for one in kept), booking.end, drafts.lapses_at(booking))
    new_code = [claim for one in drawn for claim in code_claims(one)]
    waited = [one for entry in await waitlist.served(id) for one in await capacity.claims_of(entry)]
    trouble = await capacity.exchange([*kept, *waited], [(id, claim) for claim in (*claims, *new_code)])
    if trouble is not None:
        return await undone(trouble, unit)
    if not await store.change(booking, was):
        return Refusal(CHANGED)
    await mails.confirmed(setting, unit, booking)
    await reminding.promised(setting, unit, booking)
    await unit.publish(news.confirmed(booking))
    return Confirmed(booking)


async def _too_late(setting: Setting, id: UUID, refused: Refusal) -> Refusal:
    """The refusal of a late click: the time is gone, or free for anybody who books it anew."""
    async with setting.runtime.store.reading():
        booking = await store.get(id)
    nearest = await _nearest(setting, booking) if booking else None
    if booking is None or nearest is None:
        return refused
    if nearest != booking.start:
        return Refusal("booking.slot_gone", at=booking.hold_until, nearest=nearest)
    return Refusal(refused.code, at=booking.hold_until, nearest=nearest)


async def _nearest(setting: Setting, booking: Booking) -> datetime | None:
    rules = setting.rules(booking.agenda, booking.activities, booking.office, booking.people, booking.channel)
    if isinstance(rules, Refusal):
        return None
    found = await finding.nearest(setting, rules, booking.start, booking.channel)
    return found.start if found else None
