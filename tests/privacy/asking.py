"""A stranger at the running city: asks, and asks the same again for what never was."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from urllib.parse import quote, unquote

import httpx

from civicore.app import Built
from tests.privacy.walk import MARK

_NEVER = "СК26-02-9"  # as long as every number here; the stream of letters has not come so far
_CHANGING = re.compile(r'name="_csrf" value="[^"]*"|Error code: \w+|request_id":"[^"]*"')
_KEPT = ("content-type", "location", "cache-control", "vary", "content-length", "content-disposition", "link")


@asynccontextmanager
async def anybody(built: Built) -> AsyncIterator[httpx.AsyncClient]:
    """A client that nobody knows; answers come as they are, so that their length can be compared."""
    transport = httpx.ASGITransport(app=built.app)  # type: ignore[arg-type]
    headers = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(transport=transport, base_url="http://city", headers=headers) as http:
        yield http


def never(found: re.Match[str]) -> str:
    """Something just as long that is nowhere."""
    word = found[0]
    if word.startswith("qx"):
        return "qx" + "j" * (len(word) - 4) + "zx"
    if word.startswith("СК"):
        return _NEVER
    return re.sub("[0-9a-f]", "7", word)


async def same_for_what_never_was(http: httpx.AsyncClient, address: str, closed: Collection[str]) -> bool:
    """Whether status, headers, length and words are those for something that nobody ever wrote."""
    plain = unquote(address)
    other = MARK.sub(lambda found: never(found) if found[0].casefold() in closed else found[0], plain)
    http.cookies.clear()
    one = await http.get(address)
    http.cookies.clear()
    two = await http.get(quote(other, safe="/?&=+:%"))
    return bare(one) == bare(two)


def bare(answer: httpx.Response) -> tuple[int, list[str], str]:
    head = [f"{name}: {MARK.sub('·', unquote(answer.headers.get(name, '')))}" for name in _KEPT]
    return answer.status_code, head, MARK.sub("·", unquote(unquote(_CHANGING.sub("", answer.text))))
