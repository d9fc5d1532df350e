"""Connections to PostgreSQL that lie ready for a moment, in case somebody goes on with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from civicore.storage.lent import Lent


class Shelf:
    """``put_down`` is told of a connection for which nobody came."""

    def __init__(self, put_down: Callable[[Lent], None]) -> None:
        self._put_down = put_down
        self._lying: list[tuple[Lent, asyncio.TimerHandle]] = []  # each with the bell that ends its moment

    def __len__(self) -> int:
        return len(self._lying)

    def lay(self, lent: Lent, moment: float) -> None:
        """Keep a connection for so many seconds."""
        self._lying.append((lent, asyncio.get_running_loop().call_later(moment, self._let_go, lent)))

    def take(self) -> Lent | None:
        """The one that came last; None when none is there."""
        if not self._lying:
            return None
        lent, bell = self._lying.pop()
        bell.cancel()
        return lent

    def clear(self) -> None:
        """Wait for nobody any more."""
        while (lent := self.take()) is not None:
            self._put_down(lent)

    def _let_go(self, lent: Lent) -> None:
        self._lying = [one for one in self._lying if one[0] is not lent]
        self._put_down(lent)
