"""Files for other programs: no cell is a formula, and a long table is sent while it is read."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from civicore_signals.export import cell, written

SOFIA = ZoneInfo("Europe/Sofia")


@pytest.mark.parametrize(
    "words", ["=1+1", "+359 88", "-1", "@SUM(A1)", " =1", "\t=1", "\n=cmd|' /C calc'!A0", "\uff1d1", "\u202e=1", "\r=1"]
)
def test_signal_case_17_no_cell_begins_like_a_formula(words: str) -> None:
    assert cell(words, SOFIA).startswith("'")


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "a=1", "дупка; голяма", 'каза "да"', "ред\nред", ""])
def test_signal_case_17_other_words_stay_as_they_are(words: str) -> None:
    assert cell(words, SOFIA) == words


def test_signal_case_17_nothing_turns_the_direction_of_writing() -> None:
    assert cell("abc\u202edef\u2066\x00\u200f", SOFIA) == "abcdef"


def test_values_that_are_no_words_are_written_for_programs() -> None:
    at = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert cell(at, SOFIA) == "2026-11-25T00:30:00+02:00"
    assert [cell(one, SOFIA) for one in (None, True, -1.5, date(2026, 1, 2))] == ["", "1", "-1.5", "2026-01-02"]


async def rows(number: int) -> AsyncIterator[Sequence[object]]:
    for one in range(number):
        yield (one, 'а;б\n"в"', "=1")


async def test_the_file_reads_back_as_it_was_written() -> None:
    whole = b"".join([piece async for piece in written(("n", "words", "sum"), rows(450), SOFIA)]).decode()
    read = list(csv.reader(StringIO(whole)))
    assert read[0] == ["n", "words", "sum"] and len(read) == 451
    assert read[-1] == ["449", 'а;б\n"в"', "'=1"]


async def test_signal_case_59_a_long_file_takes_no_more_memory_than_a_short_one() -> None:
    async def most(number: int) -> int:
        tracemalloc.start()
        try:
            async for _ in written(("n", "words", "sum"), rows(number), SOFIA):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert await most(20_000) < 2 * await most(1_000)
