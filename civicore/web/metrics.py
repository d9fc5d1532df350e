"""Figures for a monitoring system (``/metrics``, Prometheus): closed unless the file opens it, nothing personal.

Labels are a few words that are known beforehand: the area of the site and the class of the answer. No address, no
agenda, no person, so that neither the page nor the memory grows with what people ask for.
"""

from time import perf_counter
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.types import HTTPScope, Message, Send
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from civicore.base.codes import same
from civicore.canary.watch import Watch
from civicore.deployment.city import City
from civicore.storage.messages import queued
from civicore.web.pages import runtime
from civicore.web.requests import AnyRequest

_AREAS = {"api": "api", "hooks": "api", "open311": "api", "static": "static", "desk": "desk", "device": "device"}
_LOOPBACK = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
_FORWARDED = frozenset(
    {b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip", b"forwarded", b"via"}
)
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._answers = Counter(
            "civicore_answers", "Answers by area and class of status.", ("area", "status"), registry=self.registry
        )
        self._time = Histogram(
            "civicore_answer_seconds", "Until an answer began.", ("area",), registry=self.registry, buckets=_BOUNDS
        )
        self.waiting = Gauge("civicore_messages_waiting", "Messages not delivered yet.", registry=self.registry)
        self.repairs = Gauge("civicore_repairs", "Repair notices nobody put aside.", registry=self.registry)
        self.canary = Gauge(
            "civicore_canary_misses", "Trials that failed in a row, by service.", ("name",), registry=self.registry
        )

    def watching(self, scope: HTTPScope, send: Send) -> Send:
        """Count the answer and how long it took to begin; before anything is taken off the request."""
        area, began = area_of(scope["path"]), perf_counter()
        passed_on = any(name in _FORWARDED for name, _ in scope["headers"])
        scope.setdefault("state", {})["passed_on"] = passed_on  # the claims themselves are dropped a moment later

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._answers.labels(area, f"{message['status'] // 100}xx").inc()
                self._time.labels(area).observe(perf_counter() - began)
            await send(message)

        return counted

    def page(self) -> bytes:
        return generate_latest(self.registry)


def area_of(path: str) -> str:
    """Which part of the site an address belongs to; everything else is a page for citizens."""
    parts = path.split("/", 3)[1:3]
    return next((_AREAS[part] for part in parts if part in _AREAS), "page")


def may_read(city: City, host: str, headers: Any, secret: str | None, *, passed_on: bool) -> bool:
    """Who may read: whom the file names. Behind a proxy nobody counts as this machine: all requests come from it."""
    rules = city.operations.metrics
    if rules.open_to == "token":
        sent = str(headers.get("authorization", "")).removeprefix("Bearer ")
        return secret is not None and bool(sent) and same(sent, secret)
    if rules.open_to == "loopback":
        return host in _LOOPBACK and not passed_on
    return False


@get("/metrics", include_in_schema=False)
async def metrics_page(request: AnyRequest) -> Response[bytes]:
    """Not there for whom it is not open to."""
    city, figures = runtime(request).city, request.app.state.get("metrics")
    token = city.operations.metrics.token
    secret = runtime(request).secret(token.name) if token is not None else None
    host = request.client.host if request.client else ""
    if figures is None or not may_read(
        city, host, request.headers, secret, passed_on=request.scope["state"].get("passed_on", True)
    ):
        raise NotFoundException
    async with runtime(request).store.reading():
        figures.waiting.set(await queued())
    figures.repairs.set(runtime(request).repairs.waiting())
    for watch in runtime(request).services.all(Watch):
        for name, misses in watch.misses.items():
            figures.canary.labels(name).set(misses)
    return Response(figures.page(), headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})
