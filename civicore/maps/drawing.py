"""The map as a drawing of the server: SVG that works without script, in print and in both colour schemes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from civicore.maps.atlas import Atlas
from civicore.maps.marks import Cluster, Mark
from civicore.maps.points import Point
from civicore.maps.views import MapView


def svg(
    view: MapView,
    atlas: Atlas,
    marks: Sequence[Mark | Cluster] = (),
    *,
    language: str,
    label: str = "",
    pin: Point | None = None,
    chosen: str | None = None,
    cluster: Callable[[Cluster], tuple[str, str]] | None = None,
) -> Markup:
    """Draw a view: ground, areas with names, marks as links, a pin.

    ``label`` names the picture for those who do not see it, ``chosen`` is the id of an area to stand out, and
    ``cluster`` gives the accessible name and the address of a cluster. No inline style; ``maps/map.css`` dresses it.
    """
    raise NotImplementedError
