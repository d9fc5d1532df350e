"""Short questions to PostgreSQL outside of any transaction: all who want to know the same share one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from civicore.storage.lent import Lent
from civicore.storage.statement import Statement

_PATIENCE = 0.1  # seconds


class Glances:
    """``take`` gives a connection, ``put_down`` is told of one that is not needed any more."""

    def __init__(self, take: Callable[[], Awaitable[Lent]], put_down: Callable[[Lent], None]) -> None:
        self._take, self._put_down = take, put_down
        self._coming: dict[Statement, asyncio.Task[list[Any]]] = {}  # that nobody has asked yet
        self._asked: dict[Statement, asyncio.Task[Any]] = {}  # to which the answer is under way

    async def ask(self, statement: Statement) -> list[Any]:
        """Its rows, asked for after this was called, never before."""
        coming = self._coming.get(statement)
        if coming is None:
            before = self._asked.get(statement)
            coming = self._coming[statement] = asyncio.create_task(self._answered(statement, before))
        return await asyncio.shield(coming)

    async def _answered(self, statement: Statement, before: asyncio.Task[Any] | None) -> list[Any]:
        if before is not None:
            # Meanwhile others come who want to know the same; where it takes long they ask beside it.
            await asyncio.wait({before}, timeout=_PATIENCE)
        try:
            lent = await self._take()
        finally:
            # Whoever comes from now on wants to know what is so from now on.
            self._asked[statement] = self._coming.pop(statement)
        try:
            return await lent.fetch(statement.numbered)
        finally:
            if self._asked.get(statement) is asyncio.current_task():
                del self._asked[statement]
            self._put_down(lent)
