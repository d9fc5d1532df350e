"""A loop of its own beside the test, so that tests are plain functions and the city goes on between their lines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 120.0  # seconds; only what hangs for ever meets it


class Aside:
    """A running event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="city", daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, T], patience: float = PATIENCE) -> T:
        """Run the work there and wait for its answer; TimeoutError after ``patience`` seconds."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(patience)
        except TimeoutError:
            future.cancel()
            raise

    def enter(self, around: Callable[[], AbstractAsyncContextManager[Any]]) -> Callable[[], None]:
        """Enter a context in a task of its own; the answer leaves it again, in the same task."""
        return self.do(self._entered(around))

    def close(self) -> None:
        """End what still runs there, and the loop."""
        self.do(_cancelled())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _entered(self, around: Callable[[], AbstractAsyncContextManager[Any]]) -> Callable[[], None]:
        inside, leave = asyncio.Event(), asyncio.Event()

        async def stay() -> None:
            async with around():
                inside.set()
                await leave.wait()

        task = asyncio.create_task(stay())
        waiting = asyncio.create_task(inside.wait())
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()

        async def left() -> None:
            leave.set()
            await task

        return lambda: self.do(left())


async def _cancelled() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
