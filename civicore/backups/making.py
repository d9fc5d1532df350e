"""Makes a backup: the records, the city's file and all that it names; never a key and never a secret."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from civicore.backups.copying import Copied, copied
from civicore.backups.key import BackupKey
from civicore.backups.manifest import Manifest
from civicore.backups.sealing import part_of, seal
from civicore.backups.target import Stored, Target

CITY, RECORDS, MANIFEST = "city", "records", "manifest.json"


@dataclass(frozen=True)
class Content:
    """What is saved: the file of the city, all files that make it up, and the address of its records."""

    file: Path
    files: Iterable[Path]
    url: str

    @property
    def home(self) -> Path:
        return self.file.resolve().parent


async def make(content: Content, target: Target, key: BackupKey, now: datetime, scratch: Path | None = None) -> Stored:
    """Make one backup in the target. ``scratch`` is where the unsealed copy lies meanwhile, for its owner alone.

    OSError when the target or the disk will not, NoTools when PostgreSQL's programs will not.
    """
    await asyncio.to_thread(target.make)
    with tempfile.TemporaryDirectory(prefix="civicore-backup-", dir=scratch) as made:
        records = await copied(content.url, Path(made))
        return await asyncio.to_thread(_sealed, content, records, target, key, now)


def _sealed(content: Content, records: Copied, target: Target, key: BackupKey, now: datetime) -> Stored:
    files = {**_of_the_city(content), f"{RECORDS}/{records.path.name}": records.path}
    manifest = Manifest(
        city=target.city,
        made_at=now,
        program=version("civicore"),
        engine="sqlite" if content.url.startswith("sqlite:") else "postgres",
        file=f"{CITY}/{content.file.name}",
        database=f"{RECORDS}/{records.path.name}",
        tables=records.tables,
        parts={name: part_of(path) for name, path in files.items()},
    )
    inside = records.path.with_name(MANIFEST)
    inside.write_text(manifest.to_json(), "utf-8")
    archive = target.archive_at(now)
    return target.finish(archive, manifest.sealed(seal({MANIFEST: inside, **files}, archive, key)))


def _of_the_city(content: Content) -> Mapping[str, Path]:
    """Those that lie in the folder of the city's file, under their places in it."""
    inside = {path for path in content.files if path.is_file() and path.is_relative_to(content.home)}
    return {f"{CITY}/{path.relative_to(content.home)}": path for path in sorted(inside | {content.file.resolve()})}
