"""The connection to a file of SQLite, of which a thread may be at work when the loop wants something, too."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from civicore.storage.line import Line

pytestmark = pytest.mark.anyio
LONG = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT COUNT(*) FROM n"


async def test_nothing_is_asked_beside_what_was_broken_off(tmp_path: Path) -> None:
    """The thread wants the interpreter to see whether it takes too long, and the loop would wait for it with that."""
    line = await Line.opened(database=str(tmp_path / "town.db"), isolation_level=None)
    try:
        asked = asyncio.create_task(line.execute_fetchall(LONG))
        await asyncio.sleep(0)
        asked.cancel()
        with suppress(asyncio.CancelledError):
            await asked
        with pytest.raises(sqlite3.OperationalError, match="broken off"):
            line.at_once("SELECT ?", (1,))
        await line.settle("SELECT 1")
        assert line.at_once("SELECT ?", (1,)) == [(1,)]
    finally:
        await line.close()
