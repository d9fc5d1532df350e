"""Times that the desk can give: all that the counters can take, those beyond the citizens' quota marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from civicore import Refusal, language
from civicore_booking.availability import DayAvailability, Slot
from civicore_booking.booking import Booking
from civicore_booking.desk_clerk import Clerk
from civicore_booking.finding import Imagined
from civicore_booking.journey import stamp
from civicore_booking.picker import Picker, ShownDay, Sieve, pick


@dataclass(frozen=True)
class Time:
    """One time: as the form sends it, as it is shown and as it is read aloud with its day."""

    value: str
    shown: str
    spoken: str
    beyond: bool


@dataclass(frozen=True)
class Times:
    """A week of times. ``refusal`` says why there can be none."""

    days: tuple[tuple[ShownDay, tuple[Time, ...]], ...] = ()
    picker: Picker | None = None
    refusal: Refusal | None = None

    @property
    def beyond(self) -> bool:
        """Whether any of the times shown is beyond the quota."""
        return any(one.beyond for _, times in self.days for one in times)


async def times_of(
    clerk: Clerk,
    agenda: str,
    activities: Sequence[str],
    office: str | None,
    people: int,
    first: date | None,
    moved: Booking | None = None,
) -> Times:
    """The week with ``first`` in it, or the first week with a free time; the place of who is ``moved`` is free."""
    ask = partial(
        clerk.bookings.availability,
        agenda,
        tuple(activities),
        office=office,
        people=people,
        imagined=Imagined(moved, running=True),
    )
    desk = await ask(channel="desk")
    if isinstance(desk, Refusal):
        return Times(refusal=desk)
    found = pick(desk, Sieve(), clerk.city.zone, first)
    shown = [day.date for day in found.days] or [clerk.today]
    web = await ask(first=shown[0], last=shown[-1], channel="web")
    citizens = _starts(() if isinstance(web, Refusal) else web)
    days = tuple((day, tuple(_told(clerk, slot, citizens) for slot in day.slots)) for day in found.days)
    return Times(days, found)


def _told(clerk: Clerk, slot: Slot, citizens: Collection[datetime]) -> Time:
    languages, spoken = clerk.runtime.languages, language(clerk.request)
    return Time(
        stamp(slot.start),
        languages.time(spoken, slot.start),
        languages.when(spoken, slot.start, "weekday"),
        slot.start not in citizens,
    )


def _starts(days: Sequence[DayAvailability]) -> frozenset[datetime]:
    return frozenset(slot.start for day in days for slot in day.slots)
