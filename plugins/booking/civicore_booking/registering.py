"""For which days somebody can register: those that are open for booking, and by lot those still to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain

from civicore import Choice, Refusal, Text
from civicore_booking import closures, drawing, lots
from civicore_booking.config import Booking as Policy
from civicore_booking.draws import Draw, latest, prepared
from civicore_booking.service import Bookings
from civicore_booking.waitlist import Waiting

_LOOKED_THROUGH = 60  # draws: of the days and offices for which a wish can be; and of the days to come


async def days(
    bookings: Bookings, agenda: str, activities: Sequence[str], office: str | None, people: int = 1
) -> list[date]:
    """Days on which the office is open, in order."""
    found = await bookings.availability(agenda, tuple(activities), office=office, people=people)
    open_days = [day.date for day in found if day.open and day.bookable] if isinstance(found, tuple) else []
    return sorted({*open_days, *await _to_be_drawn(bookings, agenda, activities, office, people)})


def choices(bookings: Bookings, listed: Sequence[date]) -> list[Choice]:
    """Days to choose from, in every language of the city."""
    languages = bookings.setting.runtime.languages
    return [
        Choice(day.isoformat(), Text({one: languages.date(one, day, "weekday") for one in languages.known}))
        for day in listed
    ]


async def next_draw(bookings: Bookings, agenda: str, office: str) -> Draw:
    """The next draw of a day on which the office is open; its hash is there to be noted down."""
    setting = bookings.setting
    today = setting.plan.day_at(setting.now)
    over = setting.now >= drawing.draws_at(setting, agenda, office, today)
    coming = [today + timedelta(days=ahead + over) for ahead in range(_LOOKED_THROUGH)]
    drawn = {day: drawing.days_of(setting, agenda, office, day) for day in coming}
    async with setting.runtime.store.reading():
        live = await closures.live(office, coming[0], max(chain(coming[:1], *drawn.values())))

    def is_open(day: date) -> bool:
        found = setting.plan.day(office, day, tuple(one for one in live if day in one.when))
        return any(found.shape.ticks.values())

    first = next((day for day, days in drawn.items() if any(map(is_open, days))), coming[0])
    return await setting.runtime.transact(lambda unit: prepared(agenda, office, first))


async def draws_of(bookings: Bookings, entry: Waiting) -> tuple[Draw, ...]:
    """The draws in which the lot of a wish has had its turn, the newest first."""
    async with bookings.setting.runtime.store.reading():
        found = await latest(entry.wish.agenda, _LOOKED_THROUGH)
    return tuple(one for one in found if one.had_turn(entry.id))


async def _to_be_drawn(
    bookings: Bookings, agenda: str, activities: Sequence[str], office: str | None, people: int
) -> list[date]:
    setting = bookings.setting
    policy: Policy = setting.plan.policy(agenda, office)
    rules = setting.rules(agenda, activities, office, people, "web")
    if policy.release.mode != "by_lot" or isinstance(rules, Refusal):
        return []
    release = policy.release
    first, last = lots.upcoming(policy.horizon, rules.zone, setting.now, release.at or 0, release.register_for)
    async with setting.runtime.store.reading():
        found = await setting.days(rules, first, last, "web", setting.now)
    return [day.date for day in found if day.open]
