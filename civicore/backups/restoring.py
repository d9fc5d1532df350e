"""Brings a city back from a backup: its file, its records, and who was erased since stays erased."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from civicore.app import Built, build
from civicore.backups import databases
from civicore.backups.city_keys import remember
from civicore.backups.copying import forget_words_at, rows_at
from civicore.backups.erasures import Notes, brought_to_an_end
from civicore.backups.key import BackupKey
from civicore.backups.manifest import Manifest
from civicore.backups.sealing import Damaged
from civicore.backups.target import Stored
from civicore.backups.unpacking import Unpacked, unpacked
from civicore.base.clock import Clock
from civicore.first_steps import CannotStart, proven
from civicore.reading import Settings, read
from civicore.retention import PersonalData
from civicore.storage.keeping import addressed_to
from civicore.storage.tables import MessageRow

SECRETS = "secrets.yaml"
_IN_USE = "somebody works in these records: stop the city first, or what it stores meanwhile is lost"


class Refused(Exception):
    """A restore that would do harm; the message says what to do instead."""


@dataclass(frozen=True)
class Place:
    """Where to: the folder of the city's file with its key and secrets, and its database where that is no file there.

    ``word``: the id of the city, said by somebody who knows that what is there now goes.
    """

    folder: Path
    url: str | None = None
    word: str = ""


@dataclass(frozen=True)
class Restored:
    """What came back. ``erased``: persons who were erased anew; ``expired``: records whose time was over, by store.

    ``kept``: files of the folder that differ from the saved ones and stay as they are.
    """

    manifest: Manifest
    url: str
    erased: int
    expired: Mapping[str, int]
    kept: Sequence[Path] = ()


async def restore(stored: Stored, key: BackupKey, place: Place, clock: Clock) -> Restored:
    """Bring a city back. Nothing is touched before the backup, the key of the city and its secrets are found sound.

    Refused over data without the word, over those of a city that is being served, or without the city's key; Damaged,
    KeyUnfit and NoTools for the backup; CannotStart when the city's file no longer stands with this program.
    """
    with unpacked(stored, key) as backup:
        url = _url(backup.manifest, place)
        if not await databases.is_empty(url) and place.word != backup.manifest.city:
            raise Refused(f"there are records already: --replace {backup.manifest.city} says that they may go")
        if await databases.in_use(url):
            raise Refused(_IN_USE)
        _look_for_key(backup, place.folder)
        notes = Notes.of(stored.erasures, backup.manifest.made_at, key)
        async with _apart(url, backup.manifest) as beside:
            restored = await put_back(backup, beside, place.folder, notes, clock)
        kept = await asyncio.to_thread(_put_files, backup, place.folder)
        return Restored(backup.manifest, url, restored.erased, restored.expired, kept)


async def put_back(backup: Unpacked, url: str, home: Path, notes: Notes, clock: Clock) -> Restored:
    """Fill a database, compare the counts, and let go of whoever was erased since and of what is too old by now.

    Whoever was being erased at the instant of the backup is in it by half, and is erased to the end.

    ``home`` is where the city's key and secrets are.
    """
    await databases.fill(url, backup.database)
    compare(backup.manifest, await rows_at(url))
    built = opened(backup, url, home, clock)
    async with standing_half(built):
        data, store = built.runtime.services.one(PersonalData), built.runtime.store
        half = await notes.under_way(store)
        names = [*notes.names, *half.values()]
        await erase_anew(built, names)
        await store.transact(lambda unit: brought_to_an_end(list(half), unit))
        expired = await data.expire()
    await forget_words_at(url)  # or whoever was erased anew stands struck out in an index until the city runs
    return Restored(backup.manifest, url, len(names), expired)


def opened(backup: Unpacked, url: str, home: Path, clock: Clock) -> Built:
    """The city of a backup on a database; CannotStart."""
    file, beside = backup.folder / backup.manifest.file, backup.city / SECRETS
    if (home / SECRETS).is_file() and not beside.exists():
        beside.symlink_to((home / SECRETS).resolve())  # a city's file looks for them beside itself
    return build(Settings(file, database=url, home=home, clock=clock))


def compare(manifest: Manifest, now: Mapping[str, int]) -> None:
    """Damaged when a table has another number of rows than were saved."""
    other = [name for name, number in manifest.tables.items() if now.get(name) != number]
    if other:
        raise Damaged(f"the numbers of rows differ in {', '.join(other)}")


async def erase_anew(built: Built, persons: Sequence[Sequence[str]]) -> None:
    """Erase persons, each by all their names, whom a backup brought back."""
    for names in persons:
        await built.runtime.services.one(PersonalData).erase_again(names)
        await built.runtime.store.transact(lambda unit, names=names: _unwritten(names))  # type: ignore[misc]


async def _unwritten(names: Sequence[str]) -> None:
    """They were told once that they are erased."""
    for name in names:
        await MessageRow.delete().where(addressed_to(name))


@asynccontextmanager
async def standing_half(built: Built) -> AsyncIterator[None]:
    """The database opened and migrated, although nobody may serve from it yet."""
    store = built.runtime.store
    await store.open()
    try:
        await store.migrate()
        if built.demo is None:
            await remember(store, built.runtime.keys)
        yield
    finally:
        await store.close()


@asynccontextmanager
async def _apart(url: str, manifest: Manifest) -> AsyncIterator[str]:
    """Where to work until all is well: a file beside the last place, or the database itself under its mark."""
    if not url.startswith("sqlite:"):
        try:
            yield url
        except BaseException:
            await databases.withdraw(url)
            raise
        await databases.release(url)
        return
    last = Path(url.removeprefix("sqlite:///"))
    last.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=last.parent) as made:
        beside = Path(made) / "city.db"
        yield f"sqlite:///{beside}"
        await asyncio.to_thread(_exchange, beside, last, f"{manifest.made_at:%Y%m%dT%H%M%SZ}")


def _exchange(new: Path, last: Path, stamp: str) -> None:
    """What was there stays beside it under another name, for whoever finds that it was the better one."""
    if databases.held(last):
        raise Refused(_IN_USE)
    for ending in ("", "-wal", "-shm"):
        old = last.with_name(last.name + ending)
        if old.exists():
            old.rename(last.with_name(f"{last.name}.before-{stamp}{ending}"))
    new.rename(last)


def _url(manifest: Manifest, place: Place) -> str:
    if place.url is not None:
        if place.url.startswith("sqlite:") != (manifest.engine == "sqlite"):
            raise Refused(f"the backup is of {manifest.engine}: name a database of that kind with --db")
        return proven(place.url)
    if manifest.engine != "sqlite":
        raise Refused("the backup is of PostgreSQL: name an empty database with --db")
    return f"sqlite:///{place.folder.resolve() / Path(manifest.file).stem}.db"


def _look_for_key(backup: Unpacked, folder: Path) -> None:
    """A city that starts without its key would make a new one, and every link given out would be dead."""
    loaded = read(Settings(backup.folder / backup.manifest.file, home=folder)).opened.loaded
    if loaded.city is None:
        raise CannotStart(f"{backup.manifest.file} no longer stands: {loaded.errors[0].message}")
    file = folder / f"{backup.manifest.city}.key"
    if loaded.city.security.key is None and not file.exists():
        raise Refused(f"the key of the city is missing: put {file.name} into {folder} first")


def _put_files(backup: Unpacked, folder: Path) -> Sequence[Path]:
    """Files that are there already stay; those that differ are told."""
    kept = []
    for saved in sorted(path for path in backup.city.rglob("*") if path.is_file() and path.name != SECRETS):
        place = folder / saved.relative_to(backup.city)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(saved, place)
        elif place.read_bytes() != saved.read_bytes():
            kept.append(place)
    return kept
