"""What is done now and then, and after news. No rule waits for it: what has run out is free when it is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from civicore import Job, Subscription, UnitOfWork, capacity
from civicore.contracts.appointments import BookingCancelled, BookingMoved
from civicore.contracts.pauses import PauseSwitched
from civicore_booking import closing, crowding, drawing, patterns, pausing, reminding, sweeping, waiting
from civicore_booking.setting import Setting

_ONE_DAY = timedelta(days=1)
_PAPER = timedelta(hours=1)  # what a slip says opens a booking: it is kept no longer than somebody may ask for it again
_OF_CLOSURE = ("closed", "hours")


def jobs(setting: Setting) -> Sequence[Job]:
    async def tidy() -> None:
        await sweeping.sweep(setting)
        await crowding.tell(setting)
        await waiting.round_of_offers(setting)

    async def remind() -> None:
        await reminding.remind(setting)

    async def pause() -> None:
        await pausing.tell(setting)

    async def decide() -> None:
        await decide_by_file(setting)

    async def forget() -> None:
        await forget_days(setting)
        await drawing.forget(setting)
        await patterns.forget(setting)

    async def draw() -> None:
        await drawing.work(setting)

    return (
        Job("booking.tidy", timedelta(minutes=1), tidy),
        Job("booking.reminders", timedelta(minutes=1), remind),
        Job("booking.pauses", timedelta(minutes=1), pause),
        Job("booking.closures", timedelta(minutes=10), decide),
        Job("booking.forget", timedelta(hours=1), forget),
        *([Job("booking.draws", timedelta(minutes=1), draw)] if any(drawing.places(setting)) else []),
    )


def subscriptions(setting: Setting) -> tuple[Subscription, ...]:
    """A freed visit may have room for more than the one who was offered its place at once."""

    async def offer_the_rest(event: BookingCancelled | BookingMoved) -> None:
        await waiting.round_of_offers(setting)

    async def tell_of_the_pause(event: PauseSwitched) -> None:
        await pausing.tell(setting)

    return (
        Subscription("booking.pauses", PauseSwitched, tell_of_the_pause),
        Subscription("booking.offers_after_cancelling", BookingCancelled, offer_the_rest),
        Subscription("booking.offers_after_moving", BookingMoved, offer_the_rest),
    )


async def forget_days(setting: Setting) -> None:
    """Drop the ledger of days that are over, and what was printed with codes on it."""

    async def days(unit: UnitOfWork) -> bool:
        return await capacity.forget_days(setting.plan.day_at(unit.now) - _ONE_DAY, capacity.PART)

    while await setting.runtime.transact(days):
        pass  # others write between two parts
    await setting.runtime.transact(lambda unit: setting.runtime.printers.forget(unit, "booking", unit.now - _PAPER))


async def decide_by_file(setting: Setting) -> None:
    """Do with bookings hit by a closure of the file what the file says; ``ask`` leaves them to staff."""
    city, today = setting.runtime.city, setting.plan.day_at(setting.now)
    for closure in city.closures.values():
        if closure.bookings == "ask" or closure.when.last < today:
            continue
        for office in city.offices if closure.offices is None else closure.offices:
            first = max(today, closure.when.first)
            for hit in await closing.conflicts(setting, office, first, closure.when.last):
                if hit.why in _OF_CLOSURE and not hit.decided:
                    reason = closure.reason.in_(hit.booking.language)
                    await closing.decide(setting, hit.booking.id, closure.bookings, "file", None, reason)
