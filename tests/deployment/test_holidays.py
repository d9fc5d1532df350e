"""National days: told by a process of its own, or by this one where none can be started."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date

import pytest

from civicore.deployment import holidays
from civicore.deployment.holidays import HolidayNames, calendars, is_known, last_known

SAINT_WENCESLAS = date(2026, 9, 28)


@pytest.fixture(autouse=True)
def nothing_asked_yet() -> Iterator[None]:
    holidays._told.cache_clear()
    yield
    holidays._told.cache_clear()


def names(calendar: str = "cz", *languages: str) -> HolidayNames:
    return HolidayNames(calendar, languages or ("cs", "en"), {}, frozenset())


def test_the_same_is_told_where_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = dict(names().year(2026))
    assert asked[SAINT_WENCESLAS].in_("cs") == "Den české státnosti"
    holidays._told.cache_clear()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert names().year(2026) == asked


def test_years_are_asked_for_several_at_a_time() -> None:
    here = names()
    assert is_known("cz", 2026, ("cs", "en")) and last_known("cz").year > 2050
    assert all(here.year(year) for year in range(2024, 2028))
    assert SAINT_WENCESLAS in names()
    assert holidays._told.cache_info().misses == 1
    assert here.year(2028)
    assert holidays._told.cache_info().misses == 2


def test_a_calendar_that_there_is_not_has_no_days() -> None:
    assert not is_known("atlantis", 2026, ("en",))
    assert not names("atlantis").year(2026)
    assert not is_known("-h\0\ud800", None, ())
    assert {"cz", "bg", "ua"} <= calendars()


def test_no_calendar_asks_nobody() -> None:
    assert is_known("none", 2026, ("en",)) and last_known("none") == date.max
    assert not names("none").year(2026)
    assert holidays._told.cache_info().misses == 0


@pytest.mark.parametrize("year", [1, 1850, 9999])
def test_years_of_which_nothing_is_known_have_no_days(year: int) -> None:
    assert not names().year(year)
