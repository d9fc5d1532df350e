"""Where a photo was taken, and how far that is from the pin."""

from __future__ import annotations

from typing import Any

import pytest

from civicore.files import far_from
from civicore.files.place import distance, taken_at

PIN = (42.6977, 23.3219)


def test_signal_case_22_a_photo_from_elsewhere_is_told() -> None:
    assert far_from(PIN, (42.7013, 23.3219), 300)  # 400 m to the north
    assert not far_from(PIN, (42.7013, 23.3219), 500)
    assert not far_from(PIN, None)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (PIN, PIN, 0),
        ((0.0, 0.0), (0.0, 1.0), 111_195),
        ((42.6977, 23.3219), (42.1354, 24.7453), 132_300),  # two Bulgarian cities
        ((0.0, 0.0), (0.0, 180.0), 20_015_087),
        ((51.0, 179.999), (51.0, -179.999), 140),
    ],
)
def test_distances(one: tuple[float, float], other: tuple[float, float], metres: float) -> None:
    assert distance(one, other) == pytest.approx(metres, rel=0.01, abs=1)


@pytest.mark.parametrize(
    "gps",
    [
        {},
        {2: (42, 41, 51)},
        {2: (42, 41), 4: (23, 19, 18)},
        {2: "here", 4: "there"},
        {2: (91, 0, 0), 4: (23, 0, 0)},
        {2: (0, 0, 0), 4: (0, 0, 0)},
        {2: (float("nan"), 0, 0), 4: (23, 0, 0)},
        {2: 42.0, 4: 23.0},
        {2: None, 4: None},
    ],
)
def test_a_place_without_sense_is_none(gps: dict[int, Any]) -> None:
    assert taken_at(gps) is None


def test_south_and_west_are_below_zero() -> None:
    assert taken_at({1: "S", 2: (33, 30, 0), 3: "W", 4: (70, 30, 0)}) == (-33.5, -70.5)
