"""What starts and stops with the server: the database, live news, the outbox and jobs, and what plugins bring."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from litestar import Litestar

from civicore.extension.parts import Job, Lifespan
from civicore.extension.registry import Quarantined, Registry
from civicore.jobs import running
from civicore.runtime import Runtime
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store

Around = Callable[[Litestar], AbstractAsyncContextManager[None]]


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


def with_outbox(outbox: Outbox, jobs: Sequence[Job]) -> Around:
    @asynccontextmanager
    async def around(app: Litestar) -> AsyncIterator[None]:
        async with outbox.around(), running(jobs):
            yield

    return around


def with_plugins(registry: Registry, runtime: Runtime) -> list[Around]:
    """What plugins start and stop with the server; one that cannot start is told of and left out."""
    return [_started(registry, name, part) for name, part in registry.gather("register_lifespan", runtime=runtime)]


def _started(registry: Registry, name: str, part: Lifespan) -> Around:
    @asynccontextmanager
    async def around(app: Litestar) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(part.around())
            except Exception as error:
                registry.quarantined.append(Quarantined(name, f"{part.id} cannot start: {type(error).__name__}"))
            yield

    return around
