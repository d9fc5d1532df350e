"""Looking for a free time: reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from civicore import Refusal
from civicore_booking import availability
from civicore_booking.availability import DayAvailability, Rules, Slot, window
from civicore_booking.setting import Setting


async def days(
    setting: Setting, rules: Rules, first: date | None, last: date | None, channel: str
) -> tuple[DayAvailability, ...]:
    """What these days offer; without limits the whole bookable time."""
    now = setting.now
    bookable = window(rules, now)
    async with setting.runtime.store.reading():
        return await setting.days(rules, first or bookable.first_day, last or bookable.last_day, channel, now)


async def nearest(setting: Setting, rules: Rules, wanted: datetime, channel: str) -> Slot | None:
    """The free time closest to the wanted one."""
    return availability.nearest(await days(setting, rules, None, None, channel), wanted)


async def later(setting: Setting, rules: Rules, wanted: datetime, channel: str) -> Slot | None:
    """The first free time after the wanted one: nobody is expected earlier than they were told."""
    coming = await days(setting, rules, setting.plan.day_at(wanted), None, channel)
    return next((slot for day in coming for slot in day.slots if slot.start > wanted), None)


async def instead(setting: Setting, rules: Rules, wanted: datetime, channel: str, full: Sequence[str]) -> Refusal:
    """The refusal for a time whose places are gone, with the nearest free one."""
    found = await nearest(setting, rules, wanted, channel)
    if found is None:
        return Refusal("booking.nothing_free")
    day_is_full = any(key.startswith(("a|", "d|", "o|")) for key in full)
    if day_is_full:
        return Refusal("booking.sold_out", day=setting.plan.day_at(wanted), nearest=found.start)
    return Refusal("booking.slot_taken", nearest=found.start)
