"""What the commands do, with everything that may go wrong told as one sentence."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]

from civicore.app import Built, build
from civicore.backups import points
from civicore.backups.book import Book, Kind
from civicore.backups.key import BackupKey, KeyUnfit
from civicore.backups.making import Content, make
from civicore.backups.postgres_tools import NoTools
from civicore.backups.rehearsing import rehearse
from civicore.backups.restoring import SECRETS, Place, Refused, Restored, restore
from civicore.backups.sealing import Damaged
from civicore.backups.setting import key_of, target_of, url_of
from civicore.backups.target import ARCHIVE, Stored, Target, stored_at
from civicore.base.clock import SystemClock
from civicore.first_steps import CannotStart, standing
from civicore.keys import KeyUnsafe
from civicore.reading import Settings
from civicore.reloading.watching import Files

KEY = "CIVICORE_BACKUP_KEY"
_FORESEEN = (KeyUnfit, KeyUnsafe, Damaged, NoTools, Refused, CannotStart)
_PIECE = 60.0  # seconds of work that may be lost with the server, at most


class Trouble(Exception):
    """What went wrong, for city IT."""


def listed(file: Path, to: Path | None) -> list[Stored]:
    """The whole backups of a city, the newest first."""
    with told_plainly():
        return _target(build(Settings(file, only_looks=True)), to).stored()


async def saved(file: Path, db: str | None, to: Path | None, *, if_due: bool) -> Stored | None:
    """Make a backup and end old ones; None when it is not due or another process makes one."""
    with told_plainly():
        built = build(Settings(file, database=db))
        every = built.runtime.city.operations.backups.every.exact
        async with standing(built.runtime.store), _tried(built, "backup", every if if_due else None) as entry:
            return None if entry is None else await _save(built, _target(built, to), entry)


async def _save(built: Built, target: Target, entry: _Entry) -> Stored:
    runtime = built.runtime
    made = await make(content_of(built), target, _key(built), runtime.clock.now())
    keep = runtime.city.operations.backups.keep.exact
    await asyncio.to_thread(target.prune, runtime.clock.now() - keep)
    entry.name, entry.rows = made.archive.name, made.manifest.rows
    entry.size = made.manifest.archive.size if made.manifest.archive is not None else 0
    return made


def content_of(built: Built) -> Content:
    """What is saved of a city: its file and all it names, without the file of secrets, and its records."""
    files = (path for path in Files.of(built.loaded).stamps() if path.name != SECRETS)
    return Content(built.loaded.path, tuple(files), url_of(built.runtime.store))


async def rehearsed(file: Path, db: str | None, *, if_due: bool) -> Restored | None:
    """Rehearse; None when it is not due or another process does it."""
    with told_plainly():
        built = build(Settings(file, database=db))
        runtime, every = built.runtime, built.runtime.city.operations.backups.test_restore.exact
        async with standing(runtime.store), _tried(built, "rehearsal", every if if_due else None) as entry:
            if entry is None:
                return None
            home = built.loaded.path.resolve().parent
            done = await rehearse(_target(built, None), _key(built), url_of(runtime.store), home, runtime.clock)
            entry.rows = done.manifest.rows
            return done


async def brought_back(archive: Path, to: Path, db: str | None, key_file: Path | None, word: str) -> Restored:
    """Restore a backup, or the newest of a folder."""
    with told_plainly():
        stored = stored_at(archive) if archive.is_file() else _newest(archive)
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        return await restore(stored, _key_said(key_file), Place(to, db, word), SystemClock())


async def saved_whole(file: Path, db: str | None, to: Path | None) -> Stored:
    """Save the whole PostgreSQL server, where points in time begin."""
    with told_plainly():
        built = build(Settings(file, database=db))
        now, keep = built.runtime.clock.now(), built.runtime.city.operations.backups.keep.exact
        target = points.cluster_of(_target(built, to))
        made = await points.take_base(_server_of(built), target, _key(built), now)
        await asyncio.to_thread(target.prune, now - keep)
        return made


async def followed(file: Path, db: str | None, to: Path | None, spool: Path) -> None:
    """Seal the log of the PostgreSQL server until ended."""
    with told_plainly():
        built = build(Settings(file, database=db))
        target = points.cluster_of(_target(built, to))
        follower = points.Follower(_server_of(built), target, _key(built), spool)
        await follower.follow(built.runtime.clock.now, _PIECE)


def server_brought_back(archive: Path, to: Path, key_file: Path | None, until: datetime | None) -> int | None:
    """Make the folder of a server from a base; None when the archive is a backup of a city alone."""
    with told_plainly():
        if not archive.is_file() or (stored := stored_at(archive)).manifest.engine != points.ENGINE:
            return None
        return points.bring_back(stored, _key_said(key_file), to, until)


class _Entry:
    """What is said of a try once it went well."""

    def __init__(self, id: UUID) -> None:
        self.id, self.name, self.size, self.rows = id, "", 0, 0


@asynccontextmanager
async def _tried(built: Built, kind: Kind, every: timedelta | None) -> AsyncIterator[_Entry | None]:
    """Keep the book of a try; None when it is not to be made now."""
    book = Book(built.runtime.store)
    since = built.runtime.clock.now() - min(every, timedelta(hours=1)) if every is not None else None
    id = await book.begin(kind, unless_since=since)
    if id is None:
        yield None
        return
    entry = _Entry(id)
    try:
        yield entry
    except Exception as error:
        await book.end(id, trouble=said_of(error))
        raise
    await book.end(id, name=entry.name, size=entry.size, rows=entry.rows)


def said_of(error: BaseException) -> str:
    """A sentence about what went wrong; of what nobody foresaw only its kind, for its words may name people."""
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or type(error).__name__)
    return str(error) if isinstance(error, _FORESEEN) else type(error).__name__


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what city IT can mend into one sentence of Trouble."""
    try:
        yield
    except (OSError, *_FORESEEN) as error:
        raise Trouble(said_of(error)) from error
    except asyncpg.PostgresError as error:
        raise Trouble(f"PostgreSQL refused: {type(error).__name__}") from error


def _target(built: Built, to: Path | None) -> Target:
    target = target_of(built.runtime.city)
    return target if to is None else replace(target, folder=to)


def _key(built: Built) -> BackupKey:
    key = key_of(built.runtime.city, built.runtime.secret)
    if key is None:
        raise KeyUnfit("backups have no key: civicore backup --new-key makes one, operations.backups.key names it")
    return key


def _key_said(key_file: Path | None) -> BackupKey:
    return BackupKey.of(key_file.read_text("utf-8") if key_file is not None else os.environ.get(KEY, ""))


def _server_of(built: Built) -> str:
    url = url_of(built.runtime.store)
    if url.startswith("sqlite:"):
        raise Refused("SQLite has no log to follow: its points in time are its backups (operations.backups.every)")
    return url


def _newest(folder: Path) -> Stored:
    names = {path.name.rpartition("-")[0] for path in folder.glob(f"*{ARCHIVE}")}
    cities = {name for name in names if not name.endswith(points.SERVER)}
    if len(cities) != 1:
        raise Refused(f"{folder} holds backups of {len(cities)} cities: name one archive")
    stored = Target(folder, cities.pop()).stored()
    if not stored:
        raise Damaged(f"there is no whole backup in {folder}")
    return stored[0]
