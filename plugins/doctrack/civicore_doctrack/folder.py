"""A watched folder on the disk: what lies in it, whole or not, and what stands in a file."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

MARK = ".done"
LARGEST = 100_000_000  # bytes


@dataclass(frozen=True)
class Lying:
    """A file as it lies there. ``modified`` is in nanoseconds; ``marked``: somebody says beside it that it is whole."""

    name: str
    size: int
    modified: int
    marked: bool


def lying(folder: Path, pattern: str) -> tuple[Lying, ...] | None:
    """Files of a folder that are called so, the oldest first; None when there is no such folder to look into."""
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return None
    names = {one.name for one in entries}
    found = [_lying(one, names) for one in entries if _is_meant(one.name, pattern)]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.modified, one.name)))


def _is_meant(name: str, pattern: str) -> bool:
    return fnmatchcase(name.casefold(), pattern.casefold()) and not name.startswith(".") and not name.endswith(MARK)


def _lying(path: Path, names: set[str]) -> Lying | None:
    try:
        state = path.stat(follow_symlinks=False)
        if path.is_symlink() or not path.is_file():
            return None
    except OSError:
        return None
    return Lying(path.name, state.st_size, state.st_mtime_ns, f"{path.name}{MARK}" in names)


def content(folder: Path, file: Lying) -> bytes | None:
    """What stands in a file; None when it has changed since it was looked at, or cannot be read."""
    path = folder / file.name
    try:
        data = path.read_bytes()
        after = path.stat(follow_symlinks=False)
    except OSError:
        return None
    unchanged = (after.st_size, after.st_mtime_ns) == (file.size, file.modified) and len(data) == file.size
    return data if unchanged else None


def remove(folder: Path, name: str) -> None:
    """Take a file away, and what says that it is whole."""
    for one in (name, f"{name}{MARK}"):
        (folder / one).unlink(missing_ok=True)
