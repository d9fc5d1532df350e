"""A folder into which a mail server delivers (Maildir): what lies in ``new`` is read and goes to ``cur``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_LARGEST = 1_000_000  # bytes of a letter; enclosed files are not kept
_READ = ":2,S"


def waiting(folder: Path) -> Iterator[Path]:
    """Letters not taken yet, the oldest name first. A server writes elsewhere and moves whole letters here."""
    new = folder / "new"
    if new.is_dir():
        yield from sorted(one for one in new.iterdir() if one.is_file() and not one.name.startswith("."))


def beginning(letter: Path) -> bytes | None:
    """A letter, or as much of it as is read; None when somebody took it away."""
    try:
        with letter.open("rb") as file:
            return file.read(_LARGEST)
    except FileNotFoundError:
        return None


def put_away(letter: Path) -> None:
    """Mark it as read; done already, nothing happens."""
    read = letter.parent.parent / "cur"
    read.mkdir(exist_ok=True)
    name = letter.name.partition(":2,")[0]
    try:
        letter.rename(read / f"{name}{_READ}")
    except FileNotFoundError:
        return
