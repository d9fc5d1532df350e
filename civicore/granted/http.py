"""An HTTP client that reaches the hosts which the city grants a plugin, and nothing else (security S09, S65)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx

from civicore.extension.grants import Grants
from civicore.files.addresses import is_public

Resolve = Callable[[str, int], Awaitable[list[str]]]
SECONDS = 5.0
LARGEST = 1_000_000  # bytes of an answer
_PORTS = {"http": 80, "https": 443}


async def resolved(host: str, port: int) -> list[str]:
    """The network addresses of a host; empty when it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(one[4][0]) for one in found]


def client(
    grants: Grants, *, resolve: Resolve = resolved, inner: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """A client of ``httpx``: 5 seconds, 1 MB an answer, nothing packed, no redirects, no proxy of the surroundings.

    NotGranted for a host without ``network:<host>`` (public addresses only) or ``network.inside:<host>``. A name is
    looked up once and used as judged. ``httpx.ConnectError`` where a public name leads inside.
    """
    # Nothing is kept open: whoever asks needs not close it, and one client serves every event loop.
    unkept = httpx.AsyncHTTPTransport(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
    transport = GrantedTransport(grants, resolve, inner or unkept)
    plain = {"Accept-Encoding": "identity"}
    return httpx.AsyncClient(
        transport=transport, headers=plain, timeout=SECONDS, follow_redirects=False, trust_env=False
    )


class GrantedTransport(httpx.AsyncBaseTransport):
    """Judges each request, and each answer while it is read."""

    def __init__(self, grants: Grants, resolve: Resolve, inner: httpx.AsyncBaseTransport) -> None:
        self._grants, self._resolve, self._inner = grants, resolve, inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.raw_host.decode("ascii").strip("[]").lower()
        inside = self._grants.has(f"network.inside:{host}")
        if not inside:
            self._grants.need(f"network:{host}")
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=await self._pinned(request.url, host, inside=inside))
        answer = await self._inner.handle_async_request(request)
        if answer.headers.get("content-encoding", "identity").lower() != "identity":
            await answer.aclose()
            raise httpx.ReadError("the answer is packed: a megabyte of it may be a thousand")
        return httpx.Response(answer.status_code, headers=answer.headers, stream=_Bounded(answer), request=request)

    async def _pinned(self, url: httpx.URL, host: str, *, inside: bool) -> str:
        addresses = await self._resolve(host, url.port or _PORTS.get(url.scheme, 0))
        if not addresses:
            raise httpx.ConnectError(f"{host} has no address")
        if not inside and not all(is_public(one) for one in addresses):
            raise httpx.ConnectError(f"{host} is no host of the public internet: network.inside:{host} would say so")
        return addresses[0]

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Bounded(httpx.AsyncByteStream):
    """The body of an answer; ``httpx.ReadError`` beyond a megabyte, without reading the rest."""

    def __init__(self, answer: httpx.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        assert isinstance(self._answer.stream, httpx.AsyncByteStream)  # noqa: S101  an asynchronous transport's
        async for part in self._answer.stream:
            size += len(part)
            if size > LARGEST:
                raise httpx.ReadError(f"the answer is larger than {LARGEST} bytes")
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
