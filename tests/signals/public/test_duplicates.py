"""Neighbours' cases are offered when they are near, new and about the same, and not otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from civicore_signals.duplicates import MOST, Known, Nearness, around, common_words, metres, similar

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
HERE = (42.6977, 23.3219)
WITHIN = Nearness(radius=40, days=60)
NEW = Known("", "lighting.dark", "Не свети лампата пред входа", HERE, NOW)
OLD = Known("1", "lighting.dark", "Лампа пред вход А не свети от вчера", (42.6978, 23.3219), NOW - timedelta(days=3))


def moved(point: tuple[float, float], north: float) -> tuple[float, float]:
    """A point so many metres to the north."""
    return point[0] + north / 111_195, point[1]


def test_the_same_lamp_is_offered() -> None:
    (found,) = similar(NEW, [OLD], WITHIN)
    assert found.known is OLD and found.metres == 11 and found.score > 0.6


@pytest.mark.parametrize(
    "other",
    [
        replace(OLD, point=moved(HERE, 41)),
        replace(OLD, received_at=NOW - timedelta(days=60, seconds=1)),
        replace(OLD, category="waste.bins"),
        replace(OLD, category="lighting.pole", words="Стълбът е наклонен"),
    ],
    ids=["too far", "too old", "another category", "another type in other words"],
)
def test_what_is_not_the_same_is_not_offered(other: Known) -> None:
    assert similar(NEW, [other], WITHIN) == ()


@pytest.mark.parametrize(
    "other",
    [
        replace(OLD, point=moved(HERE, 39)),
        replace(OLD, received_at=NOW - timedelta(days=60)),
        replace(OLD, words="нещо съвсем друго"),
        replace(OLD, category="lighting.pole", words="лампата не свети"),
    ],
    ids=["at the edge", "at the last day", "the same type in other words", "another type in the same words"],
)
def test_what_may_be_the_same_is_offered(other: Known) -> None:
    assert [one.known for one in similar(NEW, [other], WITHIN)] == [other]


def test_the_likeliest_stands_first_and_there_are_few() -> None:
    many = [replace(OLD, number=str(step), point=moved(HERE, step)) for step in range(1, 20)]
    found = similar(NEW, reversed(many), WITHIN)
    assert [one.known.number for one in found] == [str(step) for step in range(1, MOST + 1)]


def test_bent_words_are_the_same_words() -> None:
    assert common_words("счупена лампа на улицата", "Счупени лампи по улици") == 1
    assert common_words("", "лампа") == 0
    assert common_words("и на по", "и на по") == 0


def test_distances_and_boxes_agree() -> None:
    assert 110 < metres(HERE, moved(HERE, 111)) < 112
    south, west, north, east = around(HERE, 40)
    assert metres(HERE, (south, HERE[1])) >= 40 and metres(HERE, (HERE[0], east)) >= 40
    assert south < HERE[0] < north and west < HERE[1] < east
    assert metres(HERE, HERE) == 0
