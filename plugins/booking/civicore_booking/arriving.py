"""Somebody with a code is at the door: let in, told to wait, or told that it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from civicore import Refusal, UnitOfWork, capacity, whole_second
from civicore.contracts.admission import Admission, Arrival
from civicore_booking import afterwards, check_in, codes, drafts, renaming, store
from civicore_booking.booking import CITIZENS, Booking, Stored
from civicore_booking.setting import Setting

How = Literal["done", "no_show", "arrived", "expected"]
_BECOMES: dict[How, Stored] = {"done": "done", "no_show": "no_show", "arrived": "arrived", "expected": "confirmed"}
_SERVED = ("arrived", "done")
_OPEN_CHANNEL = "web"  # anybody can reach it, so it teaches nothing (ruling 12)
_ONE_DAY = timedelta(days=1)
_RIVALS = 5  # how often somebody else may change the booking while it is being decided


async def redeem(setting: Setting, code: str, arrival: Arrival, unit: UnitOfWork) -> Admission | Refusal:
    """Decide by the second at which the code was received, however long the decision had to wait.

    Every code costs the same look into the database, so that the time of the answer teaches nothing either.
    """
    for _ in range(_RIVALS):
        verdict, booking = check_in.best(await _meant(setting, code, arrival), arrival.at, setting.plan.city.zone)
        if booking is None:
            return _unknown(setting, arrival.office)
        if verdict == "again":
            return _admission(setting, booking, again=True)
        if verdict != "welcome":
            return _outside(setting, booking, verdict, arrival)
        if await _let_in(setting, booking, arrival, unit):
            return _admission(setting, booking)
    return _unknown(setting, arrival.office)


async def closed(setting: Setting, booking: UUID, how: How, unit: UnitOfWork) -> None:
    """Note what became of a visit, and how much of the day it takes up from now on."""
    for _ in range(_RIVALS):
        was = await store.get(booking)
        state = _BECOMES[how]
        if was is None or was.state in ("held", "cancelled", state):
            return
        now = replace(was, state=state, arrived_at=was.arrived_at if state != "confirmed" else None)
        if await store.change(now, was):
            await _take_up(setting, now)
            return


async def _meant(setting: Setting, code: str, arrival: Arrival) -> list[Booking]:
    """The bookings that the code could mean here; those around midnight are dated to the day before or after."""
    day = setting.plan.day_at(arrival.at)
    found = await store.with_code(
        codes.hashes(setting.runtime.keys, code), arrival.office, day - _ONE_DAY, day + _ONE_DAY
    )
    return [
        one
        for one in found
        if renaming.known(setting, one) and arrival.by in setting.plan.policy(one.agenda, arrival.office).check_in.at
    ]


async def _let_in(setting: Setting, was: Booking, arrival: Arrival, unit: UnitOfWork) -> bool:
    """Whether this request is the one that lets the holder in; not when they cancelled, or typed it twice at once."""
    here = replace(was, state="arrived", arrived_at=whole_second(arrival.at))
    if not await store.change(here, was):
        return False
    await _take_up(setting, here)
    received = {"received": arrival.at.isoformat(), "agenda": was.agenda}
    await unit.record("booking.arrived", actor=arrival.by, subject=was.about, facts=received)
    return True


async def _take_up(setting: Setting, booking: Booking) -> None:
    """Bring the booking's share of the day in line with its state: for good, up to the window's end, or none.

    Who is here counts, also when the place was given to somebody else a moment ago: the request may have been
    received in time and decided after it. Only whoever has changed the booking comes here, or two would claim anew.
    """
    kept = [one for one in await capacity.claims_of(booking.id) if afterwards.is_share(one.claim)]
    if booking.state == "no_show":
        await capacity.release(booking.id, [one.claim.key for one in kept])
        return
    until = drafts.lapses_at(booking) if booking.state == "confirmed" else None
    there = await capacity.outlast(booking.id, [one.claim.key for one in kept], until)
    if not there:
        shares = await _shares(setting, booking)
        await capacity.rewrite((), [(booking.id, claim.lasting(until)) for claim in shares])


async def _shares(setting: Setting, booking: Booking) -> tuple[capacity.Claim, ...]:
    """What a visit takes of the limits of its day, by the file as it is now."""
    if booking.office not in setting.plan.offices(booking.agenda):
        return ()
    rules = setting.plan.rules(booking.agenda, booking.office, booking.terms.length, booking.channel in CITIZENS)
    supply = await setting.supply(rules, booking.day, booking.channel)
    return tuple(capacity.Claim(limit) for limit in supply.limits)


def _admission(setting: Setting, booking: Booking, *, again: bool = False) -> Admission:
    return Admission(
        about=booking.about,
        agenda=booking.agenda,
        activities=booking.activities,
        office=booking.office,
        start=booking.start,
        calling=setting.plan.policy(booking.agenda, booking.office).priority,
        language=booking.language,
        again=again,
    )


def _outside(setting: Setting, booking: Booking, verdict: check_in.Verdict, arrival: Arrival) -> Refusal:
    if arrival.by == _OPEN_CHANNEL:
        return _unknown(setting, arrival.office)
    policy = setting.plan.policy(booking.agenda, booking.office)
    said = policy.check_in
    if verdict == "early":
        plain = said.unknown is not None and said.unknown != said.early.answer
        return Refusal("booking.too_early", answer=said.early.answer, opens=booking.opens, plain=plain)
    return Refusal(
        "booking.expired",
        answer=said.late.answer or said.unknown or said.early.answer,
        then=booking.terms.late if policy.walk_in else "lapse",
        agenda=booking.agenda,
        activities=booking.activities,
        closed=booking.closes,
        plain=said.late.answer is not None and said.late.answer not in (said.unknown, said.early.answer),
    )


def _unknown(setting: Setting, office: str) -> Refusal:
    said = setting.plan.city.policy("booking", office=office).check_in
    return Refusal("booking.unknown_code", answer=said.unknown or said.early.answer)


def promised_until(booking: Booking, now: datetime) -> bool:
    """Whether its holder is still waited for."""
    return booking.state == "confirmed" and whole_second(now) <= booking.closes
