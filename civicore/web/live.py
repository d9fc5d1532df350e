"""Streams of server-sent events: what happens to a topic, drawn for one reader, as long as both ends live.

Every event bears its number, so a browser that comes back names the last one it saw and gets what it missed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any, TypeAlias

from litestar import Litestar, Response
from litestar.exceptions import TooManyRequestsException
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Send

from civicore.base.clock import Clock
from civicore.runtime import Runtime
from civicore.storage.delivering import described
from civicore.storage.telling import LiveEvent
from civicore.web.drawings import Drawings
from civicore.web.forgery import own_pages_only
from civicore.web.pages import here, runtime
from civicore.web.requests import AnyRequest

Draw: TypeAlias = Callable[[LiveEvent | None], Awaitable[Mapping[str, Any] | None]]
Sending: TypeAlias = Callable[[bytes], Awaitable[None]]
Still: TypeAlias = Callable[[], Awaitable[bool]]
log = logging.getLogger("civicore.live")

BEAT = 15.0  # seconds; after three of them in silence a screen knows that it is cut off
LONGEST = 600.0  # seconds of one stream; who comes back is asked again who they are, and may have been put out
RETRY = 2000  # milliseconds until a browser connects again
PATIENCE = 20.0  # seconds that a reader may leave an event unread before it is dropped
MOST, MOST_OF_ONE = 2000, 100  # streams; people in a waiting room share the address of its network
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Streams:
    """The open streams of this process. ``around`` ends them all at once when the server is asked to stop.

    ``limited``: one client has no more than ``MOST_OF_ONE`` of them.
    """

    def __init__(self, clock: Clock, *, limited: bool) -> None:
        self._limited = limited
        self.drawings: Drawings[bytes] = Drawings(clock)
        self._of: Counter[str] = Counter()
        self.closing = asyncio.Event()

    def has_room(self, client: str) -> bool:
        return self._of.total() < MOST and not (self._limited and self._of[client] >= MOST_OF_ONE)

    @contextmanager
    def counted(self, client: str) -> Iterator[None]:
        self._of[client] += 1
        try:
            yield
        finally:
            self._of[client] -= 1
            self._of += Counter()  # forgets who has none left

    @asynccontextmanager
    async def around(self, app: Litestar) -> AsyncIterator[None]:
        """Ended by the signal: a server waits for its open answers before it ends what runs around it."""
        self.closing = asyncio.Event()
        with _heard(partial(asyncio.get_running_loop().call_soon_threadsafe, self.closing.set)):
            try:
                yield
            finally:
                self.closing.set()


_ENDINGS: list[Callable[[], object]] = []
_BEFORE: dict[signal.Signals, Any] = {}


@contextmanager
def _heard(ending: Callable[[], object]) -> Iterator[None]:
    """Call this when the process is asked to end, before whoever listened to the signals already.

    Several may hear at a time, and end in any order: one city follows another in a running server.
    """
    if not _ENDINGS:
        _listen()
    _ENDINGS.append(ending)
    try:
        yield
    finally:
        _ENDINGS.remove(ending)
        if not _ENDINGS:
            for one in list(_BEFORE):
                signal.signal(one, _BEFORE.pop(one))


def _listen() -> None:
    with suppress(ValueError):  # not in the main thread: then nobody sends it signals
        for one in (signal.SIGTERM, signal.SIGINT):
            earlier = signal.getsignal(one)
            if callable(earlier):  # else the process ends at once, and its streams with it
                signal.signal(one, _asked)
                _BEFORE[one] = earlier


def _asked(number: int, frame: FrameType | None) -> None:
    for ending in _ENDINGS:
        ending()
    if callable(heard := _BEFORE.get(signal.Signals(number))):
        heard(number, frame)


def live_stream(
    request: AnyRequest,
    topic: str,
    draw: Draw,
    after: int | None = None,
    *,
    newest: bool = False,
    shared: tuple[str, ...] = (),
) -> Response[None]:
    """Answer with the events of a topic as ``draw`` shows them (JSON values; None leaves an event out).

    A reader who comes for the first time gets ``draw(None)``, the whole state, and then each event. One who comes
    back (``Last-Event-ID``, or ``after``) gets what was missed, or the whole state where that is not kept any
    more. ``newest``: of several events that wait only the last is drawn, where one drawing shows all there is.
    ``shared``: the same, and one drawing serves all streams of the topic in the reader's language and view that give
    the same words; it must not depend on who asks.
    After ten minutes it ends and the browser comes back. Each 15 s an event ``beat`` bears the server's time.
    Before every event and beat it is asked whether the reader, if they are more than a visitor, would still be let
    in; nothing is shown any more to a device that was put out or to somebody who has signed out.
    The handler is a GET with ``uncompressed=True``.
    PermissionDeniedException for pages of other sites, TooManyRequestsException when there are too many streams,
    RuntimeError in a handler that compresses.
    """
    if not request.route_handler.opt.get("uncompressed"):
        raise RuntimeError("a stream's handler needs uncompressed=True: its events would be held back")
    own_pages_only(request.scope)  # a stream lasts: a page of another site would use up the places of its visitors
    streams: Streams = request.app.state.streams
    client = request.client.host if request.client else ""
    if not streams.has_room(client):
        raise TooManyRequestsException(headers={"Retry-After": "60"})
    came_back = request.headers.get("last-event-id", "")
    seen = int(came_back) if came_back.isdecimal() and len(came_back) < 19 else after
    still: Still = request.scope["state"].get("admitted_still", _anybody)
    place = here(request)
    shared = shared and (topic, place.language, str(place.marked), str(place.plain), *shared)
    return _LiveResponse(Reading(streams, runtime(request), client, topic, draw, seen, newest, shared, still))


@dataclass(frozen=True)
class Reading:
    """One reader of one topic. ``seen`` is the last event that they have, ``still`` whether they may read on."""

    streams: Streams
    runtime: Runtime
    client: str
    topic: str
    draw: Draw
    seen: int | None
    newest: bool
    shared: tuple[str, ...]
    still: Still

    async def events(self, send: Sending) -> None:
        """Send what there is to see, as long as the reader may see it."""
        live, seen = self.runtime.live, self.seen
        await send(b"retry: %d\n\n" % RETRY)
        if seen is None:
            seen = await live.position(self.topic)
            await send(await self.drawn(seen, None))
        async with aclosing(live.batches(self.topic, seen)) as batches:
            async for batch in batches:
                if not await self.still():
                    return
                for event in batch[-1:] if self.newest or self.shared else batch:
                    await send(await self.drawn(event.seq, None if event.missed else event))

    async def drawn(self, seq: int, event: LiveEvent | None) -> bytes:
        """The event on the wire, or the whole state."""

        async def make() -> bytes:
            return written(seq, await self.draw(event))

        if not self.shared:
            return await make()
        return await self.streams.drawings.get(self.shared, seq, make)

    async def beats(self, send: Sending) -> None:
        """Say now and then that the line is alive, and what time it is."""
        while True:
            await asyncio.sleep(BEAT)
            if not await self.still():
                return
            now = self.runtime.clock.now().isoformat()
            await send(f'event: beat\ndata: {{"now":"{now}"}}\n\n'.encode())


def written(seq: int, drawn: Mapping[str, Any] | None) -> bytes:
    """An event on the wire; empty for one that is left out."""
    if drawn is None:
        return b""
    return f"id: {seq}\ndata: {json.dumps(drawn, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


class _LiveAnswer(ASGIResponse):
    """Sends events until the reader is gone or too slow, or the server is asked to stop."""

    _should_set_content_length = False

    def __init__(self, reading: Reading, **options: Any) -> None:
        super().__init__(**options)
        self._reading = reading

    async def send_body(self, send: Send, receive: Receive) -> None:
        async def put(chunk: bytes) -> None:
            if chunk:
                async with asyncio.timeout(PATIENCE):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})

        reading = self._reading
        with reading.streams.counted(reading.client):
            closing = asyncio.ensure_future(reading.streams.closing.wait())
            gone = asyncio.ensure_future(_gone(receive))
            over = asyncio.ensure_future(asyncio.sleep(LONGEST))
            works = [asyncio.ensure_future(reading.events(put)), asyncio.ensure_future(reading.beats(put))]
            ended = await _first(closing, gone, over, *works)
        if gone not in ended and not any(isinstance(_trouble(one), TimeoutError) for one in ended):
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _anybody() -> bool:
    return True


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first(*tasks: asyncio.Future[Any]) -> set[asyncio.Future[Any]]:
    """Those that ended first; the others are cancelled. What went wrong in one is written down."""
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for one in ended:
        if trouble := _trouble(one):
            log.warning("a stream was ended: %s", described(trouble))
    return ended


def _trouble(task: asyncio.Future[Any]) -> BaseException | None:
    return None if task.cancelled() else task.exception()


class _LiveResponse(Response[None]):
    def __init__(self, reading: Reading) -> None:
        super().__init__(None, media_type="text/event-stream", headers=_HEADERS)
        self._reading = reading

    def to_asgi_response(self, *_: Any, headers: dict[str, str] | None = None, **__: Any) -> ASGIResponse:
        return _LiveAnswer(self._reading, headers={**(headers or {}), **self.headers}, media_type=self.media_type)
