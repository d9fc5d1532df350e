"""National days as the package ``holidays`` knows them; nothing here is imported by a process that serves.

Run as a program, it reads what is asked as JSON from its input and writes the answer: the package, with the movable
feasts of all religions, takes 3 MB and is wanted for a dozen days of a few years.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

import holidays
from holidays.registry import COUNTRIES


def answer(calendar: str, years: Sequence[int], languages: Sequence[str]) -> dict[str, Any]:
    """``calendars``: the codes there are, in small letters; ``until``: the last year that the calendar speaks of, None
    when there is no such calendar; ``days``: names by language of each day off, by ISO date."""
    # The package's own list would load every country; its table names them all.
    homes = {code.lower(): (home, name) for home, (name, code, *_) in COUNTRIES.items()}
    if calendar.lower() not in homes:
        return {"calendars": sorted(homes), "until": None, "days": {}}
    country = _country(*homes[calendar.lower()])
    return {"calendars": sorted(homes), "until": country.end_year, "days": _days(country, years, languages)}


def _country(home: str, name: str) -> Any:
    """The package's class of one country, from that country's file alone: by its own way all of them are loaded."""
    spec = PathFinder.find_spec(f"holidays.countries.{home}", [str(Path(holidays.__file__).parent / "countries")])
    assert spec is not None and spec.loader is not None  # noqa: S101  the package's own table names it
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def _days(country: Any, years: Sequence[int], languages: Sequence[str]) -> dict[str, dict[str, str]]:
    supported = tuple(country.supported_languages) or (country.default_language,)
    named: dict[str, dict[str, str]] = {}
    for language in languages:
        speaks = _spoken(language, supported)
        # Without a language the package would take the server's locale, and the same city would differ by machine.
        days = country(years=list(years), language=speaks or country.default_language) if years else {}
        for day, name in days.items():
            entry = named.setdefault(day.isoformat(), {})
            if speaks or not entry:
                entry[language] = name
    return dict(sorted(named.items()))


def _spoken(language: str, supported: Sequence[str | None]) -> str | None:
    codes = [code for code in supported if code]
    wanted = language.replace("-", "_")
    exact = [code for code in codes if code == wanted]
    return next(iter(exact or [code for code in codes if code.split("_")[0] == wanted.split("_")[0]]), None)


if __name__ == "__main__":
    json.dump(answer(**json.load(sys.stdin)), sys.stdout)
