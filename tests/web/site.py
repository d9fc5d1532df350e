"""A city's site for tests of its pages: the shipped file, a set clock, no database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from xml.etree.ElementTree import Element

import html5lib
from httpx import ASGITransport, AsyncClient
from litestar.types import ControllerRouterHandler

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.boot import open_city
from civicore.deployment.city import City
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import HealthProbe, Navigation, Permission, Routes
from civicore.extension.services import Services
from civicore.messaging.catalogues import read_catalogues
from civicore.messaging.languages import Languages
from civicore.people.roles import CORE_PERMISSIONS
from civicore.runtime import Runtime
from civicore.storage.changes import Changes
from civicore.web.build import create
from civicore.web.environment import environment
from civicore.web.folders import Folders
from civicore.web.front import CityApp
from civicore.web.plugin import WebPlugin

ROOT = Path(__file__).resolve().parents[2]
MORNING = datetime(2026, 11, 24, 7, 40, tzinfo=UTC)  # Tuesday, 8:40 in Prague
BASE = "http://city.test"
NAVIGATION = (
    Navigation("test.book", "public", "Search", "/search", place="home", hint="Search"),
    Navigation("test.menu", "public", "Search", "/search", place="footer", order=5),
)


class Suspended:
    """Stands in for the live switch: says what the file says, or breaks."""

    def __init__(self, city: City, broken: bool = False) -> None:
        self._city, self._broken = city, broken

    async def banners(self, now: datetime) -> Sequence[Any]:
        if self._broken:
            raise OSError("no database")
        return [one for one in self._city.suspensions.values() if one.active]


class _Core:
    """The rights that roles of a file may name."""

    @hookimpl
    def register_permissions(self) -> Iterable[Permission]:
        return CORE_PERMISSIONS


@cache
def city_of(name: str) -> City:
    """A shipped city, as its file describes it."""
    loaded = open_city(
        ROOT / "deployments" / f"{name}.yaml", core={"core": _Core(), "web": WebPlugin()}, environ={}
    ).loaded
    assert loaded.city is not None, loaded.findings
    return loaded.city


def languages_of(city: City) -> Languages:
    return Languages(city, read_catalogues(Folders.of(city, {}).locales(), city.languages))


def site(
    city: City | str = "trutnov",
    handlers: Sequence[ControllerRouterHandler] = (),
    *,
    api: Sequence[ControllerRouterHandler] = (),
    plugins: dict[str, Path] | None = None,
    address: str = BASE,
    probes: Sequence[HealthProbe] = (),
    broken_database: bool = False,
) -> CityApp:
    """The whole site of a city with some more pages of a test."""
    city = city_of(city) if isinstance(city, str) else city
    folders = Folders.of(city, plugins or {})
    languages = Languages(city, read_catalogues(folders.locales(), city.languages, folders.strange_locales()))
    clock = DemoClock()
    clock.freeze(MORNING)
    unused = cast(Any, None)
    runtime = Runtime(
        city=city,
        clock=clock,
        keys=Keyring(city.deployment.id, [b"k" * 32]),
        services=Services(),
        store=cast(Any, SimpleNamespace(changes=Changes(), inside=False)),  # nothing is stored here
        post=unused,
        languages=languages,
        suspensions=cast(Any, Suspended(city, broken_database)),
        address=address,
    )
    routes = [Routes("public", handlers), Routes("api", api)]
    env = environment(languages, folders)
    return create(runtime, routes, NAVIGATION, env=env, folders=folders, probes=probes)


@asynccontextmanager
async def visitor(app: CityApp, base: str = BASE, **headers: str) -> AsyncIterator[AsyncClient]:
    """A browser without script, which follows nothing by itself."""
    transport = ASGITransport(cast(Any, app), raise_app_exceptions=False)
    async with app.lifespan(), AsyncClient(transport=transport, base_url=base, headers=headers) as client:
        yield client


def parsed(html: str) -> Element:
    """The page as a tree; every error of HTML is an error of the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return cast(Element, parser.parse(html))


def words(element: Element | None) -> str:
    assert element is not None
    return " ".join(" ".join(element.itertext()).split())
