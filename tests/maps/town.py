"""A small town to draw: two districts, a road and a park."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from civicore.maps import Atlas, read_atlas


def feature(name: str, kind: str, shape: str, spots: Any, called: str = "") -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": name,
        "properties": {"kind": kind, "name": {"bg": called or name, "en": name.title()}},
        "geometry": {"type": shape, "coordinates": spots},
    }


def square(west: float, south: float, east: float, north: float) -> list[list[tuple[float, float]]]:
    return [[(west, south), (east, south), (east, north), (west, north), (west, south)]]


def town(folder: Path, **facts: Any) -> Atlas:
    """A map of 10 by 11 km; the middle is (42.05, 23.1)."""
    areas, base = folder / "areas.geojson", folder / "base.geojson"
    west = feature("west", "", "Polygon", square(23.04, 42.0, 23.1, 42.1), 'Запад & <b>"Юг"')
    east = feature("east", "", "Polygon", square(23.1, 42.0, 23.16, 42.1), "Изток")
    park = feature("park", "park", "Polygon", square(23.06, 42.03, 23.08, 42.05), "Парк")
    road = feature("road", "road", "LineString", [(23.0, 42.06), (23.2, 42.06)], "Път")
    areas.write_text(json.dumps({"type": "FeatureCollection", "features": [west, east]}))
    base.write_text(json.dumps({"type": "FeatureCollection", "features": [park, road]}))
    return replace(read_atlas(areas, base), **facts)
