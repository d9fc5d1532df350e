"""What the picker shows and what an address says was chosen: functions of their arguments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from civicore_booking import web
from civicore_booking.availability import DayAvailability, Slot
from civicore_booking.journey import Offered, Wish, read_stamp, read_wish, stamp
from civicore_booking.lints import PAGES
from civicore_booking.picker import Sieve, pick, read_day, read_sieve
from litestar.handlers import HTTPRouteHandler

from civicore.base.text import Text

PRAGUE = ZoneInfo("Europe/Prague")
MONDAY = date(2026, 11, 23)
CARDS = Offered("cards", ("apply", "collect"), ("hall", "branch"), max_people=3)
CASH = Offered("cash", ("pay",), ("hall",))


def day(number: int, *hours: int, reason: str | None = None) -> DayAvailability:
    """A day from Monday on, with free times at these hours; open unless it has a reason."""
    civil = MONDAY + timedelta(days=number)
    starts = [datetime(civil.year, civil.month, civil.day, hour, tzinfo=PRAGUE).astimezone(UTC) for hour in hours]
    slots = tuple(Slot(start, timedelta(minutes=15), 1) for start in starts)
    return DayAvailability(civil, reason is None, Text({"en": reason}) if reason else None, slots)


def weekend(number: int) -> DayAvailability:
    return DayAvailability(MONDAY + timedelta(days=number), False, None, ())


def test_a_page_is_a_week_and_begins_with_the_first_free_time() -> None:
    days = [day(0), day(1), weekend(5), weekend(6), day(7), day(8, 9, 14), day(14, 9)]
    picker = pick(days, Sieve(), PRAGUE, None)
    assert [one.date for one in picker.days] == [days[4].date, days[5].date]
    assert (picker.earlier, picker.later) == (days[0].date, days[6].date)
    assert picker.earliest == days[5].slots[0]
    assert picker.first_free == days[5].date


def test_days_that_are_always_closed_are_left_out_and_others_say_why() -> None:
    holiday = day(1, reason="Independence Day")
    picker = pick([day(0, 9), holiday, weekend(5)], Sieve(), PRAGUE, None)
    assert [one.date for one in picker.days] == [MONDAY, holiday.date]
    assert picker.weekdays == (MONDAY,)


def test_the_page_of_a_day_is_found_and_beyond_the_last_one_the_last() -> None:
    days = [day(0, 9), day(7, 9), day(14, 9)]
    assert pick(days, Sieve(), PRAGUE, days[1].date).days[0].date == days[1].date
    assert pick(days, Sieve(), PRAGUE, days[1].date - timedelta(days=2)).days[0].date == days[1].date
    assert pick(days, Sieve(), PRAGUE, days[2].date + timedelta(days=99)).days[0].date == days[2].date


def test_noon_parts_the_day_in_the_citys_own_time() -> None:
    [shown] = pick([day(0, 11, 12)], Sieve("morning"), PRAGUE, None).days
    assert [slot.start.astimezone(PRAGUE).hour for slot in shown.slots] == [11]
    [shown] = pick([day(0, 11)], Sieve("afternoon"), PRAGUE, None).days
    assert shown.sieved_out


def test_one_weekday_comes_four_at_a_time() -> None:
    days = [day(number, 9) for number in range(42)]
    picker = pick(days, Sieve(weekday=2), PRAGUE, None)
    assert [one.date.weekday() for one in picker.days] == [2, 2, 2, 2]
    assert picker.later == MONDAY + timedelta(days=30)


def test_nothing_free_is_not_an_empty_page() -> None:
    picker = pick([day(0), day(1)], Sieve(), PRAGUE, None)
    assert picker.nothing_free
    assert len(picker.days) == 2
    assert pick([], Sieve(), PRAGUE, None).days == ()


def test_what_an_address_says_wrong_is_left_out() -> None:
    sent = {"activity": ["collect", "fishing"], "office": ["moon"], "people": ["99"], "start": ["soon"]}
    assert read_wish(CARDS, sent) == Wish("cards", ("collect",), None, 3, None)
    assert (read_sieve("night", "9"), read_day("2026-13-01")) == (Sieve(), None)


def test_the_only_answer_to_a_question_is_not_asked_for() -> None:
    assert read_wish(CASH, {}) == Wish("cash", ("pay",), "hall")
    assert (CASH.questions, read_wish(CASH, {}).missing(CASH)) == (("time", "details", "check"), None)
    assert CARDS.questions == ("errand", "office", "time", "details", "check")
    assert read_wish(CARDS, {}).missing(CARDS) == "errand"
    assert read_wish(CARDS, {"activity": ["apply"]}).missing(CARDS) == "office"


def _paths(page: object) -> Iterable[str]:
    return page.paths if isinstance(page, HTTPRouteHandler) else ()


def test_no_agenda_can_have_the_address_of_another_page() -> None:
    under = {path.split("/")[2] for page in web.PAGES.handlers for path in _paths(page) if path.startswith("/booking/")}
    # An id of the file has no hyphen, so not-me cannot be one.
    assert {name for name in under if not name.startswith("{") and "-" not in name} == PAGES


def test_a_wish_comes_back_from_its_own_address() -> None:
    wish = Wish("cards", ("apply", "collect"), "branch", 2, datetime(2026, 11, 24, 7, tzinfo=UTC))
    assert read_wish(CARDS, wish.query()) == wish


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-24T07:00:00Z", datetime(2026, 11, 24, 7, tzinfo=UTC)),
        ("2026-11-24T08:00:00+01:00", datetime(2026, 11, 24, 7, tzinfo=UTC)),
        ("2026-11-24T08:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("", None),
    ],
)
def test_an_instant_in_an_address_has_a_zone(written: str, read: datetime | None) -> None:
    assert read_stamp(written) == read
    assert read is None or read_stamp(stamp(read)) == read
