"""Takes a backup apart in a scratch folder and believes nothing that its manifest does not say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from civicore.backups.key import BackupKey
from civicore.backups.making import CITY, MANIFEST
from civicore.backups.manifest import Manifest
from civicore.backups.sealing import Damaged, part_of, unseal
from civicore.backups.target import Stored


@dataclass(frozen=True)
class Unpacked:
    """A backup in the open. ``city`` is the folder of the city's file, ``database`` the copy of its records."""

    folder: Path
    manifest: Manifest

    @property
    def city(self) -> Path:
        return self.folder / CITY

    @property
    def database(self) -> Path:
        return self.folder / self.manifest.database


@contextmanager
def unpacked(stored: Stored, key: BackupKey, scratch: Path | None = None) -> Iterator[Unpacked]:
    """The backup in a folder that only its owner reads and that goes with the block. Damaged, KeyUnfit."""
    if stored.manifest.archive is not None and part_of(stored.archive) != stored.manifest.archive:
        raise Damaged(f"{stored.archive.name} is not what was written")
    with TemporaryDirectory(prefix="civicore-restore-", dir=scratch) as made:
        folder = Path(made)
        unseal(stored.archive, folder, key)
        yield Unpacked(folder, _held_to(folder, stored.manifest))


def _held_to(folder: Path, beside: Manifest) -> Manifest:
    """The manifest inside counts: whoever can write beside an archive cannot write into it."""
    inside = Manifest.from_json((folder / MANIFEST).read_text("utf-8"))
    if (inside.city, inside.made_at) != (beside.city, beside.made_at):
        raise Damaged("the manifest beside the archive belongs to another one")
    if not {inside.file, inside.database} <= set(inside.parts):
        raise Damaged("its manifest names files that are not in it")
    for name, part in inside.parts.items():
        if not (folder / name).is_file() or part_of(folder / name) != part:
            raise Damaged(f"{name} is not what was saved")
    return inside
