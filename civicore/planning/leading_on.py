"""A link with an id that was renamed leads to the same page under the new id: 301, for a year."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from civicore.contracts.changes import Renames
from civicore.planning.renaming import known
from civicore.web.front import UNSPOKEN
from civicore.web.pages import href

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_MISSED = frozenset({400, 404, 410, 422})
_FRESH = timedelta(hours=1)
_PLURAL = {"activity": "activities", "category": "categories", "status": "statuses"}


def moved(renames: Renames, path: str, query: str, *, whole: bool = True) -> str | None:
    """The address with every old id in its new form; None when there is none in it. Pure.

    Without ``whole`` only what the query names with its kind is looked at, ``agenda=cards``: a word of the path may
    mean something else.
    """
    new = {old.rpartition(".")[2]: now.rpartition(".")[2] for old, now in renames.paths.items()} if whole else {}
    parts = [_word(part, new) for part in path.split("/")]
    said = parse_qsl(query, keep_blank_values=True)
    asked = [(key, _named(renames, key, value, new)) for key, value in said]
    if parts == path.split("/") and asked == said:
        return None
    return quote("/".join(parts)) + (f"?{urlencode(asked)}" if asked else "")


def _named(renames: Renames, key: str, value: str, new: dict[str, str]) -> str:
    """A value of the query under its new name, when its key is the kind of thing that was renamed."""
    kind = _PLURAL.get(key, f"{key}s")
    same = {
        old.rpartition(".")[2]: now.rpartition(".")[2]
        for old, now in renames.paths.items()
        if old.split(".")[-2:-1] == [kind]
    }
    return _word(value, new | same)


def _word(word: str, new: dict[str, str]) -> str:
    """An id, alone or as ``office.thing``."""
    return ".".join(new.get(one, one) for one in word.split("."))


class LeadOn(ASGIMiddleware):
    """What is not found is looked for under its new name, so that a new page of an old name goes first."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._known: tuple[datetime, Renames] | None = None

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] not in ("GET", "HEAD"):
            await next_app(scope, receive, send)
            return
        target = await self._target(scope, whole=False) if scope["query_string"] else []
        if target:
            await _lead(send, target[0])
            return
        led: list[str] = []

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _MISSED:
                led.extend(await self._target(scope, whole=True))
                if led:
                    await _lead(send, led[0])
            if not led:
                await send(message)

        await next_app(scope, receive, watched)

    async def _target(self, scope: Scope, *, whole: bool) -> list[str]:
        renames = await self._renames()
        query = scope["query_string"].decode("latin-1")
        found = moved(renames, scope["path"], query, whole=whole) if renames else None
        if found is not None and scope["path"].split("/")[1] not in UNSPOKEN:
            inner, mark, asked = found.partition("?")
            found = href(Request(scope), unquote(inner)) + mark + asked  # the front door took the language off
        return [] if found is None else [found]

    async def _renames(self) -> Renames:
        now = self._runtime.clock.now()
        if self._known is None or not self._known[0] <= now < self._known[0] + _FRESH:
            self._known = now, await known(self._runtime)
        return self._known[1]


async def _lead(send: Send, target: str) -> None:
    headers = [(b"location", target.encode("latin-1")), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 301, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
