"""How a person says where something is: a pin, a district, an address in words, each as good as the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from civicore.base.refusal import Refusal
from civicore.maps.atlas import Atlas
from civicore.maps.drawing import svg
from civicore.maps.points import Point, point_from
from civicore.maps.views import MapView
from civicore.web.forms import Answers, Choice, Field, FieldError, Form

if TYPE_CHECKING:
    from civicore.maps.areas import Found

PLACE_NAMES = ("lat", "lon", "address", "area")
SIZES: Mapping[str, tuple[int, int]] = {"_small": (288, 300), "_large": (640, 420)}
"""Pictures without script, pixels: what fits a telephone of 320, and a wider window. They are never scaled, for a
click is told in pixels of what is shown."""

FARTHEST, NEAREST = 9, 18
_STEPS = {"north": (0, -0.4), "south": (0, 0.4), "west": (-0.4, 0), "east": (0.4, 0)}


@dataclass(frozen=True)
class Chosen:
    """What a person said of the place; ``area`` is the id of a district, found by the pin or named by them.

    ``because`` says how the area was found; ``none`` when there is no pin to find it by.
    """

    point: Point | None
    address: str | None
    area: str | None
    because: Literal["inside", "border", "gap", "overlap", "outside", "none"]
    areas_version: str

    @property
    def empty(self) -> bool:
        """Nothing at all was said of the place."""
        return self.point is None and not self.address and self.area is None


@dataclass(frozen=True)
class Picker:
    """The picker as it stands: what was typed, where its map looks, and whether the person only moved the map.

    While ``moved`` the same step is drawn again, without going on and without errors.
    """

    atlas: Atlas
    answers: Answers
    point: Point | None
    centre: Point
    zoom: int
    moved: bool = False

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """What is wrong with the place, for the summary of errors; the fields are the picker's own."""
        return tuple(self.answers.errors)

    @cached_property
    def found(self) -> Found | None:
        """Whose the pin is; None without a pin."""
        return self.atlas.areas.at(self.point) if self.point else None

    @cached_property
    def form(self) -> Form:
        """The questions to draw."""
        return Form(place_fields(self.atlas))

    @property
    def chosen(self) -> Chosen:
        """The place as it was said. Ask only when there are no errors."""
        values, version = self.answers.values, self.atlas.areas.version
        address = values.get("address") or None
        if self.found is None:
            return Chosen(None, address, values.get("area") or None, "none", version)
        return Chosen(self.point, address, self.found.area, self.found.because, version)

    @property
    def kept(self) -> Mapping[str, str]:
        """What a draft keeps of it: the four fields, as texts; ``read_place`` reads them again."""
        return {name: str(self.answers.raw.get(name) or "") for name in PLACE_NAMES}

    @property
    def shown(self) -> Answers:
        """The answers as the fields show them: where a pin says the district, nothing is chosen there."""
        raw = {**self.answers.raw, "area": ""} if self.point else self.answers.raw
        return Answers(self.answers.values, self.answers.errors, raw)

    def drawn(self, language: str) -> Markup:
        """The picture for pages without script, for narrow and wide screens."""
        named = self.found.area if self.found else str(self.answers.raw.get("area") or "") or None
        view, small = self.view("_large"), SIZES["_small"]
        return svg(view, self.atlas, language=language, pin=self.point, chosen=named, small=small)

    def view(self, size: str) -> MapView:
        """What the picture of a size shows; ``size`` is a key of ``SIZES``."""
        return MapView(self.centre, self.zoom, *SIZES[size])


def place_fields(atlas: Atlas) -> tuple[Field, ...]:
    """The questions of the picker, none of them required."""
    areas = [Choice(id, name) for id, name in atlas.names.items()]
    return (
        Field("address", "Address or description of the place", required=False, autocomplete="off", max_length=300),
        Field("area", atlas.area_name or "District", "select", required=False, choices=areas),
        Field("lat", "Latitude", required=False, autocomplete="off", max_length=30, width=10),
        Field("lon", "Longitude", required=False, autocomplete="off", max_length=30, width=10),
    )


