"""Addresses that programs ask for: health, robots.txt, security.txt."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from civicore.deployment.city import City
from civicore.extension.parts import HealthProbe
from civicore.web.pages import runtime
from civicore.web.requests import AnyRequest

log = logging.getLogger("civicore.web")
_SECURITY_TEXT_LASTS = timedelta(days=180)  # RFC 9116 asks for less than a year


def for_programs(city: City, probes: Sequence[HealthProbe]) -> list[HTTPRouteHandler]:
    """The handlers of one city; security.txt only where the file names an address."""
    found = [_health(probes), robots, favicon]
    if city.operations.metrics.open_to != "nobody":
        from civicore.web.metrics import metrics_page

        found.append(metrics_page)
    return [*found, security_text] if city.security.report_to else found


def _health(probes: Sequence[HealthProbe]) -> HTTPRouteHandler:
    @get("/health", include_in_schema=False)
    async def health() -> Response[dict[str, Any]]:
        """Well, impaired (200) or ill (503); what is wrong is named by the probe's id only, the log says more."""
        failing: list[HealthProbe] = []
        for one in probes:
            wrong = await _ask(one)
            if wrong is not None:
                log.error("health: %s: %s", one.id, wrong)
                failing.append(one)
        ill = any(one.vital for one in failing)
        body: dict[str, Any] = {"status": "ill" if ill else "impaired" if failing else "well"}
        if failing:
            body["failing"] = [one.id for one in failing]
        return Response(body, status_code=503 if ill else 200, headers={"Cache-Control": "no-store"})

    return health


async def _ask(probe: HealthProbe) -> str | None:
    try:
        return await probe.probe()
    except Exception as error:  # a probe that breaks is an answer too
        return type(error).__name__


@get("/robots.txt", include_in_schema=False, media_type="text/plain")
async def robots() -> str:
    """Everything public may be indexed; the desk, devices and programs' addresses not."""
    return (
        "User-agent: *\nDisallow: /api/\nDisallow: /hooks/\nDisallow: /demo\nDisallow: /*/desk\nDisallow: /*/device\n"
    )


@get("/favicon.ico", include_in_schema=False)
async def favicon(request: AnyRequest) -> Response[bytes]:
    """For browsers that ask for it without being told of another icon."""
    around = request.app.state.site
    asset = around.assets.at(around.assets.href(around.favicon).removeprefix("/static/"))
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": "max-age=86400"})


@get("/.well-known/security.txt", include_in_schema=False, media_type="text/plain")
async def security_text(request: AnyRequest) -> str:
    """Where to report a weakness (RFC 9116)."""
    city = runtime(request).city
    expires = (runtime(request).clock.now() + _SECURITY_TEXT_LASTS).replace(microsecond=0).isoformat()
    address = runtime(request).absolute("/.well-known/security.txt")
    return (
        f"Contact: mailto:{city.security.report_to}\nExpires: {expires}\n"
        f"Preferred-Languages: {', '.join(city.languages)}\nCanonical: {address}\n"
    )
