"""What the server serves when it serves several cities: each request goes to the city whose host it names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from litestar.types import Receive, Scope, Send

from civicore.logs import speaking_for
from civicore.reloading.draining import leaving
from civicore.reloading.lifespan import lived
from civicore.reloading.serving import Serving

_NOBODY = b"This address belongs to no city that is served here.\n"


@dataclass(frozen=True)
class Home:
    """A city with its name in the log."""

    name: str
    serving: Serving


class House:
    """An ASGI application; ``homes`` are the cities by host, in small letters and without a port."""

    def __init__(self, homes: Mapping[str, Home]) -> None:
        self._homes = homes
        self._draining = False

    def drain(self) -> None:
        """See ``Serving.drain``."""
        self._draining = True
        for home in self._homes.values():
            home.serving.drain()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":  # type: ignore[comparison-overlap]
            await lived(self.around, receive, send)
            return
        home = self._homes.get(_host(scope))
        if home is None:
            await self._to_nobody(scope, send)
            return
        with speaking_for(home.name):
            await home.serving(scope, receive, send)

    @asynccontextmanager
    async def around(self) -> AsyncIterator[None]:
        """Serve all of them until the block ends. What runs beside a city speaks for it in the log."""
        async with AsyncExitStack() as stack:
            for home in self._homes.values():
                with speaking_for(home.name):
                    await stack.enter_async_context(home.serving.around())
            yield

    async def _to_nobody(self, scope: Scope, send: Send) -> None:
        """A proxy asks for health by the process's address; anybody else asked the wrong server (RFC 9110, 15.5.20)."""
        if scope["path"] == "/health":
            await (leaving(send) if self._draining else _said(send, 200, b'{"status":"well"}', b"application/json"))
            return
        await _said(send, 421, _NOBODY, b"text/plain; charset=utf-8")


def _host(scope: Scope) -> str:
    sent = [value for name, value in scope["headers"] if name == b"host"]
    if len(sent) != 1:
        return ""
    written = sent[0].decode("latin-1").lower()
    return written if written.endswith("]") else written.rpartition(":")[0] or written


async def _said(send: Send, status: int, body: bytes, kind: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
