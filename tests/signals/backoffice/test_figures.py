"""Figures of units and types: closed is not solved, small cells hide, and the export alone gives the same."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from civicore_signals.case import Place
from civicore_signals.figures import (
    COLUMNS,
    Record,
    all_published,
    figures,
    from_line,
    late,
    published,
    to_line,
)
from civicore_signals.lifecycle import Given
from civicore_signals.plan import Counts

from tests.signals.backoffice.office import BOSS, NE, NORTH, Office, sure

FIRST = date(2026, 11, 1)
TODAY = date(2026, 11, 30)
OPEN = Record("roads", "roads.pothole", "signal", FIRST, due_on=date(2026, 11, 10))
ENDS: tuple[Counts, ...] = ("solved", "answered", "passed_on", "refused", "none")


def closed(days: int, end: Counts = "solved", **more: object) -> Record:
    """A case that took so many days."""
    return replace(OPEN, closed_on=FIRST + timedelta(days=days), counts_as=end, heard_on=FIRST, **more)  # type: ignore[arg-type]


def some(number: int, seed: int) -> list[Record]:
    """Records of all sorts."""
    chance = random.Random(seed)
    units, types = ("roads", "lights", "north"), ("roads.pothole", "lighting", "social")
    made = [closed(chance.randrange(60), chance.choice(ENDS), reopened=chance.randrange(2)) for _ in range(number)]
    return [
        replace(one if chance.random() < 0.7 else OPEN, unit=chance.choice(units), type=chance.choice(types), area="ne")
        for one in made
    ]


def test_median_and_nine_of_ten_are_days_of_the_calendar() -> None:
    row = figures([closed(days) for days in (1, 2, 3, 4, 100)], TODAY).total
    assert (row.days_median, row.days_most) == (3.0, 100)
    row = figures([closed(days) for days in range(1, 11)], TODAY).total
    assert (row.days_median, row.days_most) == (5.5, 9)
    assert figures([OPEN], TODAY).total.days_median is None


def test_signal_case_35_no_end_counts_as_another() -> None:
    row = figures([closed(3, end) for end in ENDS] + [OPEN], TODAY).total
    assert (row.solved, row.answered, row.passed_on, row.refused, row.none, row.open, row.received) == (1,) * 6 + (6,)


def test_overdue_counts_open_and_late_ends_but_not_who_waits_for_the_sender() -> None:
    assert late(OPEN, TODAY) and not late(OPEN, date(2026, 11, 10))
    assert late(closed(20), TODAY) and not late(closed(9), TODAY)
    assert not late(replace(OPEN, waits=True), TODAY) and not late(replace(OPEN, due_on=None), TODAY)


def test_silent_is_open_with_nothing_but_the_receipt() -> None:
    row = figures([OPEN, replace(OPEN, heard_on=FIRST), replace(closed(3), heard_on=None)], TODAY).total
    assert row.silent == 1


@pytest.mark.parametrize("seed", range(20))
def test_every_table_adds_up_to_the_whole(seed: int) -> None:
    found = figures(some(60, seed), TODAY)
    for table in (found.units, found.types, found.kinds, found.areas, found.months):
        for name in ("received", "open", "overdue", "reopened", "silent", *ENDS):
            assert sum(getattr(row, name) for row in table) == getattr(found.total, name)
    parts = [getattr(found.total, name) for name in ("open", *ENDS)]
    assert sum(parts) == found.total.received == 60


@pytest.mark.parametrize("seed", range(20))
def test_signal_case_3_no_small_count_is_published_nor_betrayed_by_a_sum(seed: int) -> None:
    found = all_published(figures(some(40, seed), TODAY))
    for row in (found.total, *found.units, *found.types):
        parts = [getattr(row, name) for name in ("open", *ENDS)]
        assert not any(one is not None and 0 < one < 5 for one in (*parts, row.received, row.overdue, row.silent))
        if row.received is not None:
            assert parts.count(None) != 1 or all(not one for one in parts if one is not None)
    for table in (found.units, found.types):
        hidden = [row for row in table if row.received is None]
        assert len(hidden) != 1 or len(table) == 1


def test_signal_case_3_a_row_of_few_cases_tells_nothing() -> None:
    row = published(figures([closed(3)] * 4, TODAY).total)
    assert row.received is None and row.days_median is None and row.solved is None
    assert published(figures([closed(3)] * 5, TODAY).total).solved == 5


def test_the_export_alone_gives_the_same_figures() -> None:
    records = some(200, 7)
    lines = [to_line(one) for one in records]
    assert all(tuple(line) == COLUMNS for line in lines)
    assert figures(map(from_line, lines), TODAY) == figures(records, TODAY)


@pytest.mark.anyio
async def test_signal_case_35_figures_of_a_real_week(office: Office) -> None:
    first, second, third = [await office.filed() for _ in range(3)]
    await office.filed(place=Place(NE))
    merged = await office.filed()
    office.set("2026-11-26T09:00")
    await office.solved(first)
    sure(await office.desk.move(second.id, "passed_on", Given("Not ours.", "passed_on", "The region"), BOSS))
    sure(await office.desk.merge(merged.id, third.id, BOSS))
    office.set("2026-12-05T09:00")
    row = (await office.desk.figures(BOSS, date(2026, 11, 23), date(2026, 11, 23))).total
    assert (row.received, row.solved, row.passed_on, row.open, row.overdue) == (4, 1, 1, 2, 2)
    assert (row.days_median, row.silent) == (3.0, 2)
    assert (await office.desk.figures(NORTH, date(2026, 11, 1), date(2026, 12, 31))).total.received == 1
    assert (await office.desk.figures(BOSS, date(2026, 11, 24), date(2026, 12, 31))).total.received == 0
    exported = [to_line(one) for one in await office.desk.records(date(2026, 11, 1), date(2026, 12, 31))]
    whole = await office.desk.figures(BOSS, date(2026, 11, 1), date(2026, 12, 31))
    assert figures(_read(exported), date(2026, 12, 5)) == whole
    assert (await office.desk.public_figures(date(2026, 11, 1), date(2026, 12, 31))).total.received is None


def _read(lines: Iterable[dict[str, str]]) -> list[Record]:
    return [from_line(one) for one in lines]
