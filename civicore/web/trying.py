"""Tries what each plugin brings to the site before the city is composed of it, so that the right one is put aside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from litestar import Litestar, Router
from litestar.types import ControllerRouterHandler

from civicore.deployment.city import City
from civicore.extension.parts import Routes
from civicore.extension.registry import PluginFailed
from civicore.messaging.catalogues import read_catalogues
from civicore.messaging.languages import Languages
from civicore.web.assets import gather
from civicore.web.build import areas, own_handlers, own_routes
from civicore.web.environment import environment
from civicore.web.folders import Folders

_PARAMETER = re.compile(r"\{\w+(?=:)")


def try_folders(city: City, folders: Folders) -> None:
    """Read the translations, templates and static files of every plugin; PluginFailed names the first bad one."""
    for name, home in folders.plugins.items():
        alone = Folders({name: home})
        with _blaming(name, "translations"):
            languages = Languages(city, read_catalogues([home / "locales"], city.languages))
        env = environment(languages, alone)
        for template in _files(home / "templates"):
            with _blaming(name, f"template {template}"):
                env.get_template(f"!{name}/{template}")
        with _blaming(name, "static files"):
            gather(alone, {})


def try_routes(
    city: City, routes: Sequence[tuple[str, Routes]], handlers: Sequence[ControllerRouterHandler] = ()
) -> None:
    """Put routes together, each given with its plugin's name, after the core's own and ``handlers``.

    PluginFailed names the first whose route clashes with what was there before, or is none. It takes as long as
    composing the city once more.
    """
    core = [*own_handlers(city, ()), *handlers]
    taken = _addresses([Router("/", route_handlers=core), *areas(own_routes(), {})])
    for name, part in routes:
        with _blaming(name, "register_routes"):
            wanted = _addresses(areas([part], {}))
            if doubled := sorted(" ".join(one) for one in taken & wanted):
                raise ValueError(f"{', '.join(doubled)} is somebody else's")
            taken |= wanted
    try:
        _compose(core, routes)
    except Exception:  # whose it is, is asked only then: composing takes its time
        for number, (name, _) in enumerate(routes, 1):
            with _blaming(name, "register_routes"):
                _compose(core, routes[:number])
        raise


def _compose(core: Sequence[ControllerRouterHandler], routes: Sequence[tuple[str, Routes]]) -> None:
    together = [*own_routes(), *(part for _, part in routes)]
    Litestar([*core, *areas(together, {})], openapi_config=None, logging_config=None)


def _addresses(routers: Sequence[Router]) -> set[tuple[str, str]]:
    """Methods and paths; the names of parameters make no difference. Litestar would let one replace the other."""
    return {
        (method, _PARAMETER.sub("{", route.path))
        for router in routers
        for route in router.routes
        for method in getattr(route, "methods", {"ANY"}) - {"OPTIONS"}  # Litestar's own answer
    }


def _files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]


@contextmanager
def _blaming(name: str, what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # whatever a stranger's part raises must not stop the city
        raise PluginFailed(name, f"{what}: {type(error).__name__}: {error}") from error
