"""Databases that a backup is put into: whether they are empty, filling one, and one for a rehearsal."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg  # type: ignore[import-untyped]

from civicore.backups import postgres_tools
from civicore.backups.copying import file_of, rows_at
from civicore.base.codes import new_id
from civicore.first_steps import RESTORING


async def is_empty(url: str) -> bool:
    """Whether there is no table yet; a restore that was broken off left none that counts."""
    tables = await rows_at(url)
    return not tables or RESTORING in tables


async def fill(url: str, copy: Path) -> None:
    """Put a copy of records into a database; what was there is gone. NoTools when PostgreSQL's programs fail."""
    if url.startswith("sqlite:"):
        await asyncio.to_thread(_file, copy, file_of(url))
    else:
        await _schema(url, copy)


async def release(url: str) -> None:
    """Say that everything is in its place: from now on the city may be served from there."""
    if not url.startswith("sqlite:"):
        await _say(url, f"DROP TABLE IF EXISTS {RESTORING}")


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
    await _say(
        url, f"DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public; CREATE TABLE public.{RESTORING} (at INTEGER)"
    )
    bare = f"--dbname={postgres_tools.without_password(url)}"
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", bare, str(copy)]
    await asyncio.to_thread(postgres_tools.run, "pg_restore", options, url=url)


async def _say(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
