"""Tasks that live as long as the server, and what may end one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any

log = logging.getLogger("civicore.tasks")

_PAUSE = 1.0  # seconds until a task that ended is begun again


def is_the_end(error: BaseException) -> bool:
    """Whether the running task or the process is really to end.

    A library may let out a CancelledError though nobody cancelled the task: that is a failure like any other.
    """
    if isinstance(error, asyncio.CancelledError):
        task = asyncio.current_task()
        return task is None or task.cancelling() > 0
    return isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit))


class Kept:
    """A task that is begun again, in a fresh context, whenever it ends before ``end()`` was called."""

    def __init__(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.name = name
        self._work = work
        self._over = False
        self._again: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        self._task = asyncio.create_task(self._work(), name=self.name, context=Context())
        self._task.add_done_callback(self._ended)

    @property
    def alive(self) -> bool:
        """False from its end until it is begun again."""
        return not self._task.done()

    async def end(self, patience: float = 0) -> None:
        """Let it end by itself within ``patience`` seconds, then cancel it."""
        self._over = True
        if self._again is not None:
            self._again.cancel()
        if patience:
            await asyncio.wait({self._task}, timeout=patience)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        cause = None if task.cancelled() else task.exception()
        if not self._over:
            log.error("%s ended (%s) and is begun again", self.name, type(cause).__name__ if cause else "cancelled")
            self._again = task.get_loop().call_later(_PAUSE, self.begin)
