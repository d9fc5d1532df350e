"""Maps without other hosts: points, areas, views, pictures, and how a person says where something is.

For forms that ask for a place (the journey, the desk)::

    atlas = runtime.services.one(maps.Atlas)             # what signals.map of the file describes
    place = maps.read_place(atlas, data)                 # data: what the form sent, a mapping or a multi-dict
    if place.moved or place.errors: draw the same step again (422 when there are errors)
    place.chosen                                         # Chosen(point, address, area, because, areas_version)

    page(request, "…", place=place, headers=maps.headers(atlas))
    {% import "maps/picker.html" as maps %}              # with context
    {{ maps.head(place) }}                               # in the block head: style sheet, scripts
    {{ maps.picker(place) }}                             # inside the form

The fields are ``lat``, ``lon``, ``address`` and ``area`` (the id of a district); what else the picker sends begins
with ``_``, so that ``Form`` leaves it alone. A form of your own beside it reads the data without ``maps.PLACE_NAMES``.
A draft keeps ``place.kept`` and gives it to ``read_place`` again. A pin is never needed: an address in words or a
district does as well (there is no geocoder that could be down).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from civicore.maps.marks import Cluster, Mark, Shape, clusters
from civicore.maps.points import Box, Point, around, point_from
from civicore.maps.views import MapView

if TYPE_CHECKING:
    from civicore.maps.apart import wrong_areas
    from civicore.maps.areas import Area, Areas, Because, Found
    from civicore.maps.atlas import Atlas, read_atlas
    from civicore.maps.drawing import svg
    from civicore.maps.geojson import ids_in
    from civicore.maps.loading import headers
    from civicore.maps.picker import PLACE_NAMES, Chosen, Picker, place_fields, read_place
    from civicore.maps.problems import Problem, problems

_HOMES = {
    "areas": "Area Areas Because Found",
    "atlas": "Atlas read_atlas",
    "drawing": "svg",
    "loading": "headers",
    "picker": "PLACE_NAMES Chosen Picker place_fields read_place",
    "apart": "wrong_areas",
    "geojson": "ids_in",
    "problems": "Problem problems",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "PLACE_NAMES",
    "Area",
    "Areas",
    "Atlas",
    "Because",
    "Box",
    "Chosen",
    "Cluster",
    "Found",
    "MapView",
    "Mark",
    "Picker",
    "Point",
    "Problem",
    "Shape",
    "around",
    "clusters",
    "headers",
    "ids_in",
    "place_fields",
    "point_from",
    "problems",
    "read_atlas",
    "read_place",
    "svg",
    "wrong_areas",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'civicore.maps' has no attribute {name!r}")
    value = getattr(import_module(f"civicore.maps.{home}"), name)
    globals()[name] = value
    return value
