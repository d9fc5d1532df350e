"""The connection of a unit that a crowd wants: it has one only when it asks for something after all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from civicore.storage.crowd import Crowd
from civicore.storage.lent import Lent
from civicore.storage.opening import Opening


class Late:
    """``lend`` gives a connection on which a transaction is begun; ``opening`` is what the unit begins with."""

    def __init__(self, opening: Opening, crowd: Crowd, lend: Callable[[], Awaitable[Lent]]) -> None:
        self._opening, self._crowd, self._lend = opening, crowd, lend
        self.lent: Lent | None = None

    @property
    def begun(self) -> bool:
        """Whether a transaction is open."""
        return self.lent is not None

    async def fetch(self, query: str, *values: Any) -> list[Any]:
        """The rows of a statement, in the unit's transaction."""
        return await (self.lent or await self._begun()).fetch(query, *values)

    async def say(self, text: str) -> None:
        """Do statements without values and rows, in the unit's transaction."""
        await (self.lent or await self._begun()).say(text)

    async def hand_over(self, query: str, values: Sequence[Any]) -> None:
        """Do all that the unit does, and store it."""
        await self._crowd.store(self._opening, query, values)

    async def _begun(self) -> Lent:
        self.lent = await self._lend()
        return self.lent
