"""Questions that are asked in the same turn of the loop, asked as one: a thousand screens cost one look."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from contextvars import Context
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Gathered(Generic[K, V]):
    """``ask`` answers many keys at once; those that it leaves out have no answer. What it raises, everybody hears."""

    def __init__(self, ask: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._ask = ask
        self._open: tuple[asyncio.Task[Mapping[K, V]], dict[K, None]] | None = None

    async def get(self, key: K) -> V | None:
        """The answer to one of them; it is begun after this was asked, never before."""
        if self._open is None or self._open[0].done():  # done: its loop has ended before it began
            keys: dict[K, None] = {}
            # A task of its own: who asked first may leave before the others have their answer.
            self._open = asyncio.get_running_loop().create_task(self._answered(keys), context=Context()), keys
        task, keys = self._open
        keys[key] = None
        return (await asyncio.shield(task)).get(key)

    async def _answered(self, keys: dict[K, None]) -> Mapping[K, V]:
        self._open = None  # whoever asks from now on is answered by a later look
        return await self._ask(list(keys))
