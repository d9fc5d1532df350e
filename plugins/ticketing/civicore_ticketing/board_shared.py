"""One drawing for all who ask for the same at the same time: two hundred telephones cost as much as one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

FRESH = 2.0  # seconds that a drawing may be old when no event says that something has changed
_KEPT = 200  # drawings of offices and languages


@dataclass(frozen=True)
class _Drawn(Generic[T]):
    seq: int
    at: float
    task: asyncio.Task[T]


class Drawings(Generic[T]):
    """Drawings by what they are of; the newest of each is kept."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, ...], _Drawn[T]] = {}

    async def get(self, key: tuple[str, ...], seq: int, make: Callable[[], Awaitable[T]]) -> T:
        """The drawing of ``key`` after the event ``seq``, made now or just before by somebody else."""
        now = asyncio.get_running_loop().time()
        found = self._drawn.get(key)
        if found is None or found.seq < seq or not 0 <= now - found.at < FRESH or _failed(found.task):
            # A task of its own: who asked first may leave before the others have it.
            task = asyncio.get_running_loop().create_task(_awaited(make), context=Context())
            found = self._drawn[key] = _Drawn(seq, now, task)
            while len(self._drawn) > _KEPT:
                self._drawn.pop(next(iter(self._drawn)))
        return await asyncio.shield(found.task)


async def _awaited(make: Callable[[], Awaitable[T]]) -> T:
    return await make()


def _failed(task: asyncio.Task[T]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
