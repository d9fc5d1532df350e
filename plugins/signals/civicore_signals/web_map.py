"""The public map: what strangers may see of the last days, as marks and as the same list beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from litestar import MediaType, Response, get

from civicore import AnyRequest, href, language, maps
from civicore_signals.citizen import Here, case_path, first
from civicore_signals.looking import Mark
from civicore_signals.service import PublicFilter
from civicore_signals.web_list import PHASES

_FILTERS = ("category", "area", "phase")
_SIZE, _SMALL = (660, 560), (288, 340)
_LARGEST = 2000  # pixels; more than any screen shows
_LISTED = 25
_FARTHEST, _NEAREST = 9, 18
_SHAPES: Mapping[str, maps.Shape] = {"new": "circle", "open": "diamond", "waiting": "triangle", "final": "square"}
_PHASES = {"new": "new", "open": "being worked on", "waiting": "waiting for an answer", "final": "finished"}
_STEPS = {"west": (-0.4, 0), "north": (0, -0.4), "south": (0, 0.4), "east": (0.4, 0)}


@dataclass(frozen=True)
class Legend:
    """How a phase is drawn and called."""

    phase: str
    words: str
    mark: maps.Mark


@dataclass(frozen=True)
class Looking:
    """One look at the map: where, at what, and what was found there, the newest first."""

    here: Here
    atlas: maps.Atlas
    asked: Mapping[str, str]
    view: maps.MapView
    found: tuple[Mark, ...]

    @property
    def language(self) -> str:
        return language(self.here.request)

    @cached_property
    def items(self) -> tuple[maps.Mark, ...]:
        """Everything in the window, as marks with names."""
        return tuple(self._mark(one) for one in self.found)

    @cached_property
    def drawn(self) -> tuple[maps.Mark | maps.Cluster, ...]:
        return maps.clusters(self.items, self.view)

    @property
    def listed(self) -> list[tuple[maps.Mark, str]]:
        """What stands in the list, with when and how far."""
        return list(zip(self.items, map(self._note, self.found), strict=True))[:_LISTED]

    @property
    def said(self) -> str:
        """How many there are in the window."""
        return self.here.runtime.languages.ngettext(
            self.language,
            "%(num)s signal in this part of the map",
            "%(num)s signals in this part of the map",
            len(self.found),
        )

    @property
    def legend(self) -> list[Legend]:
        """The phases in their order."""
        middle = maps.Point(0, 0)
        return [
            Legend(one, self._word(one), maps.Mark(middle, "", "", _SHAPES[one], self._letter(one))) for one in PHASES
        ]

    def picture(self) -> str:
        """The map as the server draws it."""
        label = self.here.runtime.languages.translate(self.language, "Map of signals")
        chosen = self.asked.get("area")
        return maps.svg(
            self.view,
            self.atlas,
            self.drawn,
            language=self.language,
            label=label,
            chosen=chosen,
            small=_SMALL,
            cluster=self.cluster,
        )

    def cluster(self, one: maps.Cluster) -> tuple[str, str]:
        """What a cluster is called, and where it leads: nearer, or to the list when nearer parts nothing."""
        count = len(one.marks)
        words = self.here.runtime.languages.ngettext(self.language, "%(num)s signal", "%(num)s signals", count)
        if not one.apart or self.view.zoom >= _NEAREST:
            return words, "#found"
        nearer = self.view.fitted((mark.point for mark in one.marks), nearest=_NEAREST, margin=60)
        if nearer.zoom <= self.view.zoom:
            nearer = self.view.around(one.point).zoomed(1)
        return words, self.at(nearer)

    def at(self, view: maps.MapView) -> str:
        """The address of another look with the same filters."""
        where = {"lat": f"{view.centre.lat:.5f}", "lon": f"{view.centre.lon:.5f}", "zoom": view.zoom}
        return href(self.here.request, "/signals/map", **where, **self.asked)

    @property
    def ways(self) -> dict[str, str]:
        """Where the links around the map lead."""
        moved = {way: self.at(self.view.moved(*by)) for way, by in _STEPS.items()}
        near, far = self.view.zoomed(1), self.view.zoomed(-1)
        if near.zoom <= _NEAREST:
            moved["in"] = self.at(near)
        if far.zoom >= _FARTHEST:
            moved["out"] = self.at(far)
        return moved

    @property
    def marks_href(self) -> str:
        """Where the map in the browser asks what to show."""
        query = f"?{urlencode(self.asked)}" if self.asked else ""
        return href(self.here.request, "/signals/map/marks.json") + query

    def _mark(self, one: Mark) -> maps.Mark:
        category = self._plain(self.here.category(one.category))
        title = f"{category}, {one.number}, {self._word(one.phase)}"
        address = href(self.here.request, "/") + case_path(one.number).removeprefix("/")
        return maps.Mark(maps.Point(one.lat, one.lon), title, address, _SHAPES[one.phase], self._letter(one.phase))

    def _note(self, one: Mark) -> str:
        return self.here.runtime.languages.date(self.language, one.at, "short")

    def _word(self, phase: str) -> str:
        return self.here.runtime.languages.label(self.language, _PHASES[phase])

    def _letter(self, phase: str) -> str:
        return self._word(phase)[:1].upper()

    def _plain(self, words: Any) -> str:
        return self.here.runtime.languages.label(self.language, words)


@get("/signals/map")
async def seen(request: AnyRequest) -> Response[Any]:
    """The map as a page; every part of it works by links alone."""
    here = Here(request)
    look = await _look(here, _SIZE)
    if look is None:
        return here.unknown()
    return here.page(
        "map.html",
        look=look,
        phases=PHASES,
        tree=[one for one in here.plan.categories.values() if one.public is not False],
        headers=maps.headers(look.atlas),
    )


@get("/signals/map/marks.json", media_type=MediaType.JSON)
async def marks(request: AnyRequest) -> Response[Any]:
    """The same for the map in the browser: marks and clusters of its window, and the list."""
    query = request.query_params
    size = _number(query.get("w"), 100, _LARGEST, _SIZE[0]), _number(query.get("h"), 100, _LARGEST, _SIZE[1])
    look = await _look(Here(request), size)
    if look is None:
        return Response({"marks": [], "items": [], "said": ""}, status_code=404)
    items = [{"title": one.title, "href": one.href, "note": note} for one, note in look.listed]
    body = {"marks": [_told(look, one) for one in look.drawn], "items": items, "said": look.said}
    return Response(body, headers={"Cache-Control": "no-store"})


def _told(look: Looking, one: maps.Mark | maps.Cluster) -> dict[str, object]:
    at = {"lat": round(one.point.lat, 6), "lon": round(one.point.lon, 6)}
    if isinstance(one, maps.Mark):
        return {**at, "title": one.title, "href": one.href, "shape": one.shape, "letter": one.letter}
    words, address = look.cluster(one)
    box = maps.around(mark.point for mark in one.marks)
    apart = {"box": ((box.south, box.west), (box.north, box.east))} if box and one.apart else {}
    return {**at, "title": words, "href": address, "count": len(one.marks), **apart}


async def _look(here: Here, size: tuple[int, int]) -> Looking | None:
    """What the address asks for; None where the city has no map."""
    if here.atlas is None:
        return None
    asked = _asked(here, here.atlas)
    view = _view(here, here.atlas, asked, size)
    box = view.bbox
    wanted = PublicFilter(
        category=asked.get("category", ""),
        area=asked.get("area", ""),
        phase=asked.get("phase", ""),
        box=(box.south, box.west, box.north, box.east),
    )
    found = await here.cases.public_marks(wanted)
    return Looking(here, here.atlas, asked, view, tuple(sorted(found, key=lambda one: one.at, reverse=True)))


def _asked(here: Here, atlas: maps.Atlas) -> dict[str, str]:
    """The filters that make sense; the others ask for nothing."""
    known = {"category": here.plan.categories, "area": atlas.areas.by_id, "phase": PHASES}
    said = {name: first(here.request.query_params, name, 100) for name in _FILTERS}
    return {name: words for name, words in said.items() if words and words in known[name]}


def _view(here: Here, atlas: maps.Atlas, asked: Mapping[str, str], size: tuple[int, int]) -> maps.MapView:
    """Where to look: as the address says, at the district that was chosen, or where the city's map begins."""
    query, start = here.request.query_params, atlas.view(*size)
    centre = maps.point_from(first(query, "lat", 20), first(query, "lon", 20))
    if isinstance(centre, maps.Point):
        return replace(
            start, centre=atlas.reach.nearest(centre), zoom=_number(query.get("zoom"), _FARTHEST, _NEAREST, atlas.zoom)
        )
    if "area" in asked:
        west, south, east, north = atlas.areas.by_id[asked["area"]].shape.bounds
        return start.fitted([maps.Point(south, west), maps.Point(north, east)])
    return start


def _number(written: str | None, least: int, most: int, usual: int) -> int:
    if written is None or not written.isdecimal() or len(written) > 5:
        return usual
    return max(least, min(most, int(written)))


HANDLERS = [seen, marks]
