"""A small map with the place of a case; it only shows and takes no clicks."""

from __future__ import annotations

from markupsafe import Markup

from civicore import maps
from civicore_signals.case import Case
from civicore_signals.desk_clerk import Clerk

_SIZE = (560, 260)
_SMALL = (272, 220)
_NEAR = 16


def still(clerk: Clerk, case: Case) -> Markup | None:
    """The picture, None for a case without a point and a city without a map."""
    if clerk.atlas is None or case.place is None or case.place.point is None:
        return None
    point = maps.Point(*case.place.point)
    view = maps.MapView(point, _NEAR, *_SIZE)
    return maps.svg(view, clerk.atlas, language=clerk.language, pin=point, small=_SMALL)
