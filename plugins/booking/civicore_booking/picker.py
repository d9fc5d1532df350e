"""The slot picker: which days and times one page shows. The earliest time first, then a week at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from civicore_booking.availability import DayAvailability, Slot

Part = Literal["", "morning", "afternoon"]
PARTS: tuple[Part, ...] = ("", "morning", "afternoon")
NOON = 12
DAYS_OF_ONE_WEEKDAY = 4


@dataclass(frozen=True)
class Sieve:
    """What a person asks for: a part of the day, a day of the week (Monday is 0). Empty means any."""

    part: Part = ""
    weekday: int | None = None

    def keeps(self, slot: Slot, zone: ZoneInfo) -> bool:
        """Whether it lies in the wanted part of a day."""
        return not self.part or (slot.start.astimezone(zone).hour < NOON) == (self.part == "morning")


@dataclass(frozen=True)
class ShownDay:
    """A day of the page: its times, or why there are none."""

    date: date
    slots: tuple[Slot, ...]
    offered: DayAvailability

    @property
    def sieved_out(self) -> bool:
        """There are free times, but not such as were asked for."""
        return bool(self.offered.slots) and not self.slots


@dataclass(frozen=True)
class Picker:
    """One page of the picker.

    ``earlier`` and ``later`` are days from which the neighbouring pages begin; ``weekdays`` are examples of the
    days of the week on which the office is open, Monday first.
    """

    earliest: Slot | None
    days: tuple[ShownDay, ...]
    earlier: date | None
    later: date | None
    weekdays: tuple[date, ...]

    @property
    def first_free(self) -> date | None:
        """The day whose times are shown opened."""
        return next((day.date for day in self.days if day.slots), None)

    @property
    def nothing_free(self) -> bool:
        """No time at all in the whole bookable time."""
        return self.earliest is None


def read_sieve(part: str, weekday: str) -> Sieve:
    """The wishes of an address; what makes no sense is left out."""
    known: Part = next((one for one in PARTS if one == part), "")
    return Sieve(known, int(weekday) if weekday in tuple("0123456") else None)


def read_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def pick(days: Sequence[DayAvailability], sieve: Sieve, zone: ZoneInfo, first: date | None) -> Picker:
    """The page that holds ``first``; without it the first page with a free time."""
    told = [day for day in days if day.bookable and (day.open or day.reason is not None)]
    shown = [_shown(day, sieve, zone) for day in told if sieve.weekday in (None, day.date.weekday())]
    pages = _pages(shown, sieve)
    at = _page(pages, first)
    return Picker(
        next((min(day.slots) for day in days if day.slots), None),
        tuple(pages[at]) if pages else (),
        pages[at - 1][0].date if at > 0 else None,
        pages[at + 1][0].date if at + 1 < len(pages) else None,
        tuple(sorted({day.date.weekday(): day.date for day in told if day.open}.values(), key=date.weekday)),
    )


def _shown(day: DayAvailability, sieve: Sieve, zone: ZoneInfo) -> ShownDay:
    slots = tuple(slot for slot in day.slots if sieve.keeps(slot, zone)) if sieve.part else tuple(day.slots)
    return ShownDay(day.date, slots, day)


def _pages(days: Iterable[ShownDay], sieve: Sieve) -> list[list[ShownDay]]:
    if sieve.weekday is None:
        return [list(week) for _, week in groupby(days, key=lambda day: day.date.isocalendar()[:2])]
    alike = list(days)
    return [alike[at : at + DAYS_OF_ONE_WEEKDAY] for at in range(0, len(alike), DAYS_OF_ONE_WEEKDAY)]


def _page(pages: Sequence[Sequence[ShownDay]], first: date | None) -> int:
    if first is not None:
        return next((at for at, days in enumerate(pages) if days[-1].date >= first), max(0, len(pages) - 1))
    return next((at for at, days in enumerate(pages) if any(day.slots for day in days)), 0)
