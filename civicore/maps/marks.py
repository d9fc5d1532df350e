"""What stands on a map, and how marks that lie too close together become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from civicore.maps.points import Point
from civicore.maps.views import MapView

Shape = Literal["circle", "diamond", "triangle", "square"]
CELL = 56  # pixels; two fingers' breadth


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

    The squares of the grid stand on the ground, not in the window, so clusters stay when the window is moved.
    """
    grid: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        if mark.point in view.bbox:
            east, south = view.world(mark.point)
            grid.setdefault((int(south // cell), int(east // cell)), []).append(mark)
    return tuple(_joined(found) for _, found in sorted(grid.items()))


def _joined(marks: Sequence[Mark]) -> Mark | Cluster:
    if len(marks) == 1:
        return marks[0]
    lat = sum(one.point.lat for one in marks) / len(marks)
    return Cluster(Point(lat, sum(one.point.lon for one in marks) / len(marks)), tuple(marks))
