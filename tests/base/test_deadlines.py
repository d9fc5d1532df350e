"""Deadlines: the golden dates of three countries, both edges of each rule, and an oracle that counts day by day."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from random import Random

import pytest

from civicore.base.deadlines import CalendarEnds, Rule, Workdays, due_day, missing
from civicore.base.spans import DateSpan, Duration
from civicore.base.text import Text
from civicore.deployment.holidays import HolidayNames
from tests.tools.counts import times

DAY = timedelta(days=1)


def country(code: str, **more: object) -> Workdays:
    return Workdays(HolidayNames(code, ["en"], {}, frozenset()), **more)  # type: ignore[arg-type]


BULGARIA, CZECHIA = country("bg"), country("cz")
FORTNIGHT = Rule(Duration(days=14))
INDEPENDENCE = Workdays({date(2026, 8, 24): Text({"en": "Independence Day"})})


def on(text: str) -> date:
    return date.fromisoformat(text)


def test_signal_case_43_orthodox_easter_moves_the_end() -> None:
    assert due_day(FORTNIGHT, on("2026-03-27"), BULGARIA).on == on("2026-04-14")
    assert due_day(FORTNIGHT, on("2026-03-27"), CZECHIA).on == on("2026-04-10")  # the other Easter would say so


def test_signal_case_44_christmas_weekend_and_its_substitute() -> None:
    assert due_day(FORTNIGHT, on("2026-12-10"), BULGARIA).on == on("2026-12-29")


def test_signal_case_45_working_days_leave_holidays_out() -> None:
    rule = Rule(Duration(days=5), "working_days")
    assert due_day(rule, on("2026-12-18"), BULGARIA).on == on("2026-12-30")


def test_signal_case_46_months_end_on_the_last_day_there_is() -> None:
    assert due_day(Rule(Duration(months=2)), on("2026-12-31"), BULGARIA).on == on("2027-03-01")
    fifteen = Rule(Duration(days=15))
    assert due_day(fifteen, on("2026-06-19"), CZECHIA).on == on("2026-07-07")
    assert due_day(fifteen, on("2026-06-19"), CZECHIA, extended=Duration(days=10)).on == on("2026-07-14")


def test_signal_case_47_holidays_may_be_suspended_by_dates() -> None:
    rule = Rule(Duration(days=5), "working_days")
    emergency = DateSpan(on("2022-02-24"), on("2026-12-31"))
    assert due_day(rule, on("2026-08-19"), INDEPENDENCE).on == on("2026-08-27")
    suspended = Workdays(INDEPENDENCE.names, suspended=(emergency,))
    assert due_day(rule, on("2026-08-19"), suspended).on == on("2026-08-26")
    month = Rule(Duration(months=1), day_off="stays", most=Duration(days=45))
    assert due_day(month, on("2026-01-31"), suspended).on == on("2026-02-28")
    assert due_day(month, on("2026-01-31"), suspended, extended=Duration(months=1)).on == on("2026-03-17")


def test_signal_case_49_what_the_calendar_does_not_cover_is_an_error() -> None:
    ends = Workdays(covers=on("2026-12-31"))
    assert due_day(FORTNIGHT, on("2026-12-17"), ends).on == on("2026-12-31")
    for rule in (FORTNIGHT, Rule(Duration(days=14), day_off="stays"), Rule(Duration(days=12), "working_days")):
        with pytest.raises(CalendarEnds):
            due_day(rule, on("2026-12-18"), ends)
    assert missing([FORTNIGHT], on("2026-12-17"), ends) is None
    assert missing([FORTNIGHT], on("2026-12-18"), ends) is not None


def test_signal_case_53_the_sum_names_every_day_that_moved_the_end() -> None:
    told = due_day(FORTNIGHT, on("2026-03-27"), BULGARIA)
    assert [(step.kind, step.day.isoformat()) for step in told.steps] == [
        ("begun", "2026-03-27"),
        ("counted", "2026-04-10"),
        ("off", "2026-04-10"),
        ("off", "2026-04-11"),
        ("off", "2026-04-12"),
        ("off", "2026-04-13"),
        ("moved", "2026-04-14"),
    ]
    assert all(step.name for step in told.steps if step.kind == "off")  # each of them is a feast with a name


def test_a_weekend_that_is_worked_counts_and_a_named_weekday_does_not() -> None:
    saturday, monday = on("2026-09-05"), on("2026-09-07")
    days = Workdays({monday: Text({"en": "Day off instead"})}, worked=frozenset({saturday}))
    assert due_day(Rule(Duration(days=1), "working_days"), on("2026-09-04"), days).on == saturday
    assert due_day(Rule(Duration(days=1), "working_days"), saturday, days).on == on("2026-09-08")
    assert not days.off(saturday) and days.off(monday)


def test_an_extension_of_months_is_added_to_the_months_of_the_law() -> None:
    told = due_day(Rule(Duration(months=2), day_off="stays"), on("2026-12-31"), BULGARIA, Duration(months=4))
    assert told.on == on("2027-06-30")


def oracle(rule: Rule, begun: date, days: Workdays, extended: Duration, paused: Duration) -> date:
    """The same law read aloud: one day after the other, nothing skipped, nothing remembered."""
    end = begun
    if rule.counted_in == "working_days":
        left = rule.length.days + extended.days + paused.days
        while left > 0:
            end = end + DAY
            if works(end, days):
                left = left - 1
    else:
        end = by_months(begun, rule.length.months + extended.months + paused.months)
        for _ in range(rule.length.days + extended.days + paused.days):
            end = end + DAY
    if rule.most is not None:
        last = by_months(begun, rule.most.months)
        for _ in range(rule.most.days):
            last = last + DAY
        end = min(end, last)
    while rule.day_off == "next" and not works(end, days):
        end = end + DAY
    return end


def works(day: date, days: Workdays) -> bool:
    if day in days.worked:
        return True
    if day.strftime("%a") in ("Sat", "Sun"):
        return False
    return day not in days.names or any(span.first <= day <= span.last for span in days.suspended)


def by_months(day: date, number: int) -> date:
    year, month = day.year, day.month
    for _ in range(number):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def test_100000_random_deadlines_equal_an_independent_oracle() -> None:
    lot = Random(43)
    calendars = [
        BULGARIA,
        CZECHIA,
        INDEPENDENCE,
        Workdays(BULGARIA.names, worked=frozenset({on("2026-03-07")})),
        Workdays(BULGARIA.names, suspended=(DateSpan(on("2026-01-01"), on("2027-06-30")),)),
    ]
    for _ in range(times(100_000, 1_000_000)):
        working = lot.random() < 0.4
        unit = {"days": lot.randrange(0, 45)} if working or lot.random() < 0.7 else {"months": lot.randrange(1, 7)}
        more = {"days": lot.randrange(0, 15)} if lot.random() < 0.3 else {}
        rule = Rule(
            Duration(**unit),
            "working_days" if working else "days",
            lot.choice(("next", "stays")),
            Duration(days=lot.randrange(10, 80)) if lot.random() < 0.2 else None,
        )
        begun = on("2025-12-01") + lot.randrange(0, 500) * DAY
        paused = Duration(days=lot.randrange(0, 12)) if lot.random() < 0.2 else Duration()
        days = lot.choice(calendars)
        told = due_day(rule, begun, days, Duration(**more), paused)
        assert told.on == oracle(rule, begun, days, Duration(**more), paused), (rule, begun, more, paused)
        assert told.steps[0].day == begun and told.steps[-1].day <= told.on
