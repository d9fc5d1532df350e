"""Looking for a free time: reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from civicore import Closure, Refusal, capacity
from civicore_booking import availability, lifecycle
from civicore_booking.afterwards import is_place
from civicore_booking.availability import DayAvailability, Rules, Slot, window
from civicore_booking.booking import CITIZENS, Booking
from civicore_booking.setting import Setting


@dataclass(frozen=True)
class Imagined:
    """As if something had been done already: this booking given back, these closures made, nothing suspended."""

    moved: Booking | None = None
    closed: tuple[Closure, ...] = ()
    running: bool = False


async def days(
    setting: Setting,
    rules: Rules,
    first: date | None,
    last: date | None,
    channel: str,
    imagined: Imagined | None = None,
) -> tuple[DayAvailability, ...]:
    """What these days offer; without limits the whole bookable time."""
    now = setting.now
    bookable = window(rules, now)
    first, last = first or bookable.first_day, last or bookable.last_day
    if imagined is not None:
        return await _imagined(setting, rules, first, last, channel, imagined)

    async def read() -> tuple[DayAvailability, ...]:
        async with setting.runtime.store.reading():
            return await setting.days(rules, first, last, channel, now)

    return await setting.memory.get(now, (rules, first, last, channel in CITIZENS), read)


async def _imagined(
    setting: Setting, rules: Rules, first: date, last: date, channel: str, imagined: Imagined
) -> tuple[DayAvailability, ...]:
    now = setting.now
    async with setting.runtime.store.reading():
        own = await _places(imagined.moved, now)
        found = await setting.days(rules, first, last, channel, now, own, imagined.closed)
    return _other_than(imagined.moved, found)


async def _places(booking: Booking | None, now: datetime) -> tuple[str, ...]:
    """Keys of the places that a booking holds now; those that have run out are not counted anyway."""
    kept = await capacity.claims_of(booking.id) if booking else ()
    return tuple(
        one.claim.key for one in kept if is_place(one.claim) and not lifecycle.is_free_again(one.claim.until, now)
    )


def _other_than(booking: Booking | None, days: tuple[DayAvailability, ...]) -> tuple[DayAvailability, ...]:
    """Without the very time that is to be changed."""
    if booking is None:
        return days
    return tuple(_without(day, booking.start) for day in days)


def _without(day: DayAvailability, start: datetime | None) -> DayAvailability:
    """The day without this time; None: without any."""
    return day._replace(slots=tuple(slot for slot in day.slots if start is not None and slot.start != start))


async def nearest(setting: Setting, rules: Rules, wanted: datetime, channel: str) -> Slot | None:
    """The free time closest to the wanted one."""
    return availability.nearest(await days(setting, rules, None, None, channel), wanted)


async def later(setting: Setting, rules: Rules, wanted: datetime, channel: str) -> Slot | None:
    """The first free time after the wanted one: nobody is expected earlier than they were told."""
    coming = await days(setting, rules, setting.plan.day_at(wanted), None, channel)
    return next((slot for day in coming for slot in day.slots if slot.start > wanted), None)


async def instead(setting: Setting, rules: Rules, wanted: datetime, channel: str, full: Sequence[str]) -> Refusal:
    """The refusal for a time whose places are gone, with the nearest free one.

    Whoever took the last of them may not be stored yet, so what is gone is left out, whatever is read.
    """
    day, day_is_full = setting.plan.day_at(wanted), any(key.startswith(("a|", "d|", "o|")) for key in full)

    async def told() -> Refusal:
        offered = await days(setting, rules, None, None, channel)
        left = (_without(one, None if day_is_full else wanted) if one.date == day else one for one in offered)
        found = availability.nearest(left, wanted)
        if found is None:
            return Refusal("booking.nothing_free")
        if day_is_full:
            return Refusal("booking.sold_out", day=day, nearest=found.start)
        return Refusal("booking.slot_taken", nearest=found.start)

    return await setting.instead.get(setting.now, (rules, wanted, channel in CITIZENS, day_is_full), told)
