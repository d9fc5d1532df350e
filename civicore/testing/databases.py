"""Empty databases for tests: files of SQLite, and a PostgreSQL server of the run's own where one is installed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]

from civicore.testing.cluster import Cluster, NoPostgres

__all__ = ["Fresh", "NoPostgres"]


class Fresh:
    """Makes them; the server is started when it is first needed and ends with the block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cluster: Cluster | None = None
        self._made = 0

    def __enter__(self) -> Fresh:
        return self

    def __exit__(self, *_: object) -> None:
        if self._cluster is not None:
            self._cluster.stop()

    def empty(self, engine: str) -> AbstractContextManager[str]:
        """The address of a database of its own. NoPostgres when there is no server to start."""
        self._made += 1
        name = f"town_{self._made}"
        if engine == "sqlite":
            return self._file(name)
        if self._cluster is None:
            self._cluster = Cluster()
        return self._served(self._cluster, name)

    @contextmanager
    def _file(self, name: str) -> Iterator[str]:
        yield f"sqlite:///{self._folder / name}"
        for left in self._folder.glob(f"{name}*"):
            left.unlink()

    @contextmanager
    def _served(self, cluster: Cluster, name: str) -> Iterator[str]:
        _say(cluster, f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield cluster.url(name)
        _say(cluster, f'DROP DATABASE "{name}" WITH (FORCE)')


def _say(cluster: Cluster, statement: str) -> None:
    async def said() -> None:
        connection = await asyncpg.connect(cluster.url("postgres"))
        await connection.execute(statement)
        await connection.close()

    with asyncio.Runner() as runner:
        runner.run(said())
