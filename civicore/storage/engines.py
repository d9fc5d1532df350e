"""Which engine an address means."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from civicore.storage.postgres import Postgres
from civicore.storage.sqlite import SQLite

Engine = SQLite | Postgres


def engine_at(url: str, wait: float) -> Engine:
    """The engine for ``sqlite:///file.db``, ``sqlite://`` (thrown away at the end) or ``postgresql://…``.

    ``wait``: seconds for a turn, a connection or a lock.
    ValueError for any other address; it never repeats the address, which may hold a password.
    """
    if url.startswith(("postgresql://", "postgres://")):
        return Postgres(url, wait=wait)
    if not url.startswith("sqlite://"):
        raise ValueError("a database address begins with sqlite:/// or postgresql://")
    path = url.removeprefix("sqlite://").removeprefix("/")
    return SQLite(Path(path), wait=wait) if path else ThrowAway(wait)


class ThrowAway(SQLite):
    """A database for one run: its file goes with the process, so it may be closed and opened again."""

    def __init__(self, wait: float) -> None:
        folder = tempfile.mkdtemp(prefix="civicore-")
        super().__init__(Path(folder) / "city.db", wait=wait, durable=False)
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
