"""Names of national non-working days, from the ``holidays`` package, a few years at a time as they are asked for."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from functools import cache
from pathlib import Path
from typing import Any

from civicore.base.text import Text

_PROGRAM = Path(__file__).with_name("holiday_years.py")
_PATIENCE = 20.0  # seconds
_TOGETHER = 4  # years asked for at once
log = logging.getLogger("civicore.holidays")


@dataclass(frozen=True)
class _Told:
    """What the package says of one calendar in a few years. ``until`` is None when it does not know the calendar."""

    calendars: frozenset[str]
    until: date | None
    years: Mapping[int, Mapping[date, Text]]


class HolidayNames(Mapping[date, Text]):
    """Dates and names in the city's languages; a year is asked for when a day of it first is.

    Iterating gives the days of the years asked for so far and the city's own days.
    """

    def __init__(
        self, calendar: str, languages: Sequence[str], extra: Mapping[date, Text], working: frozenset[date]
    ) -> None:
        self._calendar, self._languages = calendar, tuple(languages)
        self._extra, self._working = dict(extra), working
        self._years: dict[int, Mapping[date, Text]] = {}

    def __getitem__(self, day: date) -> Text:
        if day in self._extra:
            return self._extra[day]
        if day in self._working:
            raise KeyError(day)
        return self.year(day.year)[day]

    def __contains__(self, day: object) -> bool:
        return day in self._extra or (isinstance(day, date) and day not in self._working and day in self.year(day.year))

    def __iter__(self) -> Iterator[date]:
        known = {day for days in self._years.values() for day in days if day not in self._working}
        return iter(sorted(known | set(self._extra)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def year(self, year: int) -> Mapping[date, Text]:
        """National days of one year, whatever the city says about them; none when there is no such calendar."""
        if year not in self._years:
            self._years[year] = (
                {} if self._calendar == "none" else _told(self._calendar, _block(year), self._languages).years[year]
            )
        return self._years[year]


def calendars() -> frozenset[str]:
    """Codes of the calendars there are, in small letters."""
    return _told("none", None, ()).calendars


def is_known(calendar: str, year: int | None, languages: Sequence[str]) -> bool:
    """Whether there is such a calendar. ``year``, if any, is one whose days will be asked for in these languages."""
    first = None if year is None else _block(year)
    return calendar == "none" or _told(calendar, first, tuple(languages)).until is not None


def last_known(calendar: str) -> date:
    """The last day that a calendar speaks of; KeyError when there is no such calendar."""
    if calendar == "none":
        return date.max
    if calendar not in _until:
        _told(calendar, None, ())
    return _until[calendar]


_until: dict[str, date] = {}  # by calendar, as any answer tells it


def _block(year: int) -> int:
    return year - year % _TOGETHER


@cache
def _told(calendar: str, first: int | None, languages: tuple[str, ...]) -> _Told:
    years = [] if first is None else [one for one in range(first, first + _TOGETHER) if MINYEAR <= one <= MAXYEAR]
    said = _asked({"calendar": calendar, "years": years, "languages": languages})
    named: dict[int, dict[date, Text]] = {year: {} for year in years}
    for written, names in said["days"].items():
        day = date.fromisoformat(written)
        named.setdefault(day.year, {})[day] = Text(names)
    until = None if said["until"] is None else date(said["until"], 12, 31)
    if until is not None:
        _until[calendar] = until
    return _Told(frozenset(said["calendars"]), until, named)


def _asked(question: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a process of its own, which takes the package with it when it ends; else of this one."""
    try:
        done = subprocess.run(  # noqa: S603  our own program, told what to do by its input
            [sys.executable, "-P", str(_PROGRAM)],  # not beside it: there, too, is a module named holidays
            input=json.dumps(question).encode(),
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
        said: dict[str, Any] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        log.info("no process for the national days, they are read in this one: %s", error)
        from civicore.deployment.holiday_years import answer

        said = answer(**question)
    return said
