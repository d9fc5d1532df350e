"""The shapes of a map for the map in the browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from civicore.maps.atlas import Atlas


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
