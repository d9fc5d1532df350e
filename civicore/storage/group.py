"""The one writer of a file, and units that are stored together: one flush of the disk for all who came meanwhile.

Each unit has a savepoint of its own, so that one that fails takes nothing of the others with it. It is answered only
when the common COMMIT is on the disk. While others wait for that, a unit that turns out to wait for something outside
the database is undone and begun again by itself, behind them: nobody waits for what the database does not know.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any, Generic, TypeVar

import aiosqlite

from civicore.storage.line import Line
from civicore.storage.opening import BARE, Opening
from civicore.storage.steady import Answers
from civicore.storage.transaction import Disconnected, NotTogether, to_the_end
from civicore.storage.uncancelled import Uncancelled
from civicore.storage.waiters import Waiters
from civicore.storage.writing_back import WritingBack

T = TypeVar("T")

_TOGETHER = 64  # units in one COMMIT at most
_AGE = 0.05  # seconds after which no more join
_POLL = 0.002  # seconds between two tries at a file that another process holds, doubled up to the longest
_LONGEST_POLL = 0.05


class Group:
    """Gives the turn to write to one unit after the other. ``wait``: seconds that one waits for it at most,
    ``patience``: seconds that it waits for another process then."""

    def __init__(self, line: Line, back: WritingBack, wait: float, patience: float) -> None:
        self.line = line
        self._answers = line.answers = Answers()
        self._back = back
        self.patience = patience
        self._taken = False
        self._queue: Waiters[None] = Waiters(wait)
        self._ended: list[asyncio.Future[None]] = []
        self._began = 0.0
        self._unclean = False  # what was begun is to be undone, and is not yet
        self._at_work: set[asyncio.Task[None]] = set()

    @property
    def at_rest(self) -> bool:
        """Whether nobody writes and nobody waits."""
        return not (self._taken or self._queue or self._ended or self.line.open)

    @property
    def shared(self) -> bool:
        """Whether others wait for the unit that has the turn."""
        return bool(self._ended)

    async def begin(self, alone: bool, opening: Opening = BARE) -> Line:
        """Wait for the turn; StoreBusy when it does not come. ``alone``: not together with those before."""
        if self._taken:
            await self._queue.come(lambda _: self._pass_on())
        self._taken = True
        try:
            opening.judge()
            if alone and self.line.open:
                await to_the_end(self._committed())
            if self._unclean and not self._let_go():
                raise Disconnected("the database does not undo what was begun")
            if not self.line.open:
                await self._opened(large=alone)
            self.line.at_once("SAVEPOINT unit")
        except BaseException:
            self._pass_on()
            raise
        return self.line

    async def end(self, keep: bool) -> None:
        """Store or undo what the unit with the turn did, however often its task is cancelled meanwhile."""
        ended = Uncancelled()
        if self.line.away:
            self._do(self._undone_behind(ended))
        else:
            self._release(ended, keep)
            self._pass_on()
        await ended

    async def close(self) -> None:
        """Wait until everything is stored."""
        while self._at_work:
            await asyncio.wait(set(self._at_work))
        await self._back.close()

    async def _opened(self, large: bool) -> None:
        loop = asyncio.get_running_loop()
        given_up, pause = loop.time() + self.patience, _POLL
        self.line.lay_aside(in_memory=not large)
        self._answers.forget()
        while True:
            try:
                self.line.at_once("BEGIN IMMEDIATE")
                self._began = loop.time()
                return
            except aiosqlite.OperationalError as error:
                if not is_locked(error) or loop.time() > given_up:
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_POLL)

    def _release(self, ended: asyncio.Future[None], keep: bool) -> None:
        try:
            if not keep:
                self._answers.forget()
            if not keep and self.line.open:
                self.line.at_once("ROLLBACK TO unit")
            if keep or self.line.open:
                self.line.at_once("RELEASE unit")
        except aiosqlite.Error as error:
            self._let_go()
            ended.set_exception(error)
            return
        if keep:
            self._ended.append(ended)
        else:
            ended.set_result(None)

    def _let_go(self) -> bool:
        """Undo what all did: what is neither kept nor undone of one unit must not be stored with the others.

        False when the database does not undo it: until it does, nobody writes, and everybody is told.
        """
        with suppress(aiosqlite.Error):
            if self.line.open:
                self.line.at_once("ROLLBACK")
        self._unclean = self.line.open
        return not self._unclean

    async def _undone_behind(self, ended: asyncio.Future[None]) -> None:
        # The task was cancelled while the thread was at its statement.
        try:
            await self.line.settle("SELECT 1")
        finally:
            self._release(ended, keep=False)
            self._pass_on()

    def _pass_on(self) -> None:
        """The turn goes to the next one, unless what there is must be stored first."""
        if self._queue and self._joins() and self._queue.call(None):
            return
        if self._ended and self.line.open and not self._unclean:
            self._do(self._store())
            return
        self._let_go()
        self._lost(Disconnected("the database undid what was begun"))
        self._free()

    def _joins(self) -> bool:
        if self._unclean:
            return False
        if not self.line.open:
            return not self._ended
        now = asyncio.get_running_loop().time()
        return len(self._ended) < _TOGETHER and now - self._began < _AGE

    async def _store(self) -> None:
        if self._queue and self._joins():
            self._pass_on()  # they came while this was waiting for its own turn of the loop
            return
        try:
            await self._committed()
            if self._back.behind:
                await self._back.catch_up()
        finally:
            self._free()

    def _free(self) -> None:
        self._taken = bool(self._queue) and self._queue.call(None)

    async def _committed(self) -> None:
        """Store what there is and tell everybody; an error is told to them, not to the caller."""
        try:
            await self.line.settle("COMMIT")
        except Exception as error:
            self._lost(error)
            if self.line.open:
                with suppress(aiosqlite.Error):
                    await self.line.settle("ROLLBACK")
            self._unclean = self.line.open
            return
        ended, self._ended = self._ended, []
        for one in ended:
            one.set_result(None)
        self._back.stored(len(ended))

    def _lost(self, error: Exception) -> None:
        ended, self._ended = self._ended, []
        for one in ended:
            one.set_exception(error)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)


class Together(Generic[T]):
    """The work of a unit that others wait for; NotTogether when it waits for anything that is not ``ours``."""

    def __init__(self, work: Awaitable[T], ours: Callable[[], bool]) -> None:
        self._work = work
        self._ours = ours

    def __await__(self) -> Generator[Any, Any, T]:
        steps: Generator[Any, Any, T] = self._work.__await__()
        trouble: BaseException | None = None
        thrown = False
        while True:
            try:
                waits_for = steps.send(None) if trouble is None else steps.throw(trouble)
            except StopIteration as end:
                answer: T = end.value
                return answer
            trouble = None
            if waits_for is not None and not self._ours() and not thrown:
                trouble, thrown = NotTogether(), True
                continue
            try:
                yield waits_for
            except BaseException as error:
                trouble = error


def is_locked(error: BaseException) -> bool:
    """Whether SQLite says that another connection holds the database."""
    return isinstance(error, aiosqlite.OperationalError) and str(error).startswith("database is locked")
