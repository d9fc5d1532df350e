"""Lying bars that the server draws: what stands in each row, where it begins and ends. A table has the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, HEAD = 640, 56, 20  # units of the picture; a row is its words and below them its bar
_ROOM = 96  # to the right of the longest bar, for its number
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Share:
    """A piece of a bar; ``sort`` says how it is drawn and named in the key of the picture."""

    sort: str
    value: float


@dataclass(frozen=True)
class Drawn:
    """A piece where it stands."""

    sort: str
    x: float
    width: float
    value: float


@dataclass(frozen=True)
class Bar:
    """One row; ``label`` is a text of the city or plain words, ``said`` the number as people read it."""

    label: object
    y: int
    pieces: tuple[Drawn, ...]
    end: float
    said: str

    @property
    def foot(self) -> int:
        """The line on which the number stands."""
        return self.y + HEAD + 21


@dataclass(frozen=True)
class Line:
    """A line of the scale behind the bars."""

    x: float
    said: str


@dataclass(frozen=True)
class Bars:
    """A picture of rows on a scale that ends at a round number."""

    rows: tuple[Bar, ...]
    lines: tuple[Line, ...]

    @property
    def height(self) -> int:
        return len(self.rows) * ROW + HEAD


def bars(values: Sequence[tuple[object, Sequence[Share], str]]) -> Bars:
    """Draw (label, pieces, said) from above to below; values are not negative."""
    top = round_up(max((sum(one.value for one in pieces) for _, pieces, _ in values), default=0))
    rows = tuple(_row(number, *value, top) for number, value in enumerate(values))
    return Bars(rows, tuple(Line(_at(value, top), f"{value:g}") for value in (top / 2, top)))


def round_up(value: float) -> float:
    """The next number that is easy to read on a scale: 1, 2 or 5 times a power of ten."""
    power = 1.0
    while True:
        for step in _STEPS:
            if value <= step * power:
                return step * power
        power *= 10


def _row(number: int, label: object, pieces: Sequence[Share], said: str, top: float) -> Bar:
    drawn: list[Drawn] = []
    before = 0.0
    for one in pieces:
        begins, ends = _at(before, top), _at(before + one.value, top)
        drawn.append(Drawn(one.sort, begins, round(ends - begins, 1), one.value))
        before += one.value
    return Bar(label, number * ROW, tuple(drawn), _at(before, top), said)


def _at(value: float, top: float) -> float:
    return round((WIDTH - _ROOM) * value / top, 1)
