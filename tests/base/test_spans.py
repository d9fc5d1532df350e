"""Lengths of time and ranges, across clock changes too."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from civicore.base.spans import DateSpan, Duration, TimeRange, instant_at

PRAGUE = ZoneInfo("Europe/Prague")


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("15 min", Duration(seconds=900)),
        ("15min", Duration(seconds=900)),
        ("2 hours", Duration(seconds=7200)),
        ("2h", Duration(seconds=7200)),
        ("60d", Duration(days=60)),
        ("1 week", Duration(days=7)),
        ("1 year", Duration(months=12)),
        ("0", Duration()),
    ],
)
def test_lengths_are_read(written: str, length: Duration) -> None:
    assert Duration.parse(written) == length


@pytest.mark.parametrize("written", ["15 m", "fifteen", "-3 days", "3 fortnights", "", "15"])
def test_what_is_no_length_is_refused_with_advice(written: str) -> None:
    with pytest.raises(ValueError, match="write"):
        Duration.parse(written)


@pytest.mark.parametrize(
    "written", ["15 min", "2 hours", "1 hour", "60 days", "1 day", "3 months", "1 year", "30 s", "0"]
)
def test_lengths_are_written_as_they_are_read(written: str) -> None:
    assert str(Duration.parse(written)) == written


def test_a_day_keeps_the_wall_clock_and_24_hours_do_not() -> None:
    noon_before = datetime(2026, 3, 28, 12, tzinfo=PRAGUE)
    assert Duration(days=1).after(noon_before, PRAGUE) == datetime(2026, 3, 29, 12, tzinfo=PRAGUE)
    assert Duration(seconds=86400).after(noon_before, PRAGUE) == datetime(2026, 3, 29, 13, tzinfo=PRAGUE)


def test_months_end_on_the_last_day_there_is() -> None:
    assert Duration(months=1).add_to(date(2027, 1, 31)) == date(2027, 2, 28)
    assert Duration(months=12).add_to(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize("written", ["8,00 - 17,00", "17:00-08:00", "08:00", "25:00-26:00", "08:00-08:00"])
def test_what_is_no_range_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"range|time of day"):
        TimeRange.parse(written)


def test_midnight_may_end_a_day() -> None:
    assert TimeRange.parse("22:00-24:00") == TimeRange(22 * 60, 24 * 60)


def test_spans_of_days_include_both_ends() -> None:
    span = DateSpan.parse("2026-12-28..2026-12-31")
    assert date(2026, 12, 31) in span
    assert date(2027, 1, 1) not in span


def test_a_skipped_hour_is_the_moment_after_and_a_doubled_one_the_first() -> None:
    assert instant_at(date(2026, 3, 29), 150, PRAGUE) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert instant_at(date(2026, 10, 25), 150, PRAGUE) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_end_of_a_day_is_midnight_of_the_next() -> None:
    assert instant_at(date(2026, 11, 24), 1440, PRAGUE) - instant_at(date(2026, 11, 24), 0, PRAGUE) == timedelta(
        hours=24
    )
