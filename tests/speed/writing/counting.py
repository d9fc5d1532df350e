"""What a use case costs the database, counted and not timed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest

from civicore.storage.line import Line
from civicore.storage.pooling import QUICKLY

_FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT pg_advisory_unlock_all()")


@dataclass
class Cost:
    """``asked``: statements that had to be answered before the next one, beside those that frame a transaction.

    ``begun``: units of work; on PostgreSQL those that go together are one. ``stored``: commits; each flushes the disk
    once. ``read``: rows that the database gave.
    """

    begun: int = 0
    stored: int = 0
    read: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.said)

    def note(self, query: str, rows: Sequence[object]) -> None:
        self.begun += query.startswith("SAVEPOINT")
        if query == "COMMIT":
            self.stored += 1
        elif query.startswith("BEGIN ISOLATION"):
            self.stored -= 1  # a reading of PostgreSQL ends with a COMMIT too, which stores nothing
        elif not query.startswith(_FRAME):
            self.said.append(query)
            self.read += len(rows)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cost]:
    """Count all that is said to the databases of this process until the block ends."""
    cost = Cost()
    near, far = Line.at_once, Line.execute_fetchall
    fetch, execute = asyncpg.Connection.fetch, asyncpg.Connection.execute
    executemany = asyncpg.Connection.executemany

    def at_once(self: Line, query: str, args: Sequence[Any] = ()) -> list[Any]:
        rows = near(self, query, args)
        cost.note(query, rows)
        return rows

    async def from_afar(self: Line, query: str, args: Sequence[Any] = ()) -> list[Any]:
        rows = await far(self, query, args)
        cost.note(query, rows)
        return rows

    async def fetched(self: Any, query: str, *args: Any, **named: Any) -> Any:
        rows = await fetch(self, query, *args, **named)
        cost.note(query, rows)
        return rows

    async def executed(self: Any, query: str, *args: Any, **named: Any) -> Any:
        if query != QUICKLY:  # which a new connection begins with, and no deed
            cost.note(query, ())
        cost.begun += query.startswith("BEGIN") and not query.startswith("BEGIN ISOLATION")
        return await execute(self, query, *args, **named)

    async def done_together(self: Any, query: str, args: Sequence[Any], **named: Any) -> Any:
        cost.note(query, ())
        cost.begun += 1
        cost.stored += 1  # all of them by one flush
        return await executemany(self, query, args, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Line, "at_once", at_once)
        patched.setattr(Line, "execute_fetchall", from_afar)
        patched.setattr(asyncpg.Connection, "fetch", fetched)
        patched.setattr(asyncpg.Connection, "execute", executed)
        patched.setattr(asyncpg.Connection, "executemany", done_together)
        yield cost
