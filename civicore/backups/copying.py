"""A copy of the records as they were at one instant, made while the city goes on working."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from civicore.backups import postgres_tools

SQLITE, POSTGRES = "city.db", "city.dump"
_WAIT = 60.0  # seconds for a lock that another program holds


@dataclass(frozen=True)
class Copied:
    """The copy, and how many rows each table had at that instant."""

    path: Path
    tables: Mapping[str, int]


async def copied(url: str, folder: Path) -> Copied:
    """Copy the database into the folder. Nobody who works in it meanwhile waits.

    NoTools when PostgreSQL's programs are missing or fail; OSError when the disk is full.
    """
    if url.startswith("sqlite:"):
        return await asyncio.to_thread(_sqlite, file_of(url), folder / SQLITE)
    return await _postgres(url, folder / POSTGRES)


def file_of(url: str) -> Path:
    """The file of ``sqlite:///file.db``."""
    return Path(url.removeprefix("sqlite://").removeprefix("/"))


def rows_of(path: Path) -> Mapping[str, int]:
    """How many rows the tables of an SQLite file have; those that SQLite keeps for itself are none."""
    with closing(_looked_at(path)) as there:
        return _counted(there)


async def rows_at(url: str) -> Mapping[str, int]:
    """How many rows the tables of a database have; empty where there is no table."""
    if url.startswith("sqlite:"):
        path = file_of(url)
        return await asyncio.to_thread(rows_of, path) if path.exists() else {}
    connection = await asyncpg.connect(url)
    try:
        return await _rows(connection)
    finally:
        await connection.close()


def _sqlite(source: Path, copy: Path) -> Copied:
    """All pages in one step, which writers need not wait for; then anew, without the pages of what was erased."""
    copy.touch(0o600)
    with closing(_looked_at(source)) as live, closing(sqlite3.connect(copy, isolation_level=None)) as made:
        live.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")
        forget_words(made)
        made.execute("VACUUM")
        return Copied(copy, _counted(made))


def _looked_at(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=_WAIT)


async def forget_words_at(url: str) -> None:
    """The same in the database of a city, running or not; whoever writes waits. PostgreSQL needs none of it."""
    if url.startswith("sqlite:"):
        await asyncio.to_thread(_forget_words_of, file_of(url))


def _forget_words_of(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None, timeout=_WAIT)) as live:
        live.execute("PRAGMA secure_delete=ON")  # nor do the pages keep them from which an index moves
        forget_words(live)


def forget_words(database: sqlite3.Connection) -> None:
    """Rewrite the indexes of words: erased ones stay in them, struck out, until parts of an index are joined."""
    words = database.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'")
    for (name,) in words.fetchall():
        database.execute(f'INSERT INTO "{name}" ("{name}") VALUES (\'optimize\')')  # noqa: S608


def _counted(database: sqlite3.Connection) -> Mapping[str, int]:
    listed = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    names = sorted(name for (name,) in database.execute(listed))
    return {name: database.execute(_count(name)).fetchone()[0] for name in names}


async def _postgres(url: str, copy: Path) -> Copied:
    """The counts and the dump see one and the same snapshot."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            tables = await _rows(connection)
            arguments = _dumping(url, snapshot, copy)
            await asyncio.to_thread(postgres_tools.run, "pg_dump", arguments, url=url)
        return Copied(copy, tables)
    finally:
        await connection.close()


def _dumping(url: str, snapshot: str, copy: Path) -> Sequence[str]:
    copy.touch(0o600)
    bare = f"--dbname={postgres_tools.without_password(url)}"
    return ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={copy}", bare]


async def _rows(connection: Any) -> Mapping[str, int]:
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) ORDER BY tablename"
    names: Iterable[str] = [row["tablename"] for row in await connection.fetch(listed)]
    return {name: await connection.fetchval(_count(name)) for name in names}


def _count(table: str) -> str:
    return f'SELECT count(*) FROM "{table}"'  # noqa: S608 - names come from the catalogue
