"""Times that the desk can give: all that the counters can take, those beyond the citizens' quota marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from civicore import Refusal, language
from civicore_booking.availability import DayAvailability, Slot
from civicore_booking.desk_clerk import Clerk
from civicore_booking.journey import stamp
from civicore_booking.picker import Picker, Sieve, pick


@dataclass(frozen=True)
class Time:
    """One time: as the form sends it, as it is shown and as it is read aloud with its day."""

    slot: Slot
    value: str
    shown: str
    spoken: str
    beyond: bool


@dataclass(frozen=True)
class Times:
    """A week of times. ``refusal`` says why there can be none."""

    picker: Picker | None
    beyond: frozenset[datetime]
    refusal: Refusal | None = None


async def times_of(
    clerk: Clerk, agenda: str, activities: Sequence[str], office: str | None, people: int, first: date | None
) -> Times:
    """The week with ``first`` in it, or the first week with a free time."""
    ask = clerk.bookings.availability
    desk = await ask(agenda, tuple(activities), office=office, channel="desk", people=people)
    if isinstance(desk, Refusal):
        return Times(None, frozenset(), desk)
    web = await ask(agenda, tuple(activities), office=office, channel="web", people=people)
    citizens = _starts(() if isinstance(web, Refusal) else web)
    return Times(pick(desk, Sieve(), clerk.city.zone, first), _starts(desk) - citizens)


def told(clerk: Clerk, found: Times, slots: Sequence[Slot]) -> list[Time]:
    """The times of a day in the words of the page."""
    languages, spoken = clerk.runtime.languages, language(clerk.request)
    return [
        Time(
            slot,
            stamp(slot.start),
            languages.time(spoken, slot.start),
            languages.when(spoken, slot.start, "weekday"),
            slot.start in found.beyond,
        )
        for slot in slots
    ]


def _starts(days: Sequence[DayAvailability]) -> frozenset[datetime]:
    return frozenset(slot.start for day in days for slot in day.slots)
