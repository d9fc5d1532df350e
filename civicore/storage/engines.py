"""Which engine an address means."""

from __future__ import annotations

from pathlib import Path

from civicore.storage.postgres import Postgres
from civicore.storage.sqlite import SQLite
from civicore.storage.throwaway import ThrowAway

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
