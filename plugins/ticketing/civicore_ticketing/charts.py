"""Bars that the server draws: where each stands and how high it is. The same numbers stand in a table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, BASE = 640, 200, 160  # units of the picture; below the base stand the labels
_GAP = 6
_TOP = 24  # room for the number above the highest bar
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """One bar; ``said`` is the number as people read it."""

    x: float
    y: float
    width: float
    height: float
    label: str
    said: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Line:
    """A line of the scale behind the bars."""

    y: float
    said: str


@dataclass(frozen=True)
class Chart:
    """Bars on a scale that ends at a round number."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]


def chart(values: Sequence[tuple[str, float, str]]) -> Chart:
    """Draw (label, value, said) from left to right; values are not negative."""
    top = round_up(max((value for _, value, _ in values), default=0))
    room = (WIDTH - _GAP) / max(len(values), 1)
    bars = tuple(
        Bar(
            x=round(_GAP + number * room, 1),
            y=round(_at(value, top), 1),
            width=round(room - _GAP, 1),
            height=round(BASE - _at(value, top), 1),
            label=label,
            said=said,
        )
        for number, (label, value, said) in enumerate(values)
    )
    return Chart(bars, tuple(Line(_at(value, top), f"{value:g}") for value in (top / 2, top)))


def round_up(value: float) -> float:
    """The next number that is easy to read on a scale: 1, 2 or 5 times a power of ten."""
    power = 1.0
    while True:
        for step in _STEPS:
            if value <= step * power:
                return step * power
        power *= 10


def _at(value: float, top: float) -> float:
    return BASE - (BASE - _TOP) * value / top
