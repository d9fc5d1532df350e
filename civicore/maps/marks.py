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
    Neighbours that would still touch are joined.
    """
    grid: dict[tuple[int, int], list[Mark]] = {}
    box = view.bbox
    for mark in marks:
        if mark.point in box:
            east, south = view.world(mark.point)
            grid.setdefault((int(south // cell), int(east // cell)), []).append(mark)
    apart: list[list[Mark]] = []
    for _, found in sorted(grid.items()):
        near = next((one for one in apart if _touching(view, one, found)), None)
        if near is None:
            apart.append(found)
        else:
            near += found
    return tuple(_joined(one) for one in apart)


def _touching(view: MapView, one: Sequence[Mark], other: Sequence[Mark]) -> bool:
    (x, y), (u, v) = view.to_pixel(_middle(one)), view.to_pixel(_middle(other))
    return (x - u) ** 2 + (y - v) ** 2 < TOUCHING**2


def _joined(marks: Sequence[Mark]) -> Mark | Cluster:
    return marks[0] if len(marks) == 1 else Cluster(_middle(marks), tuple(marks))


def _middle(marks: Sequence[Mark]) -> Point:
    lat = sum(one.point.lat for one in marks) / len(marks)
    return Point(lat, sum(one.point.lon for one in marks) / len(marks))
