"""The areas of a city (its districts): which one owns a point, and why.

The rule, the same for every city:

* inside one area: that area (``inside``);
* within half a metre of a border: the area that stands first in the file (``border``);
* inside several areas, which ``check`` reports: the one that stands first in the file (``overlap``);
* in no area, but within 50 metres of one: the nearest (``gap``), for pins are no surveyor's marks;
* else nobody's (``outside``); a hole in an area is outside too, unless another area fills it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from civicore.base.text import Text
from civicore.maps.geojson import Features, called, features, id_of
from civicore.maps.points import METRES_A_DEGREE, Box, Point

Because = Literal["inside", "border", "gap", "overlap", "outside"]
BORDER, REACH = 0.5, 50.0  # metres


@dataclass(frozen=True)
class Area:
    """One area: its id in the file, its name in the languages of the city, its shape in degrees (x east, y north)."""

    id: str
    name: Text
    shape: BaseGeometry


@dataclass(frozen=True)
class Found:
    """Whose a point is. ``others`` are ids of areas that could claim it as well, ``metres`` is how far ``gap`` lies."""

    area: str | None
    name: Text | None
    because: Because
    others: tuple[str, ...] = ()
    metres: float = 0.0


class Areas:
    """All areas of one file. Build it once; asking is safe from many threads."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.all = tuple(areas)
        self.by_id: Mapping[str, Area] = {one.id: one for one in areas}
        self._flat = Flat.over([one.shape for one in areas])
        self._shapes = [self._flat.shape(one.shape) for one in areas]
        self._tree = shapely.STRtree(self._shapes)

    @classmethod
    def read(cls, path: Path) -> Areas:
        """Read a GeoJSON FeatureCollection of (Multi)Polygons in WGS84.

        A feature has ``id`` (or ``properties.id``) and ``properties.name``: one text, or one for each language.
        OSError or ValueError when the file cannot be read so; ``problems`` finds what is wrong with its contents.
        """
        return cls.of(features(path), path.name)

    @classmethod
    def of(cls, found: Features, name: str) -> Areas:
        """The same of features that were read from the file of this name."""
        if not found:
            raise ValueError(f"{name} has no areas")
        return cls([_area(feature) for feature in found])

    @cached_property
    def version(self) -> str:
        """Changes when any border or id changes; cases keep it, so that each can be told by the map of its day."""
        said = [(one.id, one.shape.normalize().wkb_hex) for one in self.all]
        return sha256(json.dumps(said).encode()).hexdigest()[:12]

    @cached_property
    def bbox(self) -> Box:
        """The smallest box around all areas."""
        west, south, east, north = (float(one) for one in shapely.total_bounds([one.shape for one in self.all]))
        return Box(south, west, north, east)

    @cached_property
    def tints(self) -> Sequence[int]:
        """A small number for each area, another one than its neighbours have: which of a few colours to draw it in."""
        chosen: list[int] = []
        for number, shape in enumerate(self._shapes):
            beside = self._tree.query(shape, predicate="dwithin", distance=BORDER)
            used = {chosen[one] for one in beside if one < number}
            chosen.append(next(tint for tint in range(len(used) + 1) if tint not in used))
        return chosen

    def at(self, point: Point) -> Found:
        """The one area that owns a point, by the rule of this module."""
        spot = self._flat.spot(point)
        near = sorted(int(one) for one in self._tree.query(spot, predicate="dwithin", distance=BORDER))
        if not near:
            return self._beyond(spot)
        deep = [one for one in near if self._shapes[one].boundary.distance(spot) > BORDER]
        if len(deep) > 1:
            return self._owned(deep, "overlap")
        if len(deep) == 1 and len(near) == 1:
            return self._owned(deep, "inside")
        return self._owned(near, "border")

    def _beyond(self, spot: BaseGeometry) -> Found:
        reached = self._tree.query_nearest(spot, max_distance=REACH, return_distance=True)
        if not len(reached[0]):
            return Found(None, None, "outside")
        return self._owned(sorted(int(one) for one in reached[0]), "gap", round(float(reached[1][0]), 1))

    def _owned(self, candidates: Sequence[int], because: Because, metres: float = 0.0) -> Found:
        winner = self.all[candidates[0]]
        others = tuple(self.all[one].id for one in candidates[1:])
        return Found(winner.id, winner.name, because, others, metres)


@dataclass(frozen=True)
class Flat:
    """The city's ground as a plane in metres, so that distances mean something; true to 0.1 % within a city."""

    lat: float
    lon: float

    @classmethod
    def over(cls, shapes: Sequence[BaseGeometry]) -> Flat:
        """The plane that touches the earth in the middle of these shapes."""
        west, south, east, north = shapely.total_bounds(shapes) if shapes else (0.0, 0.0, 0.0, 0.0)
        return cls(float(south + north) / 2, float(west + east) / 2)

    def shape(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape of degrees in metres."""
        scale = np.array([METRES_A_DEGREE * math.cos(math.radians(self.lat)), METRES_A_DEGREE])
        flat: BaseGeometry = shapely.transform(shape, lambda xy: (xy - (self.lon, self.lat)) * scale)
        return flat

    def spot(self, point: Point) -> shapely.Point:
        """A point of degrees in metres."""
        across = METRES_A_DEGREE * math.cos(math.radians(self.lat))
        return shapely.Point((point.lon - self.lon) * across, (point.lat - self.lat) * METRES_A_DEGREE)

    def point(self, spot: shapely.Point) -> Point:
        """A spot of this plane as degrees."""
        across = METRES_A_DEGREE * math.cos(math.radians(self.lat))
        return Point(round(spot.y / METRES_A_DEGREE + self.lat, 6), round(spot.x / across + self.lon, 6))


def shape_of(feature: Mapping[str, Any]) -> BaseGeometry:
    """The shape of a feature; ValueError when it is not drawn as GeoJSON says."""
    try:
        return shapely.from_geojson(json.dumps(feature.get("geometry")))
    except shapely.errors.GEOSException as error:
        raise ValueError(f"{id_of(feature) or 'a feature'}: {error}") from None


def _area(feature: Mapping[str, Any]) -> Area:
    name, shape = id_of(feature), shape_of(feature)
    if not name:
        raise ValueError("an area has no id")
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise ValueError(f"{name}: an area is a Polygon or a MultiPolygon")
    return Area(name, called(feature), shape)
