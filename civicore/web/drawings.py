"""One drawing for all who ask for the same at the same time: two hundred telephones cost as much as one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from civicore.base.clock import Clock

T = TypeVar("T")

FRESH = timedelta(seconds=2)  # how old a drawing may be when no event says that something has changed
_KEPT = 1000  # drawings of screens, offices and languages


@dataclass(frozen=True)
class _Drawn(Generic[T]):
    seq: int
    begun: float
    now: datetime
    task: asyncio.Task[T]

    def serves(self, seq: int, at: float, now: datetime) -> bool:
        """The loop's time too, not only the city's: a demo's clock may stand still."""
        fresh = 0 <= at - self.begun < FRESH.total_seconds() and timedelta() <= now - self.now < FRESH
        return fresh and self.seq >= seq and not _failed(self.task)


class Drawings(Generic[T]):
    """Drawings by what they are of; the newest of each is kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._drawn: dict[tuple[str, ...], _Drawn[T]] = {}

    async def get(self, key: tuple[str, ...], seq: int, make: Callable[[], Awaitable[T]]) -> T:
        """The drawing of ``key`` after the event ``seq``, made now or just before by somebody else."""
        loop, now = asyncio.get_running_loop(), self._clock.now()
        found = self._drawn.get(key)
        if found is None or not found.serves(seq, loop.time(), now):
            # A task of its own: who asked first may leave before the others have it.
            task = loop.create_task(_awaited(make), context=Context())
            self._drawn.pop(key, None)
            found = self._drawn[key] = _Drawn(seq, loop.time(), now, task)
            while len(self._drawn) > _KEPT:
                self._drawn.pop(next(iter(self._drawn)))
        return found.task.result() if found.task.done() else await asyncio.shield(found.task)


async def _awaited(make: Callable[[], Awaitable[T]]) -> T:
    return await make()


def _failed(task: asyncio.Task[T]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
