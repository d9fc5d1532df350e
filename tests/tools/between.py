"""A network between a city and its PostgreSQL that can be cut at any statement."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal
from urllib.parse import parse_qs, urlsplit

How = Literal["request", "answer"]
_SOCKET = ".s.PGSQL.5432"
_PIECE = 1 << 20


class Between:
    """Carries what the city says to its database, and counts it.

    ``cut_at(3, "request")``: what is said third never arrives. ``cut_at(3, "answer")``: it arrives, is carried out, and
    its answer never comes back. Either way all connections break at once; new ones go through.
    """

    def __init__(self, url: str, folder: Path) -> None:
        parts = urlsplit(url)
        self._target = Path(parse_qs(parts.query)["host"][0]) / _SOCKET
        self._listens = folder / _SOCKET
        self.url = f"postgresql://{parts.username or ''}@{parts.path}?host={folder}"
        self._left: int | None = None
        self._how: How = "request"
        self._cut = False
        self._ends: set[asyncio.StreamWriter] = set()

    def cut_at(self, step: int, how: How) -> None:
        """Cut the network when the city has spoken so often from now on."""
        self._left, self._how, self._cut = step, how, False

    def mend(self) -> bool:
        """Cut no more; whether it was cut."""
        self._left = None
        return self._cut

    def break_off(self) -> None:
        """All connections break now."""
        self._cut, self._left = True, None
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()

    @classmethod
    @asynccontextmanager
    async def before(cls, url: str) -> AsyncIterator[Between]:
        """Stands before the database of this address until the block ends."""
        folder = Path(mkdtemp(prefix="net-"))  # a socket's path has to be short
        between = cls(url, folder)
        server = await asyncio.start_unix_server(between._join, between._listens)
        try:
            yield between
        finally:
            server.close()
            between.break_off()
            between._listens.unlink(missing_ok=True)
            folder.rmdir()

    async def _join(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        far, to_far = await asyncio.open_unix_connection(self._target)
        self._ends |= {to_near, to_far}
        try:
            await asyncio.gather(self._asked(near, to_far), self._answered(far, to_near))
        finally:
            self._ends -= {to_near, to_far}
            for end in (to_near, to_far):
                end.transport.abort()

    async def _asked(self, near: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await near.read(_PIECE):
                if self._left is not None:
                    self._left -= 1
                    if self._left <= 0 and self._how == "request":
                        return self.break_off()
                far.write(said)
                await far.drain()
        far.transport.abort()
        return None

    async def _answered(self, far: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while said := await far.read(_PIECE):
                if self._left is not None and self._left <= 0:
                    return self.break_off()
                near.write(said)
                await near.drain()
        near.transport.abort()
        return None
