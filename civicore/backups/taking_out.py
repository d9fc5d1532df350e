"""Takes the files out of a tar: they lie below a folder, and nothing else is in it.

Python's own ``filter="data"`` does as much, but the one of Debian 12 does not have it.
"""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path


def take_out(tar: tarfile.TarFile, into: Path) -> None:
    """Write files and folders below ``into``, in the order in which they come. TarError for whatever else there is."""
    top = into.resolve()
    for member in tar:
        place = (top / member.name).resolve()
        if not place.is_relative_to(top):
            raise tarfile.TarError(f"{member.name} lies outside of it")
        if member.isdir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        source = tar.extractfile(member) if member.isreg() else None
        if source is None:
            raise tarfile.TarError(f"{member.name} is neither a file nor a folder")
        place.parent.mkdir(parents=True, exist_ok=True)
        with source, place.open("wb") as written:
            shutil.copyfileobj(source, written)
        place.chmod(member.mode & 0o755 | 0o600)
