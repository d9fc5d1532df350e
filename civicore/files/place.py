"""Where a photo says that it was taken, and whether that is far from where its sender puts the pin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any

_EARTH = 6_371_000  # metres, mean radius
_LAT_SIDE, _LAT, _LON_SIDE, _LON = 1, 2, 3, 4  # tags of the GPS part of EXIF


def far_from(pin: tuple[float, float], seen_at: tuple[float, float] | None, metres: float = 300) -> bool:
    """Does the photo say that it was taken farther from the pin than this? False when it says nothing.

    Points are latitude and longitude in degrees.
    """
    return seen_at is not None and distance(pin, seen_at) > metres


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points along the surface."""
    lat, lon, other_lat, other_lon = (radians(degrees) for degrees in (*one, *other))
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


def taken_at(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    """The point in the GPS part of EXIF; None when there is none or it makes no sense."""
    try:
        lat = _degrees(gps[_LAT], gps.get(_LAT_SIDE, "N"), "S")
        lon = _degrees(gps[_LON], gps.get(_LON_SIDE, "E"), "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError, OverflowError):
        return None
    sound = isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0.0, 0.0)
    return (lat, lon) if sound else None


def _degrees(parts: Sequence[Any], side: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    size = degrees + minutes / 60 + seconds / 3600
    return -size if str(side).strip().upper().startswith(negative) else size
