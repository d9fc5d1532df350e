"""The waiting list: a freed place is held for the first who fits, in the same transaction that freed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from civicore import Refusal, UnitOfWork, capacity
from civicore_booking import afterwards, mails, news, office_days, store, waitlist
from civicore_booking.availability import Rules, Slot, window
from civicore_booking.config import ChannelName
from civicore_booking.drafts import Draft, Wanted, drafted
from civicore_booking.setting import Setting
from civicore_booking.trying import OFFER_FAILED, Try, tried, undone
from civicore_booking.waitlist import Waiting, WaitingRequest

Places = frozenset[tuple[str, date]]


@dataclass(frozen=True)
class Offer:
    """A place that somebody on the list could have."""

    entry: Waiting
    draft: Draft


async def round_of_offers(setting: Setting) -> int:
    """Offer whatever is free to who waits, one at a time; returns how many offers were made."""
    made = 0
    while await tried(setting, partial(_next_offer, setting)) is True:
        made += 1
    return made


async def _next_offer(setting: Setting, unit: UnitOfWork, this: Try) -> bool | Refusal:
    offer = await successor(setting, unit, None, this)
    if offer is None:
        return False
    return await make(setting, unit, offer) or True


async def successor(
    setting: Setting,
    unit: UnitOfWork,
    places: Places | None,
    this: Try,
    *,
    without: Sequence[str] = (),
) -> Offer | None:
    """The first on the list for whom something is free at these offices and days; None: anywhere.

    Who is at their own limits is passed over. ``without`` are keys of claims that the same unit gives back.
    """
    today = setting.plan.day_at(unit.now)
    for entry in await waitlist.waiting_now(unit.now, today) if this.offers else ():
        if entry.id in this.skip:
            continue
        for office in offices(setting, entry.wish):
            offer = await offer_for(setting, unit, entry, office, places, without)
            if offer is not None:
                return offer
    return None


async def make(setting: Setting, unit: UnitOfWork, offer: Offer) -> Refusal | None:
    """Hold the place and tell the person; the refusal undoes the unit."""
    return await hand_over(setting, unit, (), (), offer)


async def hand_over(
    setting: Setting,
    unit: UnitOfWork,
    kept: Sequence[capacity.Kept],
    take: Sequence[tuple[UUID, capacity.Claim]],
    offer: Offer | None,
) -> Refusal | None:
    """Give claims back and take others, among them those of an offer, in one write; the refusal undoes the unit."""
    if offer is None:
        trouble = await capacity.exchange(kept, take)
        return await undone(trouble, unit) if trouble else None
    theirs = [(offer.draft.booking.id, claim) for claim in offer.draft.claims]
    trouble = await capacity.exchange(kept, [*take, *theirs])
    if trouble is None:
        return await write(setting, unit, offer)
    return await undone(trouble, unit) if trouble == "gone" else Refusal(OFFER_FAILED, entry=offer.entry.id)


async def write(setting: Setting, unit: UnitOfWork, offer: Offer) -> Refusal | None:
    """Write an offer whose claims have been taken."""
    booking, entry = offer.draft.booking, offer.entry
    until = booking.hold_until or booking.start
    if not await store.add(booking) or not await waitlist.offered(entry, booking.id, until):
        return Refusal(OFFER_FAILED, entry=entry.id)
    await mails.offer(setting, unit, booking, entry)
    await unit.publish(news.held(booking))
    return None


async def offer_for(
    setting: Setting,
    unit: UnitOfWork,
    entry: Waiting,
    office: str,
    places: Places | None,
    without: Sequence[str] = (),
    *,
    opens_at: int | None = None,
) -> Offer | None:
    """What somebody on the list could have at an office now; ``opens_at``: days open for them at this minute.

    Whom staff wrote down without an e-mail cannot confirm by a link: the time is booked for them as at the desk.
    """
    wish = entry.wish
    channel: ChannelName = "web" if wish.fields.get("email") else "desk"
    rules = setting.rules(wish.agenda, wish.activities, office, wish.people, "web")
    if isinstance(rules, Refusal) or await setting.suspended(wish.agenda, unit.now, unit):
        return None
    if opens_at is not None:
        rules = replace(rules, opens_at=opens_at)
    slot = await _first_free(setting, rules, wish, unit.now, places, without)
    if slot is None:
        return None
    wanted = Wanted(rules, wish.activities, slot.start, wish.people, wish.fields, wish.language, channel)
    await office_days.share_day(unit, office, setting.plan.day_at(slot.start))
    lasts = setting.plan.policy(wish.agenda, office).waiting_list.offer_for
    until = lasts.after(unit.now, rules.zone).replace(microsecond=0) if channel == "web" else None
    draft = await drafted(setting, wanted, unit.now, 0, until)
    if isinstance(draft, Refusal) or await capacity.full(_of_person(draft)):
        return None
    return Offer(entry, draft)


def _of_person(draft: Draft) -> list[capacity.Limit]:
    return [claim.limit for claim in draft.claims if not afterwards.is_place(claim)]


async def _first_free(
    setting: Setting, rules: Rules, wish: WaitingRequest, now: datetime, places: Places | None, without: Sequence[str]
) -> Slot | None:
    bookable = window(rules, now)
    first, last = max(wish.first, bookable.first_day), min(wish.last, bookable.last_day)
    if places is None:
        days = await setting.days(rules, first, last, "web", now, without) if first <= last else ()
        return next((slot for day in days for slot in day.slots), None)
    for day in sorted(day for place, day in places if place == rules.office and first <= day <= last):
        for offered in await setting.days(rules, day, day, "web", now, without):
            for slot in offered.slots:
                return slot
    return None


def offices(setting: Setting, wish: WaitingRequest) -> tuple[str, ...]:
    """Where a wish can come true."""
    return tuple(office for office in setting.plan.offices(wish.agenda) if wish.office in (None, office))
