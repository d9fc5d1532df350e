"""Everything a city's file says of its map, ready to be drawn and asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import shapely
from shapely.geometry.base import BaseGeometry

from civicore.base.text import Text
from civicore.maps.areas import Areas, features, name_of, shape_of
from civicore.maps.points import Box, Point
from civicore.maps.views import MapView

Ground = Literal["park", "mountain", "water", "river", "road", "ring", "rail"]
GROUNDS: tuple[Ground, ...] = ("mountain", "park", "water", "river", "rail", "road", "ring")
"""What a base map may show, from the bottom up; ``properties.kind`` of a feature says which."""


@dataclass(frozen=True)
class Piece:
    """One thing of the base map, so that people recognise where they are."""

    kind: Ground
    name: Text | None
    shape: BaseGeometry


@dataclass(frozen=True)
class Atlas:
    """The map of a city: its areas, what lies on the ground, and where a map begins.

    ``tiles`` is the address of a tile server with ``{z}``, ``{x}`` and ``{y}``, None for the drawn map alone.
    ``outside`` says whether a place beyond all areas is refused.
    """

    areas: Areas
    centre: Point
    zoom: int = 12
    base: tuple[Piece, ...] = ()
    outside: Literal["refuse", "accept"] = "accept"
    tiles: str | None = None
    attribution: str = ""
    area_name: Text | None = None
    cached: dict[Any, str] = field(default_factory=dict, compare=False, repr=False)

    def view(self, width: int, height: int) -> MapView:
        """Where a map begins."""
        return MapView(self.centre, self.zoom, width, height)

    @property
    def reach(self) -> Box:
        """Where points of this city can lie: twice its size, so that a slip of the pin stays a slip of the pin."""
        return self.areas.bbox.grown(0.5)


def read_base(path: Path) -> tuple[Piece, ...]:
    """The base map of a GeoJSON file; OSError or ValueError when it cannot be read, or names a kind that is none."""
    return tuple(_piece(one) for one in features(path))


def as_json(atlas: Atlas, languages: Sequence[str]) -> str:
    """Areas and base map for the map in the browser: one GeoJSON FeatureCollection, names in the first language."""
    areas = [("area", one.id, one.name, one.shape) for one in atlas.areas.all]
    base = [(one.kind, "", one.name, one.shape) for one in atlas.base]
    return json.dumps(
        {"type": "FeatureCollection", "features": [_feature(*one, languages[0]) for one in [*base, *areas]]},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _feature(kind: str, name: str, called: Text | None, shape: BaseGeometry, language: str) -> Mapping[str, object]:
    said = called.in_(language) if called else ""
    properties = {"kind": kind, **({"id": name} if name else {}), **({"name": said} if said else {})}
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}


def _piece(feature: Mapping[str, Any]) -> Piece:
    kind = (feature.get("properties") or {}).get("kind")
    if kind not in GROUNDS:
        raise ValueError(f"{kind!r} is no kind of ground: write {', '.join(GROUNDS)}")
    return Piece(kind, name_of(feature), shape_of(feature))
