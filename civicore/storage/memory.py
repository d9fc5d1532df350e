"""What was read a moment ago, kept for whoever asks the same.

What is kept is the answer of one second: it is gone with the second, and as soon as this process has written to one
of the tables behind it. So whoever changes something sees the change at once, and what other processes change is
seen a second later at most.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from civicore.base.clock import whole_second
from civicore.storage.store import Store

T = TypeVar("T")
Moment = tuple[datetime, int, int]


def moment(store: Store, now: datetime, *tables: str) -> Moment:
    """Two that are equal lie in the same second, and this process wrote to none of the tables in between.

    The loop's second too, not only the city's: a demo's clock may stand still while another process writes.
    """
    return whole_second(now), _beat(), store.changes.of(*tables)


def _beat() -> int:
    return int(asyncio.get_running_loop().time())


class Memory(Generic[T]):
    """Keeps at most ``most`` answers that were read from these tables, those asked for last.

    Inside a unit of work or a reading nothing is kept: there everybody sees the state of that unit.
    """

    def __init__(self, store: Store, *tables: str, most: int = 512) -> None:
        self._store, self._tables, self._most = store, tables, most
        self._kept: OrderedDict[Hashable, tuple[Moment, T]] = OrderedDict()
        self._coming: dict[Hashable, tuple[Moment, asyncio.Future[T]]] = {}

    async def get(self, now: datetime, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """The answer for a key at an instant; read when it is not known, or may not be true any more.

        All who ask while it is read, and before anything is written, are told by that one reading.
        """
        if self._store.inside:
            return await read()
        current = self.moment(now)  # before reading
        known = self._kept.get(key)
        if known is not None and known[0] == current:
            self._kept.move_to_end(key)
            return known[1]
        coming = self._coming.get(key)
        if coming is None or coming[0] != current:
            # A task of its own: who asked first may leave before the others have their answer.
            coming = self._coming[key] = current, asyncio.ensure_future(read())
            coming[1].add_done_callback(partial(self._came, key))
        return await asyncio.shield(coming[1])

    def _came(self, key: Hashable, reading: asyncio.Future[T]) -> None:
        coming = self._coming.get(key)
        if coming is None or coming[1] is not reading:
            return  # another one was begun since, which knows more
        del self._coming[key]
        if not reading.cancelled() and reading.exception() is None:
            self.keep(coming[0], key, reading.result())

    def moment(self, now: datetime) -> Moment:
        """The moment of what is read from now on."""
        return moment(self._store, now, *self._tables)

    def known(self, now: datetime, key: Hashable) -> T | None:
        """What was read in this very moment; None when nothing was."""
        known = self._kept.get(key)
        if known is None or self._store.inside or known[0] != self.moment(now):
            return None
        return known[1]

    def keep(self, current: Moment, key: Hashable, answer: T) -> None:
        """Keep what was read since that moment."""
        self._kept[key] = current, answer
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self) -> None:
        """Read everything again."""
        self._kept.clear()
