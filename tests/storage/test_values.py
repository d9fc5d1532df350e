"""What is stored as text is the same text, whoever makes it; what cannot be stored the same on both is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from piccolo.engine.sqlite import ADAPTERS

from civicore.storage.values import as_text, judge

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
