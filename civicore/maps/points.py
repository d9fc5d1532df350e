"""Points on the earth, and how two typed numbers become one or are refused."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from civicore.base.refusal import Refusal

METRES_A_DEGREE = 111_320.0
"""Length of one degree of latitude, and of longitude at the equator, on the sphere of web maps."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,12})?")
_COMMA = re.compile(r"[+-]?[0-9]{1,3},[0-9]+")
_MINUS = str.maketrans({"−": "-", "–": "-"})
_KEPT = 6  # decimals; the sixth is about 0.1 m


class Point(NamedTuple):
    """A place in WGS84: degrees north and degrees east. It is a plain pair, ``(lat, lon)``."""

    lat: float
    lon: float

    def metres_to(self, other: Point) -> float:
        """The distance on the ground within a city, in metres; wrong by less than 0.1 % up to 50 km."""
        north = (other.lat - self.lat) * METRES_A_DEGREE
        east = (other.lon - self.lon) * METRES_A_DEGREE * math.cos(math.radians((self.lat + other.lat) / 2))
        return math.hypot(north, east)

    @property
    def rounded(self) -> Point:
        """To about 0.1 m: nobody's pin is better."""
        return Point(round(self.lat, _KEPT), round(self.lon, _KEPT))

    def __str__(self) -> str:
        return f"{self.lat:.{_KEPT}f}, {self.lon:.{_KEPT}f}"


@dataclass(frozen=True)
class Box:
    """A rectangle of degrees; it does not cross the 180th meridian."""

    south: float
    west: float
    north: float
    east: float

    def __contains__(self, point: Point) -> bool:
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east

    @property
    def middle(self) -> Point:
        return Point((self.south + self.north) / 2, (self.west + self.east) / 2)

    def nearest(self, point: Point) -> Point:
        """The point itself, or where the edge is nearest to it."""
        return Point(min(max(point.lat, self.south), self.north), min(max(point.lon, self.west), self.east))

    def grown(self, share: float) -> Box:
        """The same rectangle with this share of its size more on every side."""
        high, wide = (self.north - self.south) * share, (self.east - self.west) * share
        return Box(self.south - high, self.west - wide, self.north + high, self.east + wide)


def around(points: Iterable[Point]) -> Box | None:
    """The smallest box that holds all points, None when there are none."""
    kept = list(points)
    if not kept:
        return None
    lats, lons = [one.lat for one in kept], [one.lon for one in kept]
    return Box(min(lats), min(lons), max(lats), max(lons))


def point_from(lat: str, lon: str, near: Box | None = None) -> Point | Refusal:
    """Read what was typed or sent as latitude and longitude; rounded to about 0.1 m.

    Refused, with the fact ``field`` (``lat`` or ``lon``): ``maps.missing`` (one of the two is empty),
    ``maps.comma`` (42,69), ``maps.number`` (no number, NaN), ``maps.range`` (beyond 90 or 180 degrees),
    ``maps.zero`` (0/0, what broken devices send) and ``maps.swapped`` (outside ``near``, but inside it the other
    way round; without ``near`` only what cannot be a latitude counts as swapped).
    """
    first, second = _number(lat, "lat"), _number(lon, "lon")
    if isinstance(first, Refusal):
        return first
    return second if isinstance(second, Refusal) else _place(first, second, near)


def _number(written: str, field: str) -> float | Refusal:
    plain = written.strip().translate(_MINUS)
    if not plain:
        return Refusal("maps.missing", field=field)
    if _COMMA.fullmatch(plain):
        return Refusal("maps.comma", field=field, instead=plain.replace(",", "."))
    if not _NUMBER.fullmatch(plain):
        return Refusal("maps.number", field=field)
    return float(plain)


def _place(lat: float, lon: float, near: Box | None) -> Point | Refusal:
    if lat == 0 and lon == 0:
        return Refusal("maps.zero", field="lat")
    there, turned = Point(lat, lon), Point(lon, lat)
    if abs(lat) <= 180 and abs(lon) <= 90 and (abs(lat) > 90 or (near and there not in near and turned in near)):
        return Refusal("maps.swapped", field="lat")
    if abs(lat) > 90:
        return Refusal("maps.range", field="lat", most=90)
    if abs(lon) > 180:
        return Refusal("maps.range", field="lon", most=180)
    return there.rounded
