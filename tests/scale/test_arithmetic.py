"""docs/scale.md says what the arithmetic says, and the arithmetic is right."""

from __future__ import annotations

from bench._results import read
from bench.scale import PAGE, PLACES, Capacity, capacity, need, page, play

ABLE = Capacity(reads=1000, pages=100, bookings=100, memory=100, source={})


def test_the_page_has_the_figures_of_the_last_measures() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text, capacity(read())) == text, "run `python -m bench.scale --page`"


def test_what_a_city_of_600_000_needs_by_hand() -> None:
    found = need(PLACES[1], ABLE, visits=1.0)
    assert found.visits == 7200  # 600,000 / 250 working days, three times on the busiest
    assert found.bookings == 0.8  # a fifth of them in an hour, twice the mean in a minute
    assert (found.counters, found.rush) == (300, 2000)
    # 33 people a second, each three pages (100 a second) and a booking (50 a second, half of what two processes store):
    # 1.67 processes with nothing else to do, 3.33 that are busy half of the time, and a spare.
    assert found.processes == 5
    assert found.databases == 1


def test_a_measure_takes_the_place_of_its_goal() -> None:
    kept = {"measures": {"w1": {"figures": [{"name": "Page of free times, HTML, made anew", "value": 42.0}]}}}
    able = capacity(kept)
    assert (able.pages, able.source["pages"], able.source["reads"]) == (42.0, "measured", "the goal, to be measured")


def test_too_few_processes_make_people_wait_and_more_do_not() -> None:
    few, enough = play(2000, 1, 50.0), play(2000, 8, 50.0)
    assert few.late > 10 > enough.usual
    assert play(2000, 1, 50.0) == few, "the same figures give the same page"
