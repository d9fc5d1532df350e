"""A link with an id that was renamed leads to the same page under the new id: 301, for a year."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from civicore.contracts.changes import Renames
from civicore.planning.renaming import known

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_MISSED = frozenset({400, 404, 410, 422})


def moved(renames: Renames, path: str, query: str) -> str | None:
    """The address with every old id in its new form; None when there is none in it. Pure."""
    new = {old.rpartition(".")[2]: now.rpartition(".")[2] for old, now in renames.paths.items()}
    parts = [_word(part, new) for part in path.split("/")]
    asked = [(key, _word(value, new)) for key, value in parse_qsl(query, keep_blank_values=True)]
    if parts == path.split("/") and asked == parse_qsl(query, keep_blank_values=True):
        return None
    return quote("/".join(parts)) + (f"?{urlencode(asked)}" if asked else "")


def _word(word: str, new: dict[str, str]) -> str:
    """An id, alone or as ``office.thing``."""
    return ".".join(new.get(one, one) for one in word.split("."))


class LeadOn(ASGIMiddleware):
    """What is not found is looked for under its new name, so that a new page of an old name goes first."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] not in ("GET", "HEAD"):
            await next_app(scope, receive, send)
            return
        led: list[str] = []

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _MISSED:
                led.extend(await self._target(scope))
                if led:
                    headers = [(b"location", led[0].encode("latin-1")), (b"content-length", b"0")]
                    message = {**message, "status": 301, "headers": headers}
            elif led and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await next_app(scope, receive, watched)

    async def _target(self, scope: Scope) -> list[str]:
        renames = await known(self._runtime)
        found = moved(renames, scope["path"], scope["query_string"].decode("latin-1")) if renames else None
        return [] if found is None else [found]
