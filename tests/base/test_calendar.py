"""When a place is open."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from civicore.base.calendar import Closure, Holidays, WeekHours, merge, open_day, subtract
from civicore.base.spans import DateSpan, TimeRange
from civicore.base.text import Text

PRAGUE = ZoneInfo("Europe/Prague")
MONDAY = date(2026, 11, 23)
HOURS = WeekHours(((TimeRange(480, 1020),), *((),) * 6))
CLOSED = Text({"cs": "Revize", "en": "Inspection"})
ranges = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(1, 1440))
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda p: TimeRange(*p)),
    max_size=6,
)


def test_a_day_without_hours_is_closed() -> None:
    assert open_day(MONDAY + timedelta(days=1), HOURS, (), Holidays(), ()).ranges == ()


def test_breaks_and_closures_of_part_of_a_day_are_cut_out() -> None:
    closure = Closure(DateSpan(MONDAY, MONDAY), CLOSED, TimeRange(900, 1440))
    day = open_day(MONDAY, HOURS, [TimeRange(690, 750)], Holidays(), [closure])
    assert day.ranges == (TimeRange(480, 690), TimeRange(750, 900))


def test_a_closure_of_the_day_beats_dated_hours_and_gives_its_reason() -> None:
    closure = Closure(DateSpan(MONDAY, MONDAY), CLOSED)
    day = open_day(MONDAY, HOURS, (), Holidays(), [closure], {MONDAY: [TimeRange(540, 600)]})
    assert (day.ranges, day.closed_because) == ((), CLOSED)


def test_dated_hours_beat_weekly_ones_and_holidays() -> None:
    holidays = Holidays({MONDAY: CLOSED})
    assert open_day(MONDAY, HOURS, (), holidays, (), {MONDAY: [TimeRange(540, 600)]}).ranges == (TimeRange(540, 600),)


def test_holidays_close_shorten_or_leave_open() -> None:
    names = {MONDAY: CLOSED}
    assert open_day(MONDAY, HOURS, (), Holidays(names), ()).closed_because == CLOSED
    shorter = Holidays(names, "reduced", TimeRange(540, 720))
    assert open_day(MONDAY, HOURS, (), shorter, ()).ranges == (TimeRange(540, 720),)
    assert open_day(MONDAY, HOURS, (), Holidays(names, "open"), ()).ranges == (TimeRange(480, 1020),)


def test_hours_on_a_day_of_clock_change_are_as_long_as_they_really_are() -> None:
    sunday = WeekHours((*((),) * 6, (TimeRange(60, 300),)))
    spring = open_day(date(2026, 3, 29), sunday, (), Holidays(), ()).intervals(PRAGUE)
    autumn = open_day(date(2026, 10, 25), sunday, (), Holidays(), ()).intervals(PRAGUE)
    assert spring[0].end - spring[0].start == timedelta(hours=3)
    assert autumn[0].end - autumn[0].start == timedelta(hours=5)


def test_hours_that_lie_in_the_skipped_hour_do_not_exist() -> None:
    skipped = WeekHours((*((),) * 6, (TimeRange(120, 180),)))
    assert open_day(date(2026, 3, 29), skipped, (), Holidays(), ()).intervals(PRAGUE) == ()


@given(ranges, ranges)
def test_every_minute_is_open_exactly_when_it_is_meant(inside: list[TimeRange], away: list[TimeRange]) -> None:
    left = subtract(merge(inside), away)
    for minute in range(0, 1440, 7):
        meant = any(minute in one for one in inside) and not any(minute in one for one in away)
        assert any(minute in one for one in left) == meant
