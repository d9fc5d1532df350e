"""The last seconds of a process whose work others take over: what it still answers, and when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from types import FrameType

import uvicorn
from litestar.types import Message, Send

from civicore.reloading.unread import Unread

_TICKS = 10  # of the server in a second
_BODY = b'{"status":"draining"}'


class Server(uvicorn.Server):
    """Goes on answering for ``seconds`` after it was asked to stop; asked again, it stops at once.

    ``drain`` is called when that time begins.
    """

    def __init__(self, config: uvicorn.Config, drain: Callable[[], None], seconds: float) -> None:
        super().__init__(config)
        self._drain, self._seconds = drain, seconds
        self._asked = False
        self._unread = Unread()

    async def serve(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)  # type: ignore[arg-type]

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._asked or not self._seconds:
            super().handle_exit(sig, frame)
            return
        self._asked = True
        self._loop.call_soon_threadsafe(self._begin, partial(super().handle_exit, sig, frame))

    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS == 0:
            self._unread.drop(self.server_state.connections, self._loop.time())
        return await super().on_tick(counter)

    def _begin(self, stop: Callable[[], None]) -> None:
        self._drain()
        self._loop.call_later(self._seconds, stop)


async def leaving(send: Send) -> None:
    """The answer to whoever asks for health: send nobody here any more."""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": _BODY, "more_body": False})


def last_on_its_line(send: Send) -> Send:
    """The answer ends the connection, so that no next request is on its way when the process stops."""

    async def ending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        await send(message)

    return ending
