"""Databases that are measured: durable, as a city's are; and what they hold, read past the software."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from civicore.testing.cluster import Cluster

ENGINES = ("sqlite", "postgres")
# As durable as a city's server; it has no standby, and room for what is written beforehand by millions.
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "wal_compression": "on",  # as operations.md advises: pages first touched after a checkpoint are written whole
}
_NUMBERS = count(1)


class Bases:
    """Makes empty databases; the server of PostgreSQL is started when the first one is asked of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cluster: Cluster | None = None

    def made(self, engine: str) -> str:
        """The address of an empty database."""
        name = f"measured_{next(_NUMBERS)}"
        if engine == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        if self._cluster is None:
            self._cluster = Cluster(DURABLE)
        asyncio.run(_said(self._cluster.url("postgres"), f"CREATE DATABASE {name}"))
        return self._cluster.url(name)

    def stop(self) -> None:
        if self._cluster is not None:
            self._cluster.stop()


@contextmanager
def bases(folder: Path) -> Iterator[Bases]:
    made = Bases(folder)
    try:
        yield made
    finally:
        made.stop()


def read(url: str, query: str) -> Sequence[Mapping[str, Any]]:
    """Rows of a database of either kind."""
    if not url.startswith("sqlite"):
        return asyncio.run(_read(url, query))
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as base:
        base.row_factory = sqlite3.Row
        return [dict(row) for row in base.execute(query)]


def say(url: str, *statements: str) -> None:
    """Statements, one after the other, each by itself."""
    if not url.startswith("sqlite"):
        asyncio.run(_said(url, *statements))
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as base:
        for statement in statements:
            base.execute(statement).fetchall()


async def _said(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url, command_timeout=1_200)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def _read(url: str, query: str) -> Sequence[Mapping[str, Any]]:
    connection = await asyncpg.connect(url, command_timeout=1_200)
    rows = [dict(row) for row in await connection.fetch(query)]
    await connection.close()
    return rows
