"""What staff see: a day, a search. Opening personal data is noted by the pages that show them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from civicore import fold
from civicore_booking import codes, lifecycle, store
from civicore_booking.booking import Booking
from civicore_booking.limits import phone_form
from civicore_booking.setting import Setting

_MOST = 100
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_PHONE = re.compile(r"\+?[\d /-]{9,}")


async def day(setting: Setting, office: str, on: date) -> tuple[Booking, ...]:
    """Everything of a day by start, who did not come too; holds that lapsed are left out."""
    now = setting.now
    async with setting.runtime.store.reading():
        return tuple(one for one in await store.on_day(office, on) if not lifecycle.unconfirmed(one, now))


async def get(setting: Setting, booking: UUID) -> Booking | None:
    async with setting.runtime.store.reading():
        return await store.get(booking)


async def with_code(setting: Setting, code: str) -> tuple[Booking, ...]:
    async with setting.runtime.store.reading():
        return await store.by_hash(codes.hashes(setting.runtime.keys, code))


@dataclass(frozen=True)
class Within:
    """Where to look: at an office, on a day, among agendas; None: everywhere."""

    office: str | None = None
    day: date | None = None
    agendas: Collection[str] | None = None

    def holds(self, booking: Booking) -> bool:
        """Whether a booking is one of those looked among."""
        return (
            self.office in (None, booking.office)
            and self.day in (None, booking.day)
            and (self.agendas is None or booking.agenda in self.agendas)
        )


async def search(setting: Setting, words: str, within: Within) -> tuple[Booking, ...]:
    """Bookings by code or reference, by time of a day (``8:15``; today when no day is given), or by name and contact.

    Names are found without diacritics and in any order; at most 100, the latest days first.
    """
    async with setting.runtime.store.reading():
        time = _TIME.fullmatch(words.strip())
        if time is not None:
            return await _at(setting, int(time[1]), int(time[2]), within)
        by_code = await store.by_hash(codes.hashes(setting.runtime.keys, words)) if words.strip() else ()
        if by_code:
            return tuple(one for one in by_code if within.holds(one))
        parts = [phone_form(words)] if _PHONE.fullmatch(words.strip()) else fold(words).split()
        return await store.with_words(parts, within.office, within.day, within.agendas, _MOST)


async def _at(setting: Setting, hour: int, minute: int, within: Within) -> tuple[Booking, ...]:
    day = within.day or setting.plan.day_at(setting.now)
    zone = setting.runtime.city.zone

    def starts_then(start: datetime) -> bool:
        local = start.astimezone(zone)
        return (local.hour, local.minute) == (hour, minute)

    found = await store.between(within.office, day, day)
    return tuple(one for one in found if within.holds(one) and starts_then(one.start))
