"""What starts and stops with the server: the database, live news, the outbox and jobs, and what plugins bring."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial

from litestar import Litestar

from civicore.extension.parts import Lifespan
from civicore.extension.registry import Quarantined, Registry
from civicore.runtime import Runtime
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store

Around = Callable[[Litestar], AbstractAsyncContextManager[None]]
Living = Callable[[], AbstractAsyncContextManager[None]]


def with_store(store: Store) -> Around:
    @asynccontextmanager
    async def around(app: Litestar) -> AsyncIterator[None]:
        await store.open()
        try:
            yield
        finally:
            await store.close()

    return around


def with_live(runtime: Runtime) -> Around:
    @asynccontextmanager
    async def around(app: Litestar) -> AsyncIterator[None]:
        async with runtime.live.around():
            yield

    return around


class Work:
    """What is done beside answering: deliveries, jobs, and what plugins run; ``first`` begins before all of them.

    It begins with the application, unless ``waits`` says that another one is still at work in this process; then
    whoever lets this one follow calls ``begin``. It lives in a task of its own, so that anybody may end it.
    """

    def __init__(self, first: Living, outbox: Outbox, jobs: Living, lives: Sequence[Living]) -> None:
        self.waits = False
        self._parts: list[Living] = [first, outbox.around, jobs, *lives]
        self._over = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Be at work; what cannot be begun is raised here."""
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._over = asyncio.Event()
        self._task = asyncio.create_task(self._work(begun), name="work beside the server")
        await asyncio.wait({self._task, begun}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            self._task.result()

    async def end(self) -> None:
        """Let what is under way end; nothing happens when it has not begun or is over."""
        self._over.set()
        if self._task is not None:
            await self._task
            self._task = None

    @asynccontextmanager
    async def around(self, app: Litestar) -> AsyncIterator[None]:
        if not self.waits:
            await self.begin()
        try:
            yield
        finally:
            await self.end()

    async def _work(self, begun: asyncio.Future[None]) -> None:
        async with AsyncExitStack() as stack:
            for one in self._parts:
                await stack.enter_async_context(one())
            begun.set_result(None)
            await self._over.wait()


def of_plugins(registry: Registry, runtime: Runtime) -> list[Living]:
    """What plugins start and stop with the server; one that cannot start is told of and left out."""
    lives = registry.gather("register_lifespan", runtime=runtime)
    return [partial(_started, registry, name, part) for name, part in lives]


@asynccontextmanager
async def _started(registry: Registry, name: str, part: Lifespan) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(part.around())
        except Exception as error:
            registry.quarantined.append(Quarantined(name, f"{part.id} cannot start: {type(error).__name__}"))
        yield
