"""A connection to PostgreSQL that goes from one unit of work to the next, with the names that it holds.

What a crowd does is stored without BEGIN before it and COMMIT behind: the row that everybody wants is then held only
while the server works, never while it waits for us. The names that units share are held by the connection instead of
a transaction then, and are given up when nobody goes on with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from civicore.storage.endings import TROUBLE, commit, connected, drop, give_back, storing, undo
from civicore.storage.opening import NOTHING, Opening

_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_GIVEN_UP = (
    "SELECT pg_advisory_unlock_all(); RESET lock_timeout;"
    " SELECT set_config('idle_session_timeout', before, false), set_config('civicore.idle', '', false)"
    " FROM current_setting('civicore.idle', true) AS before WHERE before <> ''"
)
# One after the other in the order of the list; an empty name gives up those of the units before. Whose process stands
# still loses its connection with all that it holds, which PostgreSQL 13 does not know how to do. What stood there
# before, perhaps the administrator's own, is kept beside it.
_HELD = """
SELECT CASE WHEN name = '' THEN concat(
        pg_advisory_unlock_all()::text,
        set_config('lock_timeout', '500ms', false),
        CASE WHEN current_setting('idle_session_timeout', true) <> '1min' THEN concat(
             set_config('civicore.idle', current_setting('idle_session_timeout'), false),
             set_config('idle_session_timeout', '1min', false)) END)
    ELSE pg_advisory_lock_shared(hashtextextended(name, 0))::text END
FROM unnest($1::text[]) AS name
"""
# Nobody waits for one name with others in hand: where somebody wants it for themselves, all are given up first.
_MORE = """
SELECT bool_and(pg_try_advisory_lock_shared(hashtextextended(name, 0))) AS there FROM unnest($1::text[]) AS name
"""
_KEPT = 0.1  # seconds for which units take names over from those before them: whoever locks one waits that long more
_UNKNOWN = ("",)  # no unit shares this: what is held is to be given up


class Lent:
    """``connection`` is the pool's; ``begun``: a transaction is open on it.

    ``rested``: nobody used it for a moment. It may be lost meanwhile, so it is asked for something that can be
    repeated before anything is stored on it: else nobody could say whether that is stored.
    """

    def __init__(self, connection: Any, pool: Any) -> None:
        self._connection, self._pool = connection, pool
        self.begun = self.rested = False
        self._names: tuple[str, ...] = ()
        self._until = 0.0  # seconds of the loop: then the names are given up
        self._warned: list[str] = []
        connection.add_log_listener(self._hear)

    @property
    def in_order(self) -> bool:
        """Whether the next unit may go on with it."""
        if self.begun:
            return False
        try:
            return not self._connection.is_closed()
        except asyncpg.InterfaceError:  # the pool has dropped it already
            return False

    @property
    def holds(self) -> bool:
        """Whether it holds names."""
        return bool(self._names)

    @property
    def left(self) -> float:
        """Seconds for which others may still take over the names that it holds."""
        return max(0.0, self._until - asyncio.get_running_loop().time()) if self._names else 0.0

    async def read(self) -> None:
        """Begin to read, whatever changes meanwhile."""
        self.begun = True
        with connected():
            await self._connection.execute(_READING)

    async def open(self, opening: Opening) -> None:
        """Begin a transaction that shares these names; what refuses it is raised."""
        self.begun = True
        with connected():
            if await self._connection.execute(opening.said()) != NOTHING and opening.unless is not None:
                raise opening.unless.trouble()

    async def hold(self, names: tuple[str, ...]) -> None:
        """Hold these names, together with others, and those held before for a moment yet.

        From now on it waits for locks only shortly: several units go on together, and lock their rows one after the
        other, so that two such crowds may wait for each other.
        """
        held, until = self._names if self.left else (), self._until
        more = tuple([name for name in names if name not in held])
        if not more and not self.rested:
            return
        self._names, self._until, self.rested = _UNKNOWN, 0.0, False
        with connected():
            if not (held and (await self._connection.fetch(_MORE, more or names))[0]["there"]):
                held, more, until = (), names, asyncio.get_running_loop().time() + _KEPT
                await self._connection.fetch(_HELD, ["", *names])
        self._names, self._until = (*held, *more), until

    async def fetch(self, query: str, *values: Any) -> list[Any]:
        with connected():
            rows: list[Any] = await self._connection.fetch(query, *values)
        return rows

    async def say(self, text: str) -> None:
        """Do statements without values and rows."""
        with connected():
            await self._connection.execute(text)

    async def store(self, query: str, values: Iterable[Sequence[Any]]) -> None:
        """Do a statement with each of these values and store what it did, all or nothing.

        CommitUnknown when nobody can say whether it is stored.
        """
        with storing(self._warned):
            await self._connection.executemany(query, values)

    async def end(self, keep: bool, write: bool) -> None:
        """Store or undo what was begun."""
        if not keep:
            await undo(self._connection)
        elif write:
            await commit(self._connection, self._warned)
        else:
            with connected():
                await self._connection.execute("COMMIT")  # nothing hangs on its answer, not even a doubt
        self.begun = False

    async def put_down(self) -> None:
        """Give the connection back to its pool; it holds nothing then."""
        if self._names:
            try:
                await self._connection.execute(_GIVEN_UP)
            except TROUBLE:
                drop(self._connection)
        with suppress(asyncpg.InterfaceError):
            self._connection.remove_log_listener(self._hear)
        await give_back(self._connection, self._pool)

    def _hear(self, _: Any, message: Any) -> None:
        self._warned.append(message.sqlstate)
