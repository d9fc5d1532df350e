"""Databases that a backup is put into: whether they are empty, filling one, and one for a rehearsal."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]

from civicore.backups import postgres_tools
from civicore.backups.copying import file_of, rows_at
from civicore.base.codes import new_id
from civicore.first_steps import RESTORING

_BEFORE = "civicore_before"  # the schema in which records wait until those of the backup are in their place
_WAIT = 2.0  # seconds for whoever only looks
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


async def is_empty(url: str) -> bool:
    """Whether there is no table yet; a restore that was broken off left none that counts."""
    tables = await rows_at(url)
    return not tables or RESTORING in tables


async def in_use(url: str) -> bool:
    """Whether somebody works in a database, as a city does that is served from it."""
    if url.startswith("sqlite:"):
        return await asyncio.to_thread(held, file_of(url))
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval(_OTHERS))
    finally:
        await connection.close()


def held(file: Path) -> bool:
    """The same of a file; one that is no database any more is nobody's."""
    if not file.exists():
        return False
    with closing(sqlite3.connect(file, isolation_level=None, timeout=_WAIT)) as alone:
        try:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")  # whoever has it open keeps us from that
            alone.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            return "locked" in str(error)
    return False


async def fill(url: str, copy: Path) -> None:
    """Put a copy of records into a database. NoTools when PostgreSQL's programs fail.

    What was there is gone, on PostgreSQL only once ``release`` says so: until then ``withdraw`` brings it back.
    """
    if url.startswith("sqlite:"):
        await asyncio.to_thread(_file, copy, file_of(url))
    else:
        await _schema(url, copy)


async def release(url: str) -> None:
    """Say that everything is in its place: from now on the city may be served from there."""
    if not url.startswith("sqlite:"):
        await _say(url, f"DROP TABLE IF EXISTS {RESTORING}; DROP SCHEMA IF EXISTS {_BEFORE} CASCADE")


async def withdraw(url: str) -> None:
    """Have again what was there before ``fill``."""
    if not url.startswith("sqlite:"):
        back = f"DROP SCHEMA IF EXISTS public CASCADE; ALTER SCHEMA {_BEFORE} RENAME TO public;"
        await _say(url, _if_before(back, ""))


@asynccontextmanager
async def scratch(url: str, folder: Path) -> AsyncIterator[str]:
    """An empty database beside another one, of the same kind, gone with the block.

    NoTools when the role of PostgreSQL may not make one.
    """
    if url.startswith("sqlite:"):
        yield f"sqlite:///{folder / 'scratch.db'}"
        return
    name = f"civicore_rehearsal_{new_id().hex[:12]}"
    try:
        await _say(url, f'CREATE DATABASE "{name}" TEMPLATE template0')
    except asyncpg.InsufficientPrivilegeError:
        raise postgres_tools.NoTools("the role may not make a scratch database: ALTER ROLE … CREATEDB") from None
    try:
        yield _beside(url, name)
    finally:
        await _say(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _beside(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _file(copy: Path, file: Path) -> None:
    """Under its name it is there whole or not at all."""
    new = file.with_name(f".{file.name}.restoring")
    shutil.copyfile(copy, new)
    new.chmod(0o600)
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    handle = os.open(new, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    new.replace(file)


async def _schema(url: str, copy: Path) -> None:
    """The mark that it is not whole yet is there before the first record, and goes last: see ``release``."""
    aside = _if_before("DROP SCHEMA IF EXISTS public CASCADE;", f"ALTER SCHEMA public RENAME TO {_BEFORE};")
    await _say(url, f"{aside}; CREATE SCHEMA public; CREATE TABLE public.{RESTORING} (at INTEGER)")
    bare = f"--dbname={postgres_tools.without_password(url)}"
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", bare, str(copy)]
    await asyncio.to_thread(postgres_tools.run, "pg_restore", options, url=url)


def _if_before(then: str, otherwise: str) -> str:
    """One or the other, as there is something put aside by a restore that was broken off, or not."""
    return f"DO $$ BEGIN IF to_regnamespace('{_BEFORE}') IS NOT NULL THEN {then} ELSE {otherwise} END IF; END $$"


async def _say(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
