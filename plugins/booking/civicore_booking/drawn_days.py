"""The times of a day as a page shows them: a list of some dozens, the same for everybody, drawn once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from markupsafe import Markup

from civicore import Languages
from civicore_booking.journey import stamp
from civicore_booking.picker import ShownDay

_MOST = 100  # days; each is some kilobytes
Macro = Callable[..., Markup]


@dataclass(frozen=True)
class Pen:
    """Draws the days of one page. ``field`` is what a time is sent as, ``chosen`` the one that is marked."""

    languages: Languages
    language: str
    zone: ZoneInfo
    chosen: datetime | None

    def draw(self, macro: Macro, day: ShownDay, field: str, opened: bool) -> Markup:
        """The day by the template's ``macro``; with the same times as before it is what was drawn before."""
        starts = tuple(slot.start for slot in day.slots)
        chosen = self.chosen if self.chosen in starts else None
        return _drawn(macro, self.languages, self.language, self.zone, day.date, starts, field, chosen, opened)


@lru_cache(_MOST)
def _drawn(
    macro: Macro,
    languages: Languages,
    language: str,
    zone: ZoneInfo,
    day: date,
    starts: tuple[datetime, ...],
    field: str,
    chosen: datetime | None,
    opened: bool,
) -> Markup:
    """Everything that the macro is given, so that what it returns depends on nothing else."""
    hours = [
        [(stamp(start), languages.time(language, start), languages.when(language, start, "weekday")) for start in hour]
        for _, hour in groupby(starts, key=lambda start: start.astimezone(zone).replace(minute=0))
    ]
    return macro(day, len(starts), hours, field, stamp(chosen) if chosen else None, opened)
