"""What an office's page says of its hours at each moment."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from civicore.web.opening import differences, opening
from tests.web.site import city_of

PRAGUE = ZoneInfo("Europe/Prague")


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=PRAGUE)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("moment", "until", "starts"),
    [
        ((2026, 11, 23, 7, 59), None, 8 * 60),
        ((2026, 11, 23, 8, 0), 11 * 60 + 30, None),
        ((2026, 11, 23, 11, 29), 11 * 60 + 30, None),
        ((2026, 11, 23, 11, 30), None, 12 * 60 + 30),
        ((2026, 11, 23, 16, 59), 17 * 60, None),
        ((2026, 11, 23, 17, 0), None, None),
        ((2026, 11, 27, 9, 0), None, None),
    ],
)
def test_open_now_until_when_or_from_when(moment: tuple[int, ...], until: int | None, starts: int | None) -> None:
    said = opening(city_of("kostelec"), "town_hall", at(*moment))
    assert (said.until, said.starts, said.open_now) == (until, starts, until is not None)


def test_the_week_has_seven_days_and_knows_today() -> None:
    week = opening(city_of("trutnov"), "town_hall", at(2026, 11, 25, 9, 0)).week
    assert [row.day for row in week][::6] == [date(2026, 11, 23), date(2026, 11, 29)]
    assert [row.today for row in week].index(True) == 2
    assert [str(one) for one in week[4].ranges] == ["08:00-14:30"]
    assert week[6].ranges == ()


def test_holidays_and_closures_ahead_are_told_neighbours_together() -> None:
    said = differences(city_of("kostelec"), "town_hall", date(2026, 12, 1))
    assert [(str(one.first), str(one.last)) for one in said] == [
        ("2026-12-24", "2026-12-24"),
        ("2026-12-28", "2026-12-31"),
    ]
    assert said[0].reason is not None
    assert said[0].reason.in_("cs") == "Štědrý den"
    assert said[1].reason is not None
    assert "mezi svátky" in said[1].reason.in_("cs")


def test_a_holiday_is_today_on_its_day() -> None:
    said = opening(city_of("trutnov"), "town_hall", at(2026, 12, 24, 9, 0))
    assert not said.open_now
    assert said.today.closed_because is not None
    assert said.differences[0].first == date(2026, 12, 24)


def test_a_break_of_every_day_is_in_the_week_and_makes_no_day_differ() -> None:
    city = city_of("kryvyi_rih")
    week = opening(city, "inhuletskyi", at(2026, 11, 24, 13, 5)).week
    assert [str(one) for one in week[1].ranges] == ["09:00-13:00", "13:45-17:00"]
    assert week[2].ranges == ()
    assert [str(one.first) for one in differences(city, "inhuletskyi", date(2026, 11, 24))] == ["2026-12-25"]
