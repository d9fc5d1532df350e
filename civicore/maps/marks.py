"""What stands on a map, and how marks that lie too close together become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from civicore.maps.points import Point
from civicore.maps.views import MapView

Shape = Literal["circle", "diamond", "triangle", "square"]
CELL = 72  # pixels; two fingers' breadth
TOUCHING = 44  # pixels between the middles of two marks


@dataclass(frozen=True)
class Mark:
    """One thing on the map. ``title`` is its accessible name; ``shape`` and ``letter`` tell its state, not colour."""

    point: Point
    title: str
    href: str
    shape: Shape = "circle"
    letter: str = ""


@dataclass(frozen=True)
class Cluster:
    """Marks that would cover each other; its point is the middle of them."""

    point: Point
    marks: tuple[Mark, ...]

    @property
    def apart(self) -> bool:
        """Whether a nearer view can part them."""
        return len({one.point for one in self.marks}) > 1


def clusters(marks: Iterable[Mark], view: MapView, cell: int = CELL) -> tuple[Mark | Cluster, ...]:
    """What to draw in a view: single marks and clusters, from the upper left to the lower right.

    The squares of the grid stand on the ground, not in the window, so clusters mostly stay when it is moved.
    Neighbours that would still touch are joined, until none do.
    """
    grid: dict[tuple[int, int], list[Mark]] = {}
    box = view.bbox
    for mark in marks:
        if mark.point in box:
            east, south = view.world(mark.point)
            grid.setdefault((int(south // cell), int(east // cell)), []).append(mark)
    apart = [found for _, found in sorted(grid.items())]
    while (pair := _pair(view, apart)) is not None:
        first, second = pair
        apart[first] = [*apart[first], *apart.pop(second)]
    return tuple(_joined(one) for one in apart)


def _pair(view: MapView, apart: Sequence[Sequence[Mark]]) -> tuple[int, int] | None:
    """The first two that would touch."""
    spots = [view.to_pixel(_middle(one)) for one in apart]
    for first, (x, y) in enumerate(spots):
        for second in range(first + 1, len(spots)):
            u, v = spots[second]
            if (x - u) ** 2 + (y - v) ** 2 < TOUCHING**2:
                return first, second
    return None


def _joined(marks: Sequence[Mark]) -> Mark | Cluster:
    return marks[0] if len(marks) == 1 else Cluster(_middle(marks), tuple(marks))


def _middle(marks: Sequence[Mark]) -> Point:
    lat = sum(one.point.lat for one in marks) / len(marks)
    return Point(lat, sum(one.point.lon for one in marks) / len(marks))
