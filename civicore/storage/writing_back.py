"""Brings what is stored from SQLite's log (the WAL) into the file, beside the work of those who wait for an answer.

SQLite by itself does so inside a COMMIT, for which everybody waits whose unit is in it. Here another connection does
it, which keeps neither readers nor the writer waiting. It cannot begin the log anew while somebody always writes, so
when the log is long the writer lets it catch up before it begins again. After a quiet second the log is emptied:
what was erased is then gone from there too. Where a reading stands in the way, that is tried until it is done.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiosqlite

from civicore.storage.line import Line
from civicore.storage.transaction import to_the_end

# Stored since the last time: some three thousand pages. Every unit changes the same few pages anew and some of its own;
# the more of them are written back together, the rarer the former are, and the rarer the disk is waited for.
_UNITS = 192
_LONG = 4000  # pages of the log, 16 MB; readers search all of them for each page that they need
_LOOK = 0.05  # seconds between two looks at how much was stored
_QUIET = 1.0  # seconds without any writing


@dataclass(frozen=True)
class _Log:
    """How many pages the log had, and whether somebody kept them from being written back."""

    busy: bool
    pages: int = 0


class WritingBack:
    """``line`` is a connection of its own, which waits for no lock."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._stored = 0
        self._last = 0.0
        self._at_work: asyncio.Task[None] | None = None
        self._one = asyncio.Lock()
        self.behind = False
        """Whether the log is so long that nobody should write until it has been caught up with."""

    def stored(self, units: int) -> None:
        """So many units are in the log now."""
        loop = asyncio.get_running_loop()
        self._stored += units
        self._last = loop.time()
        if self._at_work is None:
            self._at_work = loop.create_task(self._keep())

    async def catch_up(self) -> None:
        """While nobody of this process writes; it may fail where a long reading needs the log."""
        self.behind = False
        await self._write_back("PASSIVE")

    async def close(self) -> None:
        """Leave no work behind."""
        keeping, self._at_work = self._at_work, None
        if keeping is not None:
            keeping.cancel()
            await asyncio.wait({keeping})
            await self._write_back("TRUNCATE")

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_LOOK)
            if self._stored >= _UNITS:
                self._stored = 0
                self.behind = (await self._write_back("PASSIVE")).pages > _LONG
            elif loop.time() - self._last > _QUIET:
                self._stored = 0
                log = await self._write_back("TRUNCATE")
                if log.busy:
                    self._last = loop.time()  # and not at once again: a reading may take its time
                elif not self._stored:
                    self._at_work = None
                    return

    async def _write_back(self, how: str) -> _Log:
        return await to_the_end(self._done(how))

    async def _done(self, how: str) -> _Log:
        async with self._one:
            try:
                (row,) = await self._line.execute_fetchall(f"PRAGMA wal_checkpoint({how})")
            except aiosqlite.Error:  # a disk that takes nothing says so to those who write, too
                return _Log(busy=True)
            return _Log(busy=bool(row["busy"]), pages=int(row["log"]))
