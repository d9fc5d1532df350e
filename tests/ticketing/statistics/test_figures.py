"""Figures are counted from the log alone, and every one of them can be worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID
from zoneinfo import ZoneInfo

from civicore_ticketing.charts import BASE, chart, round_up
from civicore_ticketing.figures import Happening, figures, middle, ninth_tenth, spanned
from civicore_ticketing.statistics import asked_span, lines

PRAGUE = ZoneInfo("Europe/Prague")
EIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)  # 8:00 in Prague
K1, K2 = "hall.k1", "hall.k2"


def ticket(number: int) -> UUID:
    return UUID(int=number)


def at(
    minutes: float, kind: str, number: int | None = None, *, agenda: str | None = None, counter: str | None = None
) -> Happening:
    id = None if number is None else ticket(number)
    return Happening(EIGHT + timedelta(minutes=minutes), kind, "hall", agenda, counter, id)


DAY = (
    at(0, "counter_opened", counter=K1),
    at(0, "issued", 1, agenda="passports"),
    at(1, "checked_in", 2, agenda="passports"),
    at(2, "issued", 3, agenda="cash"),
    at(5, "called", 1, agenda="passports", counter=K1),
    at(6, "arrived", 1, agenda="passports", counter=K1),
    at(16, "finished", 1, agenda="passports", counter=K1),
    at(17, "called", 2, agenda="passports", counter=K1),
    at(19, "no_show", 2, agenda="passports", counter=K1),
    at(20, "left", 3, agenda="cash"),
    at(70, "sold_out", agenda="cash"),
    at(71, "unmet", agenda="passports"),
    at(80, "counter_closed", counter=K1),
)


def test_a_day_by_hand() -> None:
    counted = figures(DAY, PRAGUE, EIGHT + timedelta(hours=9))
    total = counted.total
    assert (total.tickets, total.booked, total.finished, total.no_shows, total.left, total.unmet) == (3, 1, 1, 1, 1, 2)
    assert (total.waited, total.waited_most) == (timedelta(minutes=10, seconds=30), timedelta(minutes=16))
    assert total.serving == timedelta(minutes=10)
    assert [(row.key, row.tickets, row.unmet) for row in counted.agendas] == [("cash", 1, 1), ("passports", 2, 1)]
    assert [(row.key, row.tickets, row.unmet) for row in counted.hours] == [("08", 3, 0), ("09", 0, 2)]
    (load,) = counted.counters
    assert (load.finished, load.serving, load.open, load.share) == (1, timedelta(minutes=10), timedelta(minutes=80), 12)


def test_the_order_of_the_lines_does_not_matter() -> None:
    expected = figures(DAY, PRAGUE, EIGHT + timedelta(hours=9))
    some = DAY[1:7]
    assert all(
        figures([*DAY[:1], *mixed, *DAY[7:]], PRAGUE, EIGHT + timedelta(hours=9)) == expected
        for mixed in permutations(some)
    )


def test_a_second_counter_counts_its_own_time_and_the_wait_is_that_of_the_first_call() -> None:
    log = (
        at(0, "issued", 1, agenda="passports"),
        at(4, "called", 1, agenda="passports", counter=K1),
        at(6, "transferred", 1, agenda="passports", counter=K1),
        at(30, "called", 1, agenda="cash", counter=K2),
        at(31, "arrived", 1, agenda="cash", counter=K2),
        at(34, "finished", 1, agenda="cash", counter=K2),
    )
    counted = figures(log, PRAGUE, EIGHT + timedelta(hours=1))
    assert counted.total.waited == timedelta(minutes=4)
    assert {one.key: one.serving for one in counted.counters} == {K1: timedelta(minutes=2), K2: timedelta(minutes=3)}
    assert [row.key for row in counted.agendas] == ["passports"], "a visit belongs to what somebody came for"


def test_a_number_taken_back_was_no_visit_and_a_step_is_time_at_a_counter() -> None:
    log = (
        at(0, "issued", 1, agenda="passports"),
        at(1, "void", 1, agenda="passports"),
        at(2, "issued", 2, agenda="passports"),
        at(3, "called", 2, agenda="passports", counter=K1),
        at(7, "stepped", 2, agenda="passports", counter=K1),
    )
    counted = figures(log, PRAGUE, EIGHT + timedelta(hours=1))
    assert (counted.total.tickets, counted.counters[0].serving) == (1, timedelta(minutes=4))


def test_what_is_going_on_counts_up_to_now() -> None:
    log = (
        at(0, "counter_opened", counter=K1),
        at(1, "issued", 1),
        at(2, "called", 1, counter=K1),
        at(3, "arrived", 1, counter=K1),
    )
    (load,) = figures(log, PRAGUE, EIGHT + timedelta(minutes=10)).counters
    assert (load.open, load.serving) == (timedelta(minutes=10), timedelta(minutes=7))


def test_an_empty_log_has_no_lengths_and_a_chart_of_it_no_bars() -> None:
    counted = figures((), PRAGUE, EIGHT)
    assert (counted.total.waited, counted.total.waited_most, counted.agendas, counted.counters) == (None, None, (), ())
    assert chart([]).bars == ()


def test_middle_and_ninth_tenth_at_their_edges() -> None:
    minutes = [timedelta(minutes=one) for one in range(1, 11)]
    assert (middle(minutes), ninth_tenth(minutes)) == (timedelta(minutes=5, seconds=30), timedelta(minutes=9))
    assert (middle(minutes[:1]), ninth_tenth(minutes[:1])) == (timedelta(minutes=1), timedelta(minutes=1))
    assert ninth_tenth([*minutes, timedelta(minutes=99)]) == timedelta(minutes=10)


def test_bars_end_at_the_base_and_the_scale_at_a_round_number() -> None:
    drawn = chart([("8", 3, "3"), ("9", 0, "0"), ("10", 10, "10")])
    assert [round(bar.y + bar.height, 1) for bar in drawn.bars] == [BASE] * 3
    assert (drawn.bars[1].height, drawn.bars[2].y) == (0, drawn.lines[-1].y)
    assert [round_up(one) for one in (0, 1, 1.5, 3, 5, 7, 11, 501)] == [1, 1, 2, 5, 5, 10, 20, 1000]


def test_a_day_of_the_office_begins_at_its_own_midnight_also_when_clocks_change() -> None:
    begins, ends = spanned(date(2026, 10, 25), date(2026, 10, 25), PRAGUE)
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=25)


def test_the_days_asked_for_are_a_week_and_never_tomorrow() -> None:
    today = date(2026, 11, 24)
    assert asked_span(None, None, today).first == date(2026, 11, 18)
    assert asked_span(date(2027, 1, 1), date(2027, 2, 1), today).last == today
    assert asked_span(date(2020, 1, 1), None, today).first == date(2025, 11, 24)


def test_every_figure_of_the_page_stands_in_the_file_for_programs() -> None:
    table = [list(line) for line in lines(figures(DAY, PRAGUE, EIGHT + timedelta(hours=9)))]
    assert {len(line) for line in table} == {len(table[0])}
    assert ["total", "", 3, 1, 1, 1, 1, 630, 960, 600, "", "", 2] in table
    assert ["counter", K1, "", "", 1, "", "", "", "", "", 600, 4800, ""] in table
