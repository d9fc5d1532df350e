"""Answers that are the same for everybody, kept as bytes for the rest of the second.

A handler says with ``for_everybody`` that its answer is such a one. It is told again without asking the handler, to
whoever asks for the same address in the same words: language, host, packing, and the choices of language and view
that a cookie remembers. It is gone with the second, and as soon as this process writes to a table behind it. An
answer that sets a cookie, that is personal, that holds a form's token or that is no success is never kept (S59), nor
one to a request that says who asks: by a token, or by a cookie of this site that may be a session's. What other
programs of the host remember in cookies of their own changes nothing.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar.types import HTTPScope, Message, Send

from civicore.base.clock import Clock
from civicore.storage.memory import Moment, moment
from civicore.storage.store import Store
from civicore.web.cookies import Cookies, cookies_in
from civicore.web.requests import AnyRequest

Key = tuple[str, bytes, bytes, bytes, str, str, bool]
Ask = Callable[[Send], Awaitable[None]]
_MARK, _ONE = "for_everybody", "for_one"
_LONGEST_CHOICE = 12  # signs of a language or view: what is longer is none, and would fill the memory
_MOST_BYTES, _MOST_AT_ONCE = 8_000_000, 400_000  # of all answers together, of one


def for_everybody(request: AnyRequest, *tables: str) -> None:
    """The answer is the same for whoever asks: it may be told again for the rest of this second.

    ``tables`` are those that it is read from; without them nothing may have been written at all. Never call it for
    what depends on who asks, on anything but the city, its time, its tables, the address and the language.
    """
    request.scope["state"][_MARK] = tables


def for_one(request: AnyRequest) -> None:
    """Whatever the handler says, this answer holds what belongs to one browser."""
    request.scope["state"][_ONE] = True


@dataclass(frozen=True)
class Kept:
    """One answer, and the moment before it was worked out."""

    messages: tuple[Message, ...]
    size: int
    moment: Moment
    tables: tuple[str, ...]

    async def tell(self, send: Send) -> None:
        for message in self.messages:
            await send(message)


class KeptAnswers:
    """The answers of one application.

    ``always`` are tables that every page is read from. Of several who ask at once for what is not there any more, one
    is answered first and the others are told the same.
    """

    def __init__(self, store: Store, clock: Clock, cookies: Cookies, *always: str) -> None:
        self._store, self._clock, self._always = store, clock, always
        self._language, self._view = cookies.language, cookies.view
        harmless = "|".join(re.escape(name) for name in (cookies.language, cookies.view, cookies.form))
        self._says_who = re.compile(rf"(?!(?:{harmless})=){re.escape(cookies.named(''))}".encode())
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._asked: dict[Key, asyncio.Event] = {}

    async def answer(self, scope: HTTPScope, send: Send, ask: Ask) -> None:
        """Tell what is kept, else ask and perhaps keep it."""
        key = self._key(scope)
        if key is None:
            await ask(send)
            return
        now = self._clock.now()
        found = self._found(key, now)
        if found is None and key in self._kept and key in self._asked:
            await self._asked[key].wait()
            found = self._found(key, now := self._clock.now())
        if found is not None:
            await found.tell(send)
        else:
            await self._ask(key, now, scope, send, ask)

    def _found(self, key: Key, now: datetime) -> Kept | None:
        known = self._kept.get(key)
        if known is None:
            return None
        second, beat, _ = moment(self._store, now)
        if known.moment[:2] != (second, beat) or self._store.changes.of(*known.tables) > known.moment[2]:
            return None
        self._kept.move_to_end(key)
        return known

    async def _ask(self, key: Key, now: datetime, scope: HTTPScope, send: Send, ask: Ask) -> None:
        before, told = moment(self._store, now), list[Message]()
        state: dict[str, Any] = scope.setdefault("state", {})

        async def heard(message: Message) -> None:
            if _MARK in state:
                told.append(message)
            await send(message)

        mine = asyncio.Event() if key not in self._asked else None
        if mine is not None:
            self._asked[key] = mine
        try:
            await ask(heard)
            if _MARK in state and _ONE not in state and (size := _keepable(told)):
                self._keep(key, Kept(tuple(told), size, before, self._tables(state[_MARK])))
        finally:
            if mine is not None:
                del self._asked[key]
                mine.set()

    def _keep(self, key: Key, kept: Kept) -> None:
        before = self._kept.pop(key, None)
        self._bytes += kept.size - (before.size if before is not None else 0)
        self._kept[key] = kept
        while self._bytes > _MOST_BYTES:
            self._bytes -= self._kept.popitem(last=False)[1].size

    def _tables(self, said: tuple[str, ...]) -> tuple[str, ...]:
        return (*said, *self._always) if said else ()

    def _key(self, scope: HTTPScope) -> Key | None:
        """What the answer may depend on; None where it may depend on who asks."""
        if scope["method"] != "GET":
            return None
        host = language = b""
        sent = list[bytes]()
        packed = False
        for name, value in scope["headers"]:
            if name == b"accept-language":
                language = value
            elif name == b"host":
                host = value
            elif name == b"accept-encoding":
                packed = b"gzip" in value
            elif name == b"cookie":
                sent.append(value)
            elif name == b"authorization" or (name == b"accept" and value == b"text/event-stream"):
                return None
        chosen = view = ""
        if sent:
            cookie = b"; ".join(sent)
            if self._says_who.search(cookie):
                return None
            told = cookies_in(cookie)
            chosen, view = told.get(self._language, ""), told.get(self._view, "")
            if len(chosen) > _LONGEST_CHOICE or len(view) > _LONGEST_CHOICE:
                return None
        return scope["path"], scope["query_string"], host, language, chosen, view, packed


def _keepable(told: list[Message]) -> int:
    """How many bytes there are to keep; 0 for an answer that is not to be kept."""
    start = told[0] if told else None
    if start is None or start["type"] != "http.response.start" or start["status"] != 200:
        return 0
    if any(
        name.lower() == b"set-cookie" or (name.lower() == b"cache-control" and b"no-store" in value)
        for name, value in start["headers"]
    ):
        return 0
    size = 1000 + sum(len(one["body"]) for one in told[1:] if one["type"] == "http.response.body")
    return size if size <= _MOST_AT_ONCE else 0
