"""Composes the site: areas with their guards, templates, static files, errors, protection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

from jinja2 import Environment
from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ControllerRouterHandler, Guard, Middleware

from civicore.deployment.city import City
from civicore.extension.parts import Area, HealthProbe, HomeBox, Navigation, Routes
from civicore.runtime import Runtime
from civicore.storage.transaction import CommitUnknown, StoreBusy
from civicore.web import brand
from civicore.web.assets import Assets, gather, static_file
from civicore.web.cookies import Cookies
from civicore.web.errors import on_busy, on_http_error, on_unexpected
from civicore.web.folders import Folders
from civicore.web.forgery import ForgeryGuard
from civicore.web.front import UNSPOKEN, CityApp
from civicore.web.lean import DECODERS, ENCODERS, LeanApp
from civicore.web.live import Streams
from civicore.web.openapi import description
from civicore.web.packing import Packing
from civicore.web.pages import Entry, Site, add_globals
from civicore.web.pictures import pictures
from civicore.web.programs import for_programs
from civicore.web.requests import CityRequest
from civicore.web.site import SITE_PAGES

PATHS: Mapping[Area, str] = {
    "public": "/",
    "desk": "/desk",
    "device": "/device",
    "api": "/api/v1",
    "hook": "/hooks",
    "standard": "/",
}
OPEN: Sequence[Area] = ("public", "api", "hook", "standard")  # areas whose handlers ask for what they need themselves
LARGEST_BODY = 1_000_000  # bytes; a booking form has a few hundred
_PACKING = 3  # of 9 levels: a page costs a sixth of the time of the highest, and has a twentieth more bytes
LifespanHook = Callable[[Litestar], AbstractAsyncContextManager[None]]


def create(
    runtime: Runtime,
    routes: Sequence[Routes],
    navigation: Sequence[Navigation],
    *,
    env: Environment,
    folders: Folders,
    guards: Mapping[Area, Sequence[Guard]] | None = None,
    handlers: Sequence[ControllerRouterHandler] = (),
    middleware: Sequence[Middleware] = (),
    probes: Sequence[HealthProbe] = (),
    boxes: Sequence[HomeBox] = (),
    lifespan: Sequence[LifespanHook] = (),
    before: Litestar | None = None,
) -> CityApp:
    """The application of a city.

    ``guards`` open the areas of staff and devices; without one an area lets nobody in. ``handlers`` are
    addresses outside the areas, such as the demo's. ``env`` is the environment of ``web.environment``. ``before`` is
    the application that this one follows in a running server: the looks of its pages stay known.
    """
    assets = _assets(runtime, folders, before.state.site.assets if before is not None else None)
    cookies = Cookies(secure=runtime.address.startswith("https:"))
    add_globals(env, assets, runtime)
    streams = Streams(runtime.clock, limited=runtime.strict)
    around = _site(runtime, navigation, boxes, env, assets, cookies)
    app = LeanApp(
        route_handlers=[
            *own_handlers(runtime.city, probes),
            *areas([*routes, *own_routes()], guards or {}),
            *handlers,
        ],
        state=State({"runtime": runtime, "site": around, "streams": streams}),
        exception_handlers={
            HTTPException: on_http_error,
            StoreBusy: on_busy,
            CommitUnknown: on_busy,
            Exception: on_unexpected,
        },
        middleware=[_straight(one) for one in (ForgeryGuard(runtime.keys, cookies.form, UNSPOKEN), *middleware)],
        compression_config=CompressionConfig(
            backend="gzip",
            gzip_compress_level=_PACKING,
            minimum_size=500,
            exclude_opt_key="uncompressed",
            middleware_class=Packing,
        ),
        request_class=CityRequest,
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
        type_encoders=ENCODERS,
        type_decoders=DECODERS,
        lifespan=[*lifespan, streams.around],
        debug=False,
    )
    app.attach(runtime, cookies)
    if runtime.city.operations.metrics.open_to != "nobody":
        from civicore.web.metrics import Metrics

        app.metrics = app.state.metrics = Metrics()
    return app


def own_handlers(city: City, probes: Sequence[HealthProbe]) -> list[ControllerRouterHandler]:
    """The core's addresses outside the areas."""
    return [static_file, *for_programs(city, probes)]


def own_routes() -> list[Routes]:
    """The core's addresses within the areas."""
    return [Routes("public", SITE_PAGES), Routes("api", [description])]


def areas(routes: Sequence[Routes], guards: Mapping[Area, Sequence[Guard]]) -> list[Router]:
    """The routes of each area under its path and behind its guards; KeyError for an area that there is not."""
    if strange := {part.area for part in routes} - set(PATHS):
        raise KeyError(*strange)
    return [
        Router(
            path=path,
            route_handlers=[handler for part in routes if part.area == area for handler in part.handlers],
            guards=[] if area in OPEN and not guards.get(area) else list(guards.get(area) or (nobody,)),
        )
        for area, path in PATHS.items()
        if any(part.area == area for part in routes)
    ]


def nobody(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of an area that was given none."""
    raise NotAuthorizedException


def _straight(one: Middleware) -> Middleware:
    """Litestar asks of each middleware, for each request, whether it is to be passed by: none of ours ever is."""
    return (lambda app: partial(one.handle, next_app=app)) if isinstance(one, ASGIMiddleware) else one


def _assets(runtime: Runtime, folders: Folders, before: Assets | None) -> Assets:
    palette = runtime.city.brand.colours
    return gather(folders, {"brand.css": brand.stylesheet(palette).encode(), **pictures(runtime.city)}, before)


def _site(
    runtime: Runtime,
    navigation: Sequence[Navigation],
    boxes: Sequence[HomeBox],
    env: Environment,
    assets: Assets,
    cookies: Cookies,
) -> Site:
    public = sorted((one for one in navigation if one.area == "public"), key=lambda one: (one.order, one.id))
    placed = {
        place: [Entry(one.label, one.path, hint=one.hint) for one in public if one.place == place]
        for place in ("menu", "home", "footer")
    }
    own = [
        (one.menu, Entry(one.label or one.title, "" if one.link else f"/pages/{name}", one.link or ""))
        for name, one in runtime.city.pages.items()
    ]
    pages = {where: [entry for menu, entry in own if menu == where] for where in ("header", "footer")}
    search = [Entry("Search", "/search")] if runtime.city.brand.search else []
    return Site(
        env=env,
        assets=assets,
        cookies=cookies,
        menu=[
            Entry("Home", "/"),
            *placed["menu"],
            *pages["header"],
            Entry("Offices and contacts", "/contact"),
            *search,
        ],
        home=placed["home"],
        boxes=sorted(boxes, key=lambda one: (one.order, one.id)),
        accounts=runtime.city.accounts.enabled,
        account=[_of_account(one, runtime.city) for one in public if one.place == "account"],
        footer=[
            *placed["footer"],
            *pages["footer"],
            Entry("Privacy", "/privacy"),
            Entry("Accessibility", "/accessibility"),
        ],
        logo=next(name for name in ("logo.svg", "logo.png") if name in assets),
        favicon=next(name for name in ("favicon.svg", "favicon.png") if name in assets),
    )


def _of_account(one: Navigation, city: City) -> Entry:
    """An entry of the user menu in the city's own words, if it has some."""
    return Entry(city.accounts.menu.get(one.id.rpartition(".")[2], one.label), one.path)
