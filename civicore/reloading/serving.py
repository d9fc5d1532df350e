"""What the server serves: one city, and its successor once that has been composed beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from litestar.types import Receive, Scope, Send

from civicore.app import Built
from civicore.reloading.draining import last_on_its_line, leaving
from civicore.reloading.lifespan import lived
from civicore.storage.transaction import StoreBusy

log = logging.getLogger("civicore.reloading")

PATIENCE = 5.0  # seconds that requests under way have to end before the successor answers
BEHIND = 10.0  # seconds that who wants something done waits while the city works by rules that are not here yet
_AGAIN = 0.1  # seconds between two looks
_LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})
LAST = 60.0  # seconds until an earlier city is put away, whoever still reads a slow answer of it


class Generation:
    """A city that answers. It lives in a task of its own, so that it may be begun and ended from anywhere."""

    def __init__(self, built: Built) -> None:
        self.built = built
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._over = asyncio.Event()

    async def begin(self) -> None:
        """What cannot be begun is raised here."""
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._live(begun), name="city")
        await asyncio.wait({self._task, begun}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            self._task.result()

    async def end(self) -> None:
        self._over.set()
        await self._task

    async def drained(self, patience: float) -> bool:
        """Whether every request under way ended within so many seconds."""
        try:
            await asyncio.wait_for(self._idle.wait(), patience)
        except TimeoutError:
            return False
        return True

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._under_way:
            self._idle.clear()
        self._under_way += 1
        try:
            await self.built.app(scope, receive, send)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def _live(self, begun: asyncio.Future[None]) -> None:
        async with self.built.app.lifespan():
            begun.set_result(None)
            await self._over.wait()


class Serving:
    """An ASGI application whose city can be replaced. ``beside`` runs while it serves, such as the look at the file."""

    def __init__(self, built: Built, beside: Callable[[Serving], AbstractAsyncContextManager[None]]) -> None:
        self._current = Generation(built)
        self._beside = beside
        self._open = asyncio.Event()
        self._open.set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._draining = False

    def drain(self) -> None:
        """Tell who asks for health, and every client, that this process is about to end; it answers until then.

        Live screens are told to come back, and a proxy that asks for health sends them to another process.
        """
        self._draining = True
        self._current.built.app.state.streams.closing.set()

    @property
    def built(self) -> Built:
        """The city that answers now."""
        return self._current.built

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":  # type: ignore[comparison-overlap]
            await lived(self.around, receive, send)
            return
        if self._draining:
            if scope["path"] == "/health":
                await leaving(send)
                return
            send = last_on_its_line(send)
        if scope.get("method", "GET") not in _LOOKS:
            await self._up_to_date()
        if not self._open.is_set():
            await self._open.wait()
        await self._current.answer(scope, receive, send)

    async def _up_to_date(self) -> None:
        """Wait until this process works by the rules in force; who waited too long is told to come again."""
        over: float | None = None
        try:
            while not await self.built.in_force.holds():
                now = asyncio.get_running_loop().time()
                over = now + BEHIND if over is None else over
                if now >= over:
                    break
                await asyncio.sleep(_AGAIN)
        except StoreBusy:
            pass  # whoever answers says so

    async def take_over(self, built: Built, still: Callable[[], Awaitable[object]] | None = None) -> None:
        """Let another city answer. Whoever asks meanwhile waits a moment; nobody is turned away.

        The work beside answering rests for that moment, so that no job and no delivery is done twice at once.
        ``still`` is called between the last request of the one and the first of the other; when it raises, the
        earlier one goes on.
        """
        old, new = self._current, Generation(built)
        await new.begin()
        await old.built.work.end()
        self._open.clear()
        try:
            old.built.app.state.streams.closing.set()  # browsers come back by themselves, to the new one
            if not await old.drained(PATIENCE):
                log.info("some requests take long: they end with the configuration they began with")
            if still is not None:
                await still()
            await built.work.begin()
            self._current = new
        except BaseException:
            await self._back(old, new)
            raise
        finally:
            self._open.set()
        ending = asyncio.create_task(_leave(old), name="earlier city")
        self._leaving.add(ending)
        ending.add_done_callback(self._leaving.discard)

    async def _back(self, old: Generation, new: Generation) -> None:
        """The new one cannot work: the earlier one goes on."""
        old.built.app.state.streams.closing.clear()
        await new.end()
        await old.built.work.begin()

    @asynccontextmanager
    async def around(self) -> AsyncIterator[None]:
        """Serve until the block ends."""
        await self._current.begin()
        try:
            async with self._beside(self):
                yield
        finally:
            for one in list(self._leaving):
                one.cancel()
            await asyncio.gather(*self._leaving, return_exceptions=True)
            await self._current.end()


async def _leave(old: Generation) -> None:
    try:
        await old.drained(LAST)
    finally:
        await old.end()
