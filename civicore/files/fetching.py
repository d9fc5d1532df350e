"""Fetches a file from an address that a stranger wrote down, without lending them our place in the network."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TypeAlias, TypeVar
from urllib.parse import unquote, urljoin

import httpx

from civicore.base.refusal import Refusal
from civicore.files.addresses import is_public

Resolve = Callable[[str, int], Awaitable[list[str]]]
_AGENT = "CivicCore"
_PORTS = {"http": 80, "https": 443}
_MOVED = frozenset({301, 302, 303, 307, 308})


T = TypeVar("T")


@dataclass(frozen=True)
class FetchRules:
    """Bounds of one fetch: bytes, seconds for everything together, and how often it may be sent elsewhere."""

    max_size: int = 15_000_000
    seconds: float = 10.0
    redirects: int = 3
    accept: str = "image/*, application/pdf"


@dataclass(frozen=True)
class Fetched:
    """What was found at an address, and the last part of that address as its name."""

    content: bytes
    name: str


async def resolved(host: str, port: int) -> list[str]:
    """The network addresses of a host; empty when it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(one[4][0]) for one in found]


async def fetch(
    url: str,
    rules: FetchRules,
    *,
    resolve: Resolve = resolved,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Fetched | Refusal:
    """Read one address of the public internet.

    Every address on the way is looked up once, judged and then used as judged, so a name that changes its
    meaning in between leads nowhere. Refusals: ``files.address`` (not http or https, a port of its own, a name
    or address that is not public, too many redirects), ``files.too_big``, ``files.unreachable``.
    """
    return await _in_time(url, rules, resolve, transport, _read)


async def status_of(
    url: str,
    rules: FetchRules,
    *,
    resolve: Resolve = resolved,
    transport: httpx.AsyncBaseTransport | None = None,
) -> int | Refusal:
    """What an address of the public internet answers, by the same rules; what it sends is not read."""
    return await _in_time(url, rules, resolve, transport, _status)


async def _in_time(
    url: str, rules: FetchRules, resolve: Resolve, transport: httpx.AsyncBaseTransport | None, take: _Take[T]
) -> T | Refusal:
    try:
        async with asyncio.timeout(rules.seconds):
            return await _followed(url, rules, resolve, transport, take)
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
        return Refusal("files.unreachable")


async def _followed(
    url: str, rules: FetchRules, resolve: Resolve, transport: httpx.AsyncBaseTransport | None, take: _Take[T]
) -> T | Refusal:
    async with httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=False) as client:
        for _ in range(rules.redirects + 1):
            target = await _judged(url, resolve)
            if target is None:
                return Refusal("files.address")
            async with _asked(client, target, rules.accept) as answer:
                if answer.status_code not in _MOVED:
                    return await take(answer, target, rules)
                url = urljoin(url, answer.headers.get("location", ""))
    return Refusal("files.address")


@dataclass(frozen=True)
class _Target:
    """An address that may be asked: where to connect, and whom to ask for there."""

    url: httpx.URL
    pinned: str


_Take: TypeAlias = Callable[[httpx.Response, _Target, FetchRules], Awaitable[T | Refusal]]


async def _judged(written: str, resolve: Resolve) -> _Target | None:
    url = httpx.URL(written.strip())
    port = _PORTS.get(url.scheme)
    if port is None or not url.host or url.userinfo or url.port not in (None, port):
        return None
    addresses = await resolve(url.raw_host.decode("ascii").strip("[]"), port)
    if not addresses or not all(is_public(one) for one in addresses):
        return None
    return _Target(url, addresses[0])


def _asked(client: httpx.AsyncClient, target: _Target, accept: str) -> AbstractAsyncContextManager[httpx.Response]:
    host = target.url.raw_host.decode("ascii")
    return client.stream(
        "GET",
        target.url.copy_with(host=target.pinned, fragment=None),
        headers={
            "Host": host,
            "User-Agent": _AGENT,
            "Accept": accept,
            "Accept-Encoding": "identity",
        },
        extensions={"sni_hostname": host},
    )


async def _status(answer: httpx.Response, _: _Target, __: FetchRules) -> int:
    return answer.status_code


async def _read(answer: httpx.Response, target: _Target, rules: FetchRules) -> Fetched | Refusal:
    if answer.status_code != 200:
        return Refusal("files.unreachable")
    content = bytearray()
    async for part in answer.aiter_raw():
        content += part
        if len(content) > rules.max_size:
            return Refusal("files.too_big", limit=round(rules.max_size / 1_000_000, 1))
    return Fetched(bytes(content), unquote(target.url.path.rpartition("/")[2]))
