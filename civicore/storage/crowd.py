"""Units that a crowd wants, on PostgreSQL: what several of them do goes in one message and is stored by one flush.

Such a unit has no connection while it works: it asks for nothing, and takes usual answers for granted. What it does
is one statement, which fails when an answer is another one. Statements that came while the last ones were stored go
together, all or none of them; where one fails, they are tried one by one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import asyncpg  # type: ignore[import-untyped]

from civicore.storage.lent import Lent
from civicore.storage.opening import Opening
from civicore.storage.shelf import Shelf
from civicore.storage.transaction import Disconnected
from civicore.storage.uncancelled import Uncancelled

STORING = 2  # connections that store
_TOGETHER = 16  # units in one message at most
_A_MOMENT = 0.005  # seconds for one that failed to find out why, before others try the same


class Deed(NamedTuple):
    """All that a unit does, as one statement with its values."""

    opening: Opening
    query: str
    values: Sequence[Any]
    stored: asyncio.Future[None]


class Crowd:
    """``take`` gives a connection, ``put_down`` is told of one that is not needed any more."""

    def __init__(self, take: Callable[[], Awaitable[Lent]], put_down: Callable[[Lent], None]) -> None:
        self._take, self._put_down = take, put_down
        self._waiting: deque[Deed] = deque()
        self._at_work: set[asyncio.Task[None]] = set()
        self._resting = Shelf(put_down)

    @property
    def at_rest(self) -> bool:
        """Whether nothing is being stored."""
        return not self._at_work

    def store(self, opening: Opening, query: str, values: Sequence[Any]) -> Awaitable[None]:
        """Do and store all that a unit does, under the names of its opening. Whoever waits for it waits to its end.

        Foregone where the opening refuses it by now, CommitUnknown when nobody can say whether it is stored.
        """
        deed = Deed(opening, query, values, Uncancelled())
        self._waiting.append(deed)
        if len(self._at_work) < STORING:
            task = asyncio.get_running_loop().create_task(self._work())
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        return deed.stored

    async def close(self) -> None:
        """Wait until everything is stored."""
        while self._at_work:
            await asyncio.wait(set(self._at_work))
        self._resting.clear()

    async def _work(self) -> None:
        lent = self._resting.take()
        try:
            while deeds := self._next():
                if lent is None or not lent.in_order:
                    lent = await self._another(lent, deeds)
                if lent is not None:
                    await self._stored(lent, deeds)
        finally:
            self._at_work.discard(cast("asyncio.Task[None]", asyncio.current_task()))  # whoever comes now needs another
            if self._waiting:  # only where the loop itself ends
                _tell(self._waiting, Disconnected("nothing is stored any more"))
            if lent is not None:
                self._rest(lent)

    def _rest(self, lent: Lent) -> None:
        """Keep a connection with its names as long as they may be kept: in a rush, others come in that time."""
        if lent.in_order and (left := lent.left):
            lent.rested = True
            self._resting.lay(lent, left)
        else:
            self._put_down(lent)

    async def _another(self, lent: Lent | None, deeds: Sequence[Deed]) -> Lent | None:
        if lent is not None:
            self._put_down(lent)
        with _telling(deeds):
            return await self._take()
        return None

    def _next(self) -> list[Deed]:
        """The first that waits, and others that are done by the same statement."""
        chosen: list[Deed] = []
        others: list[Deed] = []
        while self._waiting and len(chosen) < _TOGETHER:
            deed = self._waiting.popleft()
            with _telling([deed]):
                deed.opening.judge()
            if deed.stored.done():
                continue
            (others if chosen and deed.query is not chosen[0].query else chosen).append(deed)
        self._waiting.extendleft(reversed(others))
        return chosen

    async def _stored(self, lent: Lent, deeds: Sequence[Deed]) -> None:
        with _telling(deeds):
            try:
                await lent.hold(_names(deeds))
                await lent.store(deeds[0].query, [one.values for one in deeds])
            except asyncpg.PostgresError:
                if len(deeds) == 1:
                    raise
                await self._one_by_one(lent, deeds)  # nothing is stored of any, and nobody knows whom it concerns
            else:
                for one in deeds:
                    one.stored.set_result(None)

    async def _one_by_one(self, lent: Lent, deeds: Sequence[Deed]) -> None:
        for number, deed in enumerate(deeds, 1):
            await self._stored(lent, [deed])
            if deed.stored.exception() is not None:  # perhaps there is no place left, and the others hear of it soon
                self._waiting.extendleft(reversed(deeds[number:]))
                await asyncio.sleep(_A_MOMENT)
                return


@contextmanager
def _telling(deeds: Iterable[Deed]) -> Iterator[None]:
    """What goes wrong is told to those who wait for it, and to nobody else."""
    try:
        yield
    except Exception as error:
        _tell(deeds, error)
    except BaseException:
        _tell(deeds, Disconnected("nothing is stored any more"))
        raise


def _names(deeds: Sequence[Deed]) -> tuple[str, ...]:
    """The names that they share, those first that each of them takes first."""
    every = {(place, name) for one in deeds for place, name in enumerate(one.opening.shares)}
    return tuple(name for _, name in sorted(every))


def _tell(deeds: Iterable[Deed], error: Exception) -> None:
    for one in deeds:
        if not one.stored.done():
            one.stored.set_exception(error)
