"""Which engine an address means."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from civicore.storage.postgres import Postgres
from civicore.storage.sqlite import SQLite

Engine = SQLite | Postgres


def engine_at(url: str) -> Engine:
    """The engine for ``sqlite:///file.db``, ``sqlite://`` (thrown away at the end) or ``postgresql://…``.

    ValueError for any other address; it never repeats the address, which may hold a password.
    """
    scheme = url.partition(":")[0]
    if scheme in ("postgresql", "postgres"):
        return Postgres(url)
    if scheme != "sqlite":
        raise ValueError("a database address begins with sqlite:/// or postgresql://")
    written = urlsplit(url).path
    if written in ("", "/"):
        return ThrowAway()
    return SQLite(Path(written.removeprefix("/")))


class ThrowAway(SQLite):
    """A database for one run: its file is deleted when it is closed."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="civicore-"))
        super().__init__(self._folder / "city.db", durable=False)

    async def close_connection_pool(self) -> None:
        await super().close_connection_pool()
        shutil.rmtree(self._folder, ignore_errors=True)
