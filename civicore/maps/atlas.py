"""Everything a city's file says of its map, ready to be drawn and asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from civicore.base.text import Text
from civicore.maps.areas import Areas, features, name_of, shape_of
from civicore.maps.points import Box, Point
from civicore.maps.views import MapView

Ground = Literal["mountain", "park", "site", "water", "river", "rail", "road", "ring"]
GROUNDS: tuple[Ground, ...] = ("mountain", "park", "site", "water", "river", "rail", "road", "ring")
"""What a base map may show, from the bottom up; ``properties.kind`` of a feature says which."""


@dataclass(frozen=True)
class Piece:
    """One thing of the base map, so that people recognise where they are."""

    kind: Ground
    name: Text | None
    shape: BaseGeometry


@dataclass(frozen=True, eq=False)
class Atlas:
    """The map of a city: its areas, what lies on the ground, and where a map begins.

    ``tiles`` is the address of a tile server with ``{z}``, ``{x}`` and ``{y}``, None for the drawn map alone.
    ``outside`` says whether a place beyond all areas is refused. ``units`` are the short words for kilometre and metre
    by language.
    """

    areas: Areas
    centre: Point
    zoom: int = 12
    base: tuple[Piece, ...] = ()
    outside: Literal["refuse", "accept"] = "accept"
    tiles: str | None = None
    attribution: str = ""
    area_name: Text | None = None
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def view(self, width: int, height: int) -> MapView:
        """Where a map begins."""
        return MapView(self.centre, self.zoom, width, height)

    @property
    def reach(self) -> Box:
        """Where points of this city can lie: twice its size, so that a slip of the pin stays a slip of the pin."""
        return self.areas.bbox.grown(0.5)


def read_atlas(
    areas: Path,
    base: Path | None = None,
    *,
    centre: tuple[float, float] | None = None,
    zoom: int = 12,
    outside: Literal["refuse", "accept"] = "accept",
    tiles: str | None = None,
    attribution: str = "",
    area_name: Text | None = None,
) -> Atlas:
    """The map that a city's file describes; without ``centre`` it begins in the middle of all areas.

    OSError or ValueError when a file cannot be read, or the base map names a kind of ground that there is not.
    """
    read = Areas.read(areas)
    ground = tuple(_piece(one) for one in features(base)) if base else ()
    begin = Point(*centre) if centre else read.bbox.middle
    return Atlas(read, begin, zoom, ground, outside, tiles, attribution, area_name)


@lru_cache(maxsize=16)
def as_json(atlas: Atlas, language: str) -> str:
    """Areas and base map for the map in the browser, as one GeoJSON FeatureCollection; ``at`` is (lat, lon)."""
    said = [_feature({"kind": one.kind}, one.shape) for one in atlas.base if one.kind != "rail"]
    for number, one in enumerate(atlas.areas.all):
        at = _heart(one.shape)
        facts = {
            "kind": "area",
            "id": one.id,
            "name": one.name.in_(language),
            "at": at,
            "tint": atlas.areas.tints[number],
        }
        said.append(_feature(facts, one.shape))
    return json.dumps({"type": "FeatureCollection", "features": said}, ensure_ascii=False, separators=(",", ":"))


def _heart(shape: BaseGeometry) -> tuple[float, float]:
    """The middle of the biggest circle inside, as (lat, lon): where a name stands best."""
    biggest = max(shapely.get_parts(shape), key=lambda one: float(one.area))
    x, y = shapely.maximum_inscribed_circle(biggest, tolerance=0.001).coords[0]
    return round(y, 5), round(x, 5)


def _feature(facts: Mapping[str, object], shape: BaseGeometry) -> Mapping[str, object]:
    return {"type": "Feature", "properties": facts, "geometry": json.loads(shapely.to_geojson(shape))}


def _piece(feature: Mapping[str, Any]) -> Piece:
    kind = (feature.get("properties") or {}).get("kind")
    if kind not in GROUNDS:
        raise ValueError(f"{kind!r} is no kind of ground: write {', '.join(GROUNDS)}")
    return Piece(kind, name_of(feature), shape_of(feature))
