"""A site with one stream, served on a real socket, and a browser's end of such a stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import httpx
import uvicorn
from litestar import Response, get

from civicore.reloading.draining import Server
from civicore.storage.store import Store
from civicore.storage.telling import LiveEvent
from civicore.web.front import CityApp
from civicore.web.live import live_stream
from civicore.web.requests import AnyRequest
from tests.databases import PATIENT
from tests.live.told import HALL
from tests.web.site import site


def handlers() -> list[Any]:
    async def drawn(event: LiveEvent | None) -> Mapping[str, Any] | None:
        if event is None:
            return {"whole": True}
        return None if event.body["note"] == "hidden" else event.body

    @get("/live", uncompressed=True)
    async def live(request: AnyRequest) -> Response[None]:
        return live_stream(request, HALL, drawn)

    @get("/newest", uncompressed=True)
    async def newest(request: AnyRequest) -> Response[None]:
        return live_stream(request, HALL, drawn, newest=True)

    @get("/squeezed")
    async def squeezed(request: AnyRequest) -> Response[None]:
        return live_stream(request, HALL, drawn)

    return [live, newest, squeezed]


@dataclass(frozen=True)
class Served:
    """A site that answers at ``base``."""

    app: CityApp
    base: str
    connections: Collection[Any]

    @asynccontextmanager
    async def reading(self, path: str = "/api/v1/live", **headers: str) -> AsyncIterator[Reader]:
        limits = httpx.Limits(max_connections=None)
        async with (
            httpx.AsyncClient(base_url=self.base, timeout=PATIENT, limits=limits) as client,
            client.stream("GET", path, headers={"Accept-Encoding": "gzip", **headers}) as answer,
        ):
            yield Reader(answer)


class Reader:
    """What comes over one stream."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def event(self) -> dict[str, str]:
        """The fields of the next event."""
        found: dict[str, str] = {}
        async with asyncio.timeout(PATIENT):
            async for line in self._lines:
                if not line and found:
                    return found
                if line:
                    name, _, value = line.partition(": ")
                    found[name] = value
        raise EOFError

    async def events(self, count: int) -> list[tuple[str, str]]:
        """Number and content of the next events; whatever else comes is left out."""
        found: list[tuple[str, str]] = []
        while len(found) < count:
            event = await self.event()
            if "id" in event:
                found.append((event["id"], event["data"]))
        return found


@asynccontextmanager
async def serving(store: Store) -> AsyncIterator[Served]:
    """The site until the block ends."""
    app = site(api=handlers())
    app.runtime = app.state.runtime = replace(app.runtime, store=store)
    async with app.runtime.live.around(), answering(app, lifespan="auto") as served:
        yield served


@asynccontextmanager
async def answering(app: CityApp, *, lifespan: Literal["auto", "off"] = "off") -> AsyncIterator[Served]:
    """A site on a real socket until the block ends; one whose lifespan has begun already keeps it."""
    config = uvicorn.Config(app, port=0, log_config=None, lifespan=lifespan, timeout_graceful_shutdown=int(PATIENT))
    server = Server(config, lambda: None, 0)
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(PATIENT):
            while not server.started:
                await asyncio.sleep(0.01)
        at = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield Served(app, at, server.server_state.connections)
    finally:
        app.state.streams.closing.set()
        server.should_exit = True
        await task
