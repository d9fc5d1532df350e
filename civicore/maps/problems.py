"""What is wrong with a file of areas: said before the city is served, with places and metres."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from civicore.base.saying import say
from civicore.maps.areas import Flat, shape_of
from civicore.maps.geojson import features, id_of, name_of
from civicore.maps.points import Point

_NOISE = 1.0  # square metres; what rounding to six decimals leaves
_SLIVER = 25.0  # metres; a gap that opens to the outside is looked for up to twice this width


@dataclass(frozen=True)
class Problem:
    """One thing wrong. ``code``: unreadable, empty, id, duplicate, name, range, ring, overlap or gap.

    ``message`` is a sentence that names the areas; ``at`` is where to look, ``metres`` how wide it is.
    """

    code: str
    message: str
    areas: tuple[str, ...] = ()
    at: Point | None = None
    metres: float = 0.0


def problems(path: Path, languages: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Everything wrong with a file of areas; a name must be there in each of ``languages``. Never raises."""
    try:
        found = features(path)
    except (OSError, ValueError) as error:
        return (Problem("unreadable", str(error)),)
    if not found:
        return (Problem("empty", say("%(file)s has no areas", file=path.name)),)
    shapes: dict[str, BaseGeometry] = {}
    said = [*_of_ids(found)]
    for feature in found:
        wrong = [*_of_name(feature, languages), *_of_shape(feature)]
        said += wrong
        if not any(one.code in ("ring", "range") for one in wrong):
            shapes.setdefault(id_of(feature), shape_of(feature))
    return (*said, *_between(shapes))


def _of_ids(found: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    counted = Counter(id_of(one) for one in found)
    for name, count in counted.items():
        if not name:
            yield Problem("id", say("areas without an id: %(count)s", count=count))
        elif count > 1:
            yield Problem("duplicate", say("%(name)s is the id of %(count)s areas", name=name, count=count), (name,))


def _of_name(feature: Mapping[str, Any], languages: Sequence[str]) -> Iterator[Problem]:
    name, said = id_of(feature), name_of(feature)
    if said is None:
        yield Problem("name", say("%(name)s has no name", name=name), (name,))
        return
    missing = [one for one in languages if one not in said.by_language and "und" not in said.by_language]
    if missing:
        yield Problem("name", say("%(name)s has no name in: %(missing)s", name=name, missing=missing), (name,))


def _of_shape(feature: Mapping[str, Any]) -> Iterator[Problem]:
    name = id_of(feature)
    try:
        shape = shape_of(feature)
    except ValueError as error:
        yield Problem("ring", say("the shape of %(name)s cannot be read: %(error)s", name=name, error=error), (name,))
        return
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        yield Problem("ring", say("%(name)s is no Polygon or MultiPolygon", name=name), (name,))
        return
    west, south, east, north = shape.bounds
    if min(west, east) < -180 or max(west, east) > 180 or south < -90 or north > 90:
        yield Problem(
            "range",
            say("%(name)s reaches beyond the earth; GeoJSON writes longitude first, in degrees", name=name),
            (name,),
        )
    elif not shape.is_valid:
        yield Problem(
            "ring",
            say("the shape of %(name)s is not valid: %(reason)s", name=name, reason=shapely.is_valid_reason(shape)),
            (name,),
        )


def _between(shapes: Mapping[str, BaseGeometry]) -> Iterator[Problem]:
    """Overlaps and gaps of areas that are sound themselves."""
    if not shapes:
        return
    flat = Flat.over(list(shapes.values()))
    ids, plane = list(shapes), [flat.shape(one) for one in shapes.values()]
    tree = shapely.STRtree(plane)
    for first, second in sorted((int(a), int(b)) for a, b in tree.query(plane, predicate="intersects").T if a < b):
        for piece in _pieces(plane[first].intersection(plane[second])):
            yield _problem("overlap", (ids[first], ids[second]), piece, flat)
    for piece in _gaps(shapely.union_all(plane)):
        beside = tuple(ids[one] for one in sorted(tree.query(piece, predicate="dwithin", distance=_NOISE)))
        yield _problem("gap", beside, piece, flat)


def _gaps(whole: BaseGeometry) -> Iterator[BaseGeometry]:
    """Holes of any size, and slivers that open to the outside."""
    filled = shapely.union_all([shapely.Polygon(one.exterior) for one in shapely.get_parts(whole)])
    closed = filled.buffer(_SLIVER, join_style="mitre").buffer(-_SLIVER, join_style="mitre")
    yield from _pieces(filled.union(closed).difference(whole))


def _pieces(shape: BaseGeometry) -> list[BaseGeometry]:
    return [one for one in shapely.get_parts(shape) if one.area > _NOISE]


def _problem(code: str, areas: tuple[str, ...], piece: BaseGeometry, flat: Flat) -> Problem:
    at, width = flat.point(piece.representative_point()), round(2 * piece.area / piece.length, 1)
    size = say("about %(width)s m wide, %(area)s m²", width=f"{width:g}", area=f"{round(piece.area):,}")
    if code == "gap":
        message = say("%(areas)s leave a gap at %(at)s: %(size)s", areas=areas, at=at, size=size)
    else:
        message = say(
            "%(one)s and %(other)s overlap at %(at)s: %(size)s", one=areas[0], other=areas[1], at=at, size=size
        )
    return Problem(code, message, areas, at, width)
