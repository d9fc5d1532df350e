"""What lies under the marks: areas, parks, waters, roads and their names, drawn in pixels of one view."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from civicore.maps.atlas import Atlas, Piece
from civicore.maps.views import MapView

_MARGIN = 8  # pixels drawn beyond the edge, so that no border runs along it
_FILLED = ("mountain", "park", "site", "water")
_LINES = ("river", "rail", "road", "ring")
_NAMED_FROM = {"mountain": 10, "park": 13, "site": 13, "water": 13, "ring": 12, "road": 13}
"""The farthest zoom at which a kind of ground is named."""


def ground(view: MapView, atlas: Atlas, language: str, chosen: str | None = None) -> Markup:
    """Draw it, without the svg around it."""
    page = _Page(view)
    areas = [(number, one, page.clipped(one.shape)) for number, one in enumerate(atlas.areas.all)]
    base = [(one, page.clipped(one.shape)) for one in atlas.base if one.kind != "rail" or view.zoom >= 12]
    parts = [
        Markup('<rect class="map-beyond" width="{}" height="{}"/>').format(view.width, view.height),
        *(_path(f"map-area map-tint-{atlas.areas.tints[number]}", [shape]) for number, _, shape in areas),
        *(_path(f"map-{kind}", [shape for one, shape in base if one.kind == kind]) for kind in _FILLED),
        _path("map-chosen", [shape for _, one, shape in areas if one.id == chosen]),
        *_roads(base),
        _path("map-border", [shape.boundary for _, _, shape in areas]),
        _path("map-chosen-edge", [shape.boundary for _, one, shape in areas if one.id == chosen]),
    ]
    names = [(one.name.in_(language), shape) for _, one, shape in areas]
    parts += [_words("map-area-name", label) for label in page.area_labels(names)]
    parts += [_words(f"map-name map-name-{kind}", label) for kind, label in page.base_labels(base, language)]
    return Markup("").join(parts)


@dataclass(frozen=True)
class _Label:
    """Words at a place; ``turn`` in degrees."""

    x: float
    y: float
    lines: tuple[str, ...]
    turn: float = 0.0


@dataclass
class _Page:
    """One drawing: where pixels are, and which of them words have taken."""

    view: MapView
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def clipped(self, shape: BaseGeometry) -> BaseGeometry:
        """The shape in pixels, as much of it as is seen."""
        flat = shapely.transform(shape, self._pixels)
        edge = (-_MARGIN, -_MARGIN, self.view.width + _MARGIN, self.view.height + _MARGIN)
        return shapely.simplify(shapely.clip_by_rect(shapely.make_valid(flat), *edge), 0.4)

    def _pixels(self, degrees: np.ndarray) -> np.ndarray:
        left, top = self.view.corner
        world = self.view.world_width
        lat = np.radians(degrees[:, 1])
        down = (1 - np.arcsinh(np.tan(lat)) / math.pi) / 2 * world
        return np.stack([(degrees[:, 0] + 180) / 360 * world - left, down - top], axis=1)

    def area_labels(self, named: Iterable[tuple[str, BaseGeometry]]) -> Iterator[_Label]:
        """Names of areas where there is room for them, the biggest areas first."""
        for name, shape in sorted(named, key=lambda one: -one[1].area):
            if shape.area < 400:
                continue
            biggest = max(shapely.get_parts(shape), key=lambda one: one.area)
            circle = shapely.maximum_inscribed_circle(biggest, tolerance=2)
            lines = tuple(name.split()) if len(name) > 9 else (name,)
            wide = max(map(len, lines)) * 7.4
            x, y = circle.coords[0]
            if wide < 4 * circle.length and self._free(x, y, wide, 15 * len(lines)):
                yield _Label(x, y, lines)

    def base_labels(self, base: Sequence[tuple[Piece, BaseGeometry]], language: str) -> Iterator[tuple[str, _Label]]:
        """Names of what lies on the ground, where they cover no other."""
        for piece, shape in base:
            if piece.name is None or shape.is_empty or self.view.zoom < _NAMED_FROM.get(piece.kind, 99):
                continue
            name = piece.name.in_(language)
            label = self._along(name, shape) if piece.kind in _LINES else self._inside(name, shape)
            if label is not None:
                yield piece.kind, label

    def _inside(self, name: str, shape: BaseGeometry) -> _Label | None:
        spot = max(shapely.get_parts(shape), key=lambda one: one.area).representative_point()
        wide = len(name) * 6.2
        fits = shape.area > 900 and self._free(spot.x, spot.y, wide, 14)
        return _Label(spot.x, spot.y, (name,)) if fits else None

    def _along(self, name: str, shape: BaseGeometry) -> _Label | None:
        line = max(shapely.get_parts(shape), key=lambda one: one.length)
        wide = len(name) * 6.0
        if line.length < wide * 1.15:
            return None
        for share in (0.5, 0.3, 0.7):
            first = line.interpolate(share * line.length - wide / 2)
            last = line.interpolate(share * line.length + wide / 2)
            x, y = (first.x + last.x) / 2, (first.y + last.y) / 2
            turn = math.degrees(math.atan2(last.y - first.y, last.x - first.x))
            turn = turn - 180 if turn > 90 else turn + 180 if turn < -90 else turn
            slope = math.radians(turn)
            across = abs(math.cos(slope)) * wide + 14 * abs(math.sin(slope))
            if self._free(x, y, across, abs(math.sin(slope)) * wide + 14 * abs(math.cos(slope))):
                return _Label(x, y, (name,), turn)
        return None

    def _free(self, x: float, y: float, wide: float, high: float) -> bool:
        """Take the room for words around a place, if all of it is seen and nobody has it."""
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        seen = box[0] >= 2 and box[1] >= 2 and box[2] <= self.view.width - 2 and box[3] <= self.view.height - 2
        if not seen or any(_meet(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        return True


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _roads(base: Sequence[tuple[Piece, BaseGeometry]]) -> Iterator[Markup]:
    """Lines of the ground; roads have an edge under them, all edges under all roads, so that crossings are open."""
    of = {kind: [shape for piece, shape in base if piece.kind == kind] for kind in _LINES}
    yield _path("map-river", of["river"])
    yield _path("map-rail", of["rail"])
    for kind in ("road", "ring"):
        yield _path(f"map-{kind}-edge", of[kind])
    for kind in ("road", "ring"):
        yield _path(f"map-{kind}", of[kind])


def _path(kind: str, shapes: Sequence[BaseGeometry]) -> Markup:
    drawn = "".join(_drawn(part) for shape in shapes for part in shapely.get_parts(shape))
    return Markup('<path class="{}" d="{}"/>').format(kind, drawn) if drawn else Markup("")


def _drawn(part: BaseGeometry) -> str:
    if isinstance(part, shapely.Polygon):
        return "".join(_line(ring) + "z" for ring in (part.exterior, *part.interiors) if not ring.is_empty)
    return _line(part) if part.geom_type in ("LineString", "LinearRing") else ""


def _line(line: BaseGeometry) -> str:
    """Steps from point to point in tenths of a pixel: half the size of absolute numbers."""
    spots = np.round(shapely.get_coordinates(line) * 10).astype(int)
    if len(spots) < 2:
        return ""
    steps = np.diff(spots, axis=0)
    moved = "".join(f"{_tenth(x)} {_tenth(y)} " for x, y in steps if x or y)
    return f"M{_tenth(spots[0][0])} {_tenth(spots[0][1])}l{moved.strip()}".replace(" -", "-")


def _tenth(number: int) -> str:
    return f"{number / 10:g}"


def _words(kind: str, label: _Label) -> Markup:
    turned = f" rotate({label.turn:.0f})" if abs(label.turn) >= 1 else ""
    first = 4.5 - 7.5 * (len(label.lines) - 1)
    lines = Markup("").join(
        Markup('<tspan x="0" y="{:g}">{}</tspan>').format(first + 15 * number, words)
        for number, words in enumerate(label.lines)
    )
    return Markup('<text class="{}" transform="translate({:.0f} {:.0f}){}">{}</text>').format(
        kind, label.x, label.y, turned, lines
    )
