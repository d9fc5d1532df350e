"""What is stored as text is the same text, whoever makes it; what cannot be stored the same on both is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from piccolo.engine.sqlite import ADAPTERS

from civicore.storage.values import _instant_in_utc, as_text, judge

NOON = datetime(2026, 10, 25, 12, 30, 1, 20, tzinfo=UTC)


class Word(StrEnum):
    NUL = "a\x00b"


class Moment(datetime):
    pass


@pytest.mark.parametrize(
    "value",
    [
        UUID(int=7),
        date(2026, 1, 2),
        NOON,
        NOON.replace(microsecond=0),
        NOON.astimezone(ZoneInfo("Europe/Prague")),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Prague")),
        NOON.astimezone(timezone(timedelta(hours=-3))),
        NOON.astimezone(ZoneInfo("UTC")),
    ],
    ids=str,
)
def test_the_text_is_the_one_that_the_adapters_make(value: Any) -> None:
    assert as_text([value]) == [ADAPTERS[type(value)](value)]


def test_all_other_values_stay_as_they_are() -> None:
    values = ["čeština", 1, 1.5, True, None, b"bytes", timedelta(1)]
    assert as_text(values) == values


@pytest.mark.parametrize("value", ["a\x00b", Word.NUL, NOON.replace(tzinfo=None), Moment(2026, 1, 1)], ids=repr)
def test_what_the_databases_would_keep_differently_is_refused(value: Any) -> None:
    for judged in (as_text, judge):
        with pytest.raises(ValueError, match=r"NUL|time zone"):
            judged(["well", value])


def test_two_readings_of_a_doubled_hour_are_never_taken_for_each_other() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Prague"))
    second = first.replace(fold=1)
    assert first == second, "as Python compares them"
    assert as_text([first, second]) == ["2026-10-25 00:30:00+00:00", "2026-10-25 01:30:00+00:00"]


def test_an_instant_that_is_written_often_is_worked_out_once() -> None:
    again = [datetime(2026, 11, 1, 9, 0, 3, tzinfo=UTC) for _ in range(5)]
    before = _instant_in_utc.cache_info()
    assert as_text(again) == ["2026-11-01 09:00:03+00:00"] * 5
    after = _instant_in_utc.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 4)
