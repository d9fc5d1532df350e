"""Names of national non-working days, from the ``holidays`` package, year by year as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

import holidays
from holidays.registry import COUNTRIES

from civicore.base.text import Text


class HolidayNames(Mapping[date, Text]):
    """Dates and names in the city's languages; a year is computed when a day of it is first asked for.

    Iterating gives the days of the years computed so far and the city's own days.
    """

    def __init__(
        self, calendar: str, languages: Sequence[str], extra: Mapping[date, Text], working: frozenset[date]
    ) -> None:
        self._calendar, self._languages = calendar, languages
        self._extra, self._working = dict(extra), working
        self._years: dict[int, dict[date, Text]] = {}

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
        """National days of one year, whatever the city says about them."""
        if year not in self._years:
            self._years[year] = _national(self._calendar, year, self._languages)
        return self._years[year]


def calendars() -> frozenset[str]:
    """Codes of the calendars there are, in small letters."""
    # The package's own list would load every country; its table names them all.
    return frozenset(code.lower() for _, code, *_ in COUNTRIES.values())


def last_known(calendar: str) -> date:
    """The last day that a calendar speaks of."""
    if calendar == "none":
        return date.max
    return date(_country(calendar).end_year, 12, 31)


@cache
def _country(calendar: str) -> Any:
    """The package's class of one country, from that country's file alone; KeyError when there is none.

    Asking the package for one country loads all of them: 8 MB in every process of the city.
    """
    home, name = {code.lower(): (home, name) for home, (name, code, *_) in COUNTRIES.items()}[calendar.lower()]
    spec = PathFinder.find_spec(f"holidays.countries.{home}", [str(Path(holidays.__file__).parent / "countries")])
    assert spec is not None and spec.loader is not None  # noqa: S101  the package's own table names it
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def _national(calendar: str, year: int, languages: Sequence[str]) -> dict[date, Text]:
    if calendar == "none":
        return {}
    country = _country(calendar)
    supported = tuple(country.supported_languages) or (country.default_language,)
    named: dict[date, dict[str, str]] = {}
    for language in languages:
        speaks = _spoken(language, supported)
        # Without a language the package would take the server's locale, and the same city would differ by machine.
        days = country(years=year, language=speaks or country.default_language)
        for day, name in days.items():
            entry = named.setdefault(day, {})
            if speaks or not entry:
                entry[language] = name
    return {day: Text(names) for day, names in sorted(named.items())}


def _spoken(language: str, supported: Sequence[str | None]) -> str | None:
    codes = [code for code in supported if code]
    wanted = language.replace("-", "_")
    exact = [code for code in codes if code == wanted]
    return next(iter(exact or [code for code in codes if code.split("_")[0] == wanted.split("_")[0]]), None)
