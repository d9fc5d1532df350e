"""Everything a city's file says of its map, ready to be drawn and asked.

What measures shapes is 20 MB of libraries. They are loaded when the first map is drawn or asked, not by a process that
has shown none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from civicore.base.text import Text
from civicore.maps.geojson import Features, called, features_in, id_of, name_of
from civicore.maps.points import Box, Point
from civicore.maps.views import MapView

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from civicore.maps.areas import Areas

Ground = Literal["mountain", "park", "site", "water", "river", "rail", "road", "ring"]
GROUNDS: tuple[Ground, ...] = ("mountain", "park", "site", "water", "river", "rail", "road", "ring")
"""What a base map may show, from the bottom up; ``properties.kind`` of a feature says which."""


@dataclass(frozen=True)
class GeoFile:
    """A file of shapes as it was when the city was read."""

    name: str
    written: bytes

    @classmethod
    def read(cls, path: Path) -> GeoFile:
        return cls(path.name, path.read_bytes())

    @property
    def features(self) -> Features:
        return features_in(self.written, self.name)


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

    districts: GeoFile
    ground: GeoFile | None = None
    begins: Point | None = None
    zoom: int = 12
    outside: Literal["refuse", "accept"] = "accept"
    tiles: str | None = None
    attribution: str = ""
    area_name: Text | None = None
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, Text]:
        """The names of the districts by id, in the order of the file."""
        return {id_of(one): called(one) for one in self.districts.features}

    @cached_property
    def areas(self) -> Areas:
        """The city's districts."""
        from civicore.maps.areas import Areas

        return Areas.of(self.districts.features, self.districts.name)

    @cached_property
    def base(self) -> tuple[Piece, ...]:
        """What lies on the ground."""
        from civicore.maps.areas import shape_of

        found = self.ground.features if self.ground else ()
        return tuple(Piece(_kind(one), name_of(one), shape_of(one)) for one in found)

    @property
    def centre(self) -> Point:
        """Where a map begins; where the file does not say, in the middle of all areas."""
        return self.begins or self.areas.bbox.middle

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
    districts, ground = GeoFile.read(areas), GeoFile.read(base) if base else None
    if not districts.features:
        raise ValueError(f"{areas.name} has no areas")
    for one in ground.features if ground else ():
        _kind(one)
    begins = Point(*centre) if centre else None
    return Atlas(districts, ground, begins, zoom, outside, tiles, attribution, area_name)


def _kind(feature: Mapping[str, Any]) -> Ground:
    kind: Ground | None = (feature.get("properties") or {}).get("kind")
    if kind not in GROUNDS:
        raise ValueError(f"{kind!r} is no kind of ground: write {', '.join(GROUNDS)}")
    return kind
