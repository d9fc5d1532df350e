"""The folder that backups are written into: on another machine's disk, or one to which can only be added.

Every file is written once under its last name and never changed. What tells that a backup is whole, its manifest, is
written last. Where old ones cannot be deleted from here, the other machine has to do it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from civicore.backups.manifest import Manifest
from civicore.backups.sealing import Damaged

ARCHIVE, MANIFEST, ERASURES, LOG = ".tar.age", ".json", ".erasures", ".log"
_STAMP = "%Y%m%dT%H%M%S%fZ"
_INSTANT = r"-(\d{8}T\d{12}Z)"


@dataclass(frozen=True)
class Stored:
    """A whole backup: its sealed archive and what it holds."""

    archive: Path
    manifest: Manifest

    @property
    def erasures(self) -> Path:
        """Where lies what has been erased since."""
        return self.archive.parent / f"{self.manifest.city}{ERASURES}"


@dataclass(frozen=True)
class Target:
    """The backups of one city in a folder."""

    folder: Path
    city: str

    @property
    def erasures(self) -> Path:
        """Where sealed notes lie of who was erased."""
        return self.folder / f"{self.city}{ERASURES}"

    @property
    def log(self) -> Path:
        """Where sealed pieces lie of the log of a PostgreSQL server."""
        return self.folder / f"{self.city}{LOG}"

    def make(self) -> None:
        """Make the folders; OSError when that is not possible."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for inside in (self.erasures, self.log):
            inside.mkdir(mode=0o700, exist_ok=True)

    def archive_at(self, made_at: datetime) -> Path:
        """Where the archive of this instant goes."""
        return self.folder / f"{self.city}-{made_at.strftime(_STAMP)}{ARCHIVE}"

    def finish(self, archive: Path, manifest: Manifest) -> Stored:
        """Say that an archive is whole."""
        write_once(manifest_of(archive), manifest.to_json().encode())
        return Stored(archive, manifest)

    def stored(self) -> list[Stored]:
        """All whole backups, the newest first."""
        found = [one for path in self._like(MANIFEST) if (one := _stored(path)) is not None]
        return sorted(found, key=lambda one: one.manifest.made_at, reverse=True)

    def prune(self, before: datetime) -> tuple[int, int]:
        """Delete what was made before: backups, pieces of unfinished ones, notes. How many went, how many would not.

        The newest whole backup stays however old it is: an old backup is better than none.
        """
        newest = {path for one in self.stored()[:1] for path in (one.archive, manifest_of(one.archive))}
        old = [path for path in self.files() if stamp_of(path) < before and path not in newest]
        left = sum(not _deleted(path) for path in old)
        return len(old) - left, left

    def files(self) -> Iterator[Path]:
        """Everything that bears the city's name and an instant."""
        yield from self._like(ARCHIVE)
        yield from self._like(MANIFEST)
        for inside in (self.erasures, self.log):
            yield from (path for path in inside.glob("*.age") if _stamp(path.name))

    def _like(self, ending: str) -> Iterator[Path]:
        whole = re.compile(re.escape(self.city) + _INSTANT + re.escape(ending))
        return (path for path in self.folder.glob(f"*{ending}") if whole.fullmatch(path.name))


def manifest_of(archive: Path) -> Path:
    """Where the manifest of an archive lies."""
    return archive.with_name(archive.name.removesuffix(ARCHIVE) + MANIFEST)


def stored_at(archive: Path) -> Stored:
    """The backup of an archive. Damaged when it has no manifest: then it was never finished."""
    try:
        return Stored(archive, Manifest.from_json(manifest_of(archive).read_text("utf-8")))
    except OSError:
        raise Damaged(f"{archive.name} has no manifest beside it: it was never finished") from None


def note_name(at: datetime, id: str) -> str:
    """How a note of an erasure is called."""
    return f"erased-{at.strftime(_STAMP)}-{id}.age"


def piece_name(at: datetime, name: str) -> str:
    """How a piece of a server's log is called."""
    return f"log-{at.strftime(_STAMP)}-{name}.age"


def stamp_of(path: Path) -> datetime:
    """The instant (UTC) in the name of a backup or a note. ValueError when there is none."""
    found = _stamp(path.name)
    if found is None:
        raise ValueError(f"{path.name} bears no instant")
    return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC)


def write_once(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, for its owner alone, and have it on disk. FileExistsError.

    What failed half-way, as on a full disk, is taken away again where the folder lets it.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def _stamp(name: str) -> re.Match[str] | None:
    return re.search(_INSTANT, name)


def _stored(manifest: Path) -> Stored | None:
    archive = manifest.with_name(manifest.name.removesuffix(MANIFEST) + ARCHIVE)
    with suppress(Damaged, OSError):
        return Stored(archive, Manifest.from_json(manifest.read_text("utf-8"))) if archive.exists() else None
    return None


def _deleted(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
