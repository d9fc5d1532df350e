"""The core's own part in the hooks: pages of what the city explains."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from civicore.deployment.city import City
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Navigation, Output, Routes
from civicore.information import shelf
from civicore.information.pages import menu, routes
from civicore.runtime import Runtime


class InformationPlugin:
    """Services, procedures, rules and units, where the file has ``information:``."""

    @hookimpl
    def register_routes(self, runtime: Runtime) -> Iterable[Routes]:
        return routes(runtime.city)

    @hookimpl
    def register_navigation(self, city: City) -> Iterable[Navigation]:
        return menu(city)

    @hookimpl
    def register_outputs(self, runtime: Runtime) -> Iterable[Output]:
        city = runtime.city

        async def addresses(subject: str) -> Sequence[str]:
            articles = [f"{shelf.ARTICLES}/{name}" for name in city.information]
            return [*articles, *(f"{shelf.UNITS}/{name}" for name in city.departments if articles)]

        return (Output("information.pages", addresses),)
