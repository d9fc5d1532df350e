"""The draw of days given out by lot: closed at its time, then each lot in turn gets the first time that suits it.

Every step is a unit of its own and says how far the draw has come, so a process that dies loses no turn and two
processes give none twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from civicore import Refusal, UnitOfWork, capacity, instant_at
from civicore_booking import draws, lots, mails, news, waiting, waitlist
from civicore_booking.draws import Draw
from civicore_booking.setting import Setting
from civicore_booking.trying import CHANGED, Try, tried
from civicore_booking.waitlist import Waiting

_ONE_DAY = timedelta(days=1)
_SHOWN_FOR = timedelta(days=60)


async def work(setting: Setting) -> None:
    """Prepare the draws to come, and hold those whose time has come."""
    now, today = setting.now, setting.plan.day_at(setting.now)
    for agenda, office in places(setting):
        for day in (today - _ONE_DAY, today, today + _ONE_DAY):
            await _one(setting, agenda, office, day, now)


def places(setting: Setting) -> Iterator[tuple[str, str]]:
    """Agendas with the offices where they are given out by lot."""
    for agenda in setting.runtime.city.agendas:
        for office in setting.plan.offices(agenda):
            if setting.plan.policy(agenda, office).release.mode == "by_lot":
                yield agenda, office


def draws_at(setting: Setting, agenda: str, office: str, day: date) -> datetime:
    """The instant of a draw."""
    release = setting.plan.policy(agenda, office).release
    return instant_at(day, release.at or 0, setting.runtime.city.zone)


def days_of(setting: Setting, agenda: str, office: str, day: date) -> tuple[date, ...]:
    """The days that the draw of a day gives out."""
    policy = setting.plan.policy(agenda, office)
    return lots.drawn_days(policy.horizon, setting.runtime.city.zone, day)


def given_by(setting: Setting, draw: Draw) -> tuple[date, ...]:
    """The days that a draw gives out."""
    return days_of(setting, draw.agenda, draw.office, draw.day)


def takes_part(setting: Setting, draw: Draw, entry: Waiting) -> bool:
    """Whether a wish is for what is drawn."""
    wish = entry.wish
    suits = wish.agenda == draw.agenda and wish.office in (None, draw.office)
    return suits and any(wish.first <= day <= wish.last for day in given_by(setting, draw))


async def _one(setting: Setting, agenda: str, office: str, day: date, now: datetime) -> None:
    due = now >= draws_at(setting, agenda, office, day)

    async def prepare(unit: UnitOfWork) -> Draw | None:
        today = day >= setting.plan.day_at(now)  # a day on which nothing ran is given out in the order of coming
        return await draws.prepared(agenda, office, day) if today else await draws.find(agenda, office, day)

    draw = await setting.runtime.transact(prepare)
    if draw is None or not due or draw.done:
        return
    if draw.drawn_at is None:
        await tried(setting, partial(_close, setting, draw))
    while await tried(setting, partial(_turn, setting, draw)) is True:
        pass


async def _close(setting: Setting, draw: Draw, unit: UnitOfWork, this: Try) -> bool | Refusal:
    listed = await waitlist.waiting_now(unit.now, setting.plan.day_at(unit.now))
    part = {lots.number(one.id): one.id for one in listed if takes_part(setting, draw, one)}
    return await draws.closed(draw, [part[one] for one in lots.order(draw.secret, part)], unit.now)


async def _turn(setting: Setting, draw: Draw, unit: UnitOfWork, this: Try) -> bool | Refusal:
    """Give the next lot the first time that suits it; False when every lot has had its turn."""
    now_is = await draws.find(draw.agenda, draw.office, draw.day)
    if now_is is None or now_is.done:
        return False
    entry = await waitlist.get(now_is.entries[now_is.handled])
    offer = None if entry is None or entry.id in this.skip else await _offer(setting, unit, now_is, entry)
    if not await draws.went_on(now_is, offer.entry.id if offer else None):
        return Refusal(CHANGED)
    if offer is not None:
        return await _give(setting, unit, offer) or True
    if entry is not None and entry.wish.last <= max(given_by(setting, now_is), default=entry.wish.last):
        await mails.not_drawn(setting, unit, entry)
    return True


async def _offer(setting: Setting, unit: UnitOfWork, draw: Draw, entry: Waiting) -> waiting.Offer | None:
    at = setting.plan.policy(draw.agenda, draw.office).release.at or 0
    places = frozenset((draw.office, day) for day in given_by(setting, draw))
    return await waiting.offer_for(setting, unit, entry, draw.office, places, opens_at=at)


async def _give(setting: Setting, unit: UnitOfWork, offer: waiting.Offer) -> Refusal | None:
    """Hold the time; for somebody whom staff wrote down without an e-mail it is booked, and staff call them."""
    booking, entry = offer.draft.booking, offer.entry
    booked = booking.state == "confirmed"
    kept = await capacity.claims_of(entry.id) if booked else ()
    refused = await waiting.hand_over(setting, unit, kept, (), offer)
    if refused is None and booked:
        await waitlist.remove(entry.id)
        await unit.publish(news.confirmed(booking))
    return refused


async def forget(setting: Setting) -> None:
    """Draws that were long ago."""

    async def work(unit: UnitOfWork) -> None:
        await draws.forget(setting.plan.day_at(unit.now) - _SHOWN_FOR)

    await setting.runtime.transact(work)
