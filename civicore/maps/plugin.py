"""The core's own parts for maps."""

from __future__ import annotations

from collections.abc import Iterable

from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Routes


class MapsPlugin:
    """Registered by the core in every city; whoever has a map gives the service ``Atlas``."""

    @hookimpl
    def register_routes(self) -> Iterable[Routes]:
        from civicore.maps.pages import shapes

        return (Routes("public", [shapes]),)
