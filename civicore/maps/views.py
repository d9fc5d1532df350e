"""A window onto the map: web mercator with whole zooms, as every web map draws it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from civicore.maps.points import METRES_A_DEGREE, Box, Point, around

NEAREST, FARTHEST = 19, 3
EDGE = 85.05112878  # degrees; where the square of web mercator ends
_TILE = 256


@dataclass(frozen=True)
class MapView:
    """``width`` by ``height`` pixels around ``centre``; x grows to the east, y to the south, from the upper left."""

    centre: Point
    zoom: int
    width: int
    height: int

    def to_pixel(self, point: Point) -> tuple[float, float]:
        """Where a point lies in the picture; it may lie outside of it."""
        east, south = self.world(point)
        left, top = self.corner
        return east - left, south - top

    def to_point(self, x: float, y: float) -> Point:
        """The place under a pixel."""
        left, top = self.corner
        world = self.world_width
        lon = (left + x) / world * 360 - 180
        lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (top + y) / world))))
        return Point(lat, lon)

    @property
    def world_width(self) -> int:
        """The earth in pixels at this zoom."""
        return _TILE << self.zoom

    @property
    def bbox(self) -> Box:
        """What the window shows."""
        upper, lower = self.to_point(0, 0), self.to_point(self.width, self.height)
        return Box(lower.lat, upper.lon, upper.lat, lower.lon)

    @property
    def metres_a_pixel(self) -> float:
        """How much ground a pixel in the middle covers."""
        return 360 * METRES_A_DEGREE * math.cos(math.radians(self.centre.lat)) / self.world_width

    def around(self, centre: Point) -> MapView:
        """The same window around another place."""
        return replace(self, centre=centre)

    def moved(self, right: float, down: float) -> MapView:
        """Moved by shares of its own width and height."""
        return self.around(self.to_point(self.width * (0.5 + right), self.height * (0.5 + down)))

    def zoomed(self, steps: int) -> MapView:
        """Nearer (steps > 0) or farther, as far as it goes."""
        return replace(self, zoom=max(FARTHEST, min(NEAREST, self.zoom + steps)))

    def fitted(self, points: Iterable[Point], nearest: int = 17, margin: int = 24) -> MapView:
        """The nearest view of this size that shows all points; without points it stays."""
        box = around(points)
        if box is None:
            return self
        middle = replace(self, zoom=nearest).around(box.middle)
        while middle.zoom > FARTHEST and not middle._holds(box, margin):
            middle = middle.zoomed(-1)
        return middle

    def _holds(self, box: Box, margin: int) -> bool:
        left, top = self.to_pixel(Point(box.north, box.west))
        right, bottom = self.to_pixel(Point(box.south, box.east))
        return min(left, top) >= margin and right <= self.width - margin and bottom <= self.height - margin

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner of the window on the whole earth, in pixels."""
        east, south = self.world(self.centre)
        return east - self.width / 2, south - self.height / 2

    def world(self, point: Point) -> tuple[float, float]:
        """Where a point lies on the whole earth at this zoom, in pixels from its upper left corner."""
        world = self.world_width
        lat = math.radians(max(-EDGE, min(EDGE, point.lat)))
        return (point.lon + 180) / 360 * world, (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * world