def read_place(atlas: Atlas, data: Mapping[str, Any]) -> Picker:
    """Read what the picker sent, or what a draft kept of it; other names in ``data`` are left alone.

    Errors of coordinates are those of ``point_from``, with the field ``lat`` or ``lon``; a pin outside of a city
    that refuses it is ``maps.outside``. A pin says the district better than a person: their choice then gives way.
    """
    answers = Form(place_fields(atlas)).read({name: data[name] for name in PLACE_NAMES if name in data})
    start = _started(atlas, data)
    pressed = _word(data, "_map")
    clicked = _clicked(start, data)
    if clicked is not None:
        return _pinned(start, answers, clicked)
    if pressed in ("here", "clear"):
        return _pinned(start, answers, start.centre if pressed == "here" else None)
    picker = _judged(replace(start, answers=answers))
    if pressed == "area":
        return replace(_shown_area(picker), moved=True)
    if pressed:
        return replace(_moved(picker, pressed), answers=_quiet(picker.answers), moved=True)
    return picker


def _started(atlas: Atlas, data: Mapping[str, Any]) -> Picker:
    """Where the map looks: as the page said, or where the city begins."""
    nothing = Picker(atlas, Answers(), None, atlas.centre, atlas.zoom)
    lat, _, rest = _word(data, "_view").partition(",")
    lon, _, zoom = rest.partition(",")
    centre = point_from(lat, lon)
    if isinstance(centre, Refusal) or centre not in atlas.reach or not zoom.isdecimal():
        return nothing
    return replace(nothing, centre=centre, zoom=_bounded(int(zoom[:2])))


def _clicked(start: Picker, data: Mapping[str, Any]) -> Point | None:
    """The place under the click on a picture; the keyboard presses its corner, which means the middle."""
    for size, (width, height) in SIZES.items():
        x, y = _word(data, f"{size}.x"), _word(data, f"{size}.y")
        if x.isdecimal() and y.isdecimal():
            across, down = min(int(x[:5]), width), min(int(y[:5]), height)
            return start.view(size).to_point(across, down) if across or down else start.centre
    return None


def _pinned(start: Picker, answers: Answers, point: Point | None) -> Picker:
    raw = {**answers.raw, "lat": f"{point.lat:.6f}" if point else "", "lon": f"{point.lon:.6f}" if point else ""}
    judged = _judged(replace(start, answers=Answers(answers.values, (), raw)))
    return replace(judged, centre=start.centre, zoom=start.zoom, moved=True)


def _judged(picker: Picker) -> Picker:
    """With the point that its fields say, or with what is wrong with them."""
    raw, atlas = picker.answers.raw, picker.atlas
    lat, lon = str(raw.get("lat") or ""), str(raw.get("lon") or "")
    if not lat.strip() and not lon.strip():
        return picker
    point = point_from(lat, lon, atlas.reach)
    if isinstance(point, Refusal):
        return replace(picker, answers=picker.answers.with_error(str(point.facts["field"]), point))
    found = replace(picker, point=point, centre=_nearer(picker, point))
    if atlas.outside == "refuse" and found.found is not None and found.found.because == "outside":
        return replace(found, answers=picker.answers.with_error("lat", Refusal("maps.outside", field="lat")))
    return found


def _nearer(picker: Picker, point: Point) -> Point:
    """Where to look when there is a pin: there it stands already, or else at it."""
    inner = picker.view("_small").bbox.grown(-0.1)
    return picker.centre if point in inner else point


def _moved(picker: Picker, pressed: str) -> Picker:
    if pressed in ("in", "out"):
        zoom = _bounded(picker.zoom + (1 if pressed == "in" else -1))
        return replace(picker, zoom=zoom, centre=picker.point or picker.centre)
    right, down = _STEPS.get(pressed, (0, 0))
    moved = picker.view("_small").moved(right, down).centre.rounded
    return replace(picker, centre=picker.atlas.reach.nearest(moved))


def _shown_area(picker: Picker) -> Picker:
    area = picker.atlas.areas.by_id.get(str(picker.answers.values.get("area") or ""))
    if area is None:
        return picker
    west, south, east, north = area.shape.bounds
    view = picker.view("_small").fitted([Point(south, west), Point(north, east)], margin=4)
    return replace(picker, centre=view.centre, zoom=_bounded(view.zoom))


def _quiet(answers: Answers) -> Answers:
    return Answers(answers.values, (), answers.raw)


def _bounded(zoom: int) -> int:
    return max(FARTHEST, min(NEAREST, zoom))


def _word(data: Mapping[str, Any], name: str) -> str:
    """The first thing sent under a name."""
    value = data.get(name)
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    return value[:60].strip() if isinstance(value, str) else ""
