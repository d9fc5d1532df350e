"""The city's key: from the secret store, or made once and kept in a file only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from civicore.base.codes import Keyring, secret


class KeyUnsafe(Exception):
    """The key file can be read by others, or holds no key; the city does not start with it."""


def keyring(city: str, written: str | None, file: Path) -> Keyring:
    """The keys of a city.

    ``written`` is the value of ``security.key``: one key a line, the newest first, older ones still open
    links and codes given out under them. Without it the key lives in ``file`` and is made on first use.
    """
    lines = [line.strip() for line in (written or _kept(file)).splitlines() if line.strip()]
    if not lines:
        raise KeyUnsafe(f"{file} holds no key: put back the one from the backup, or links given out no longer open")
    return Keyring(city, tuple(line.encode() for line in lines))


def demo_keyring(city: str) -> Keyring:
    """A fixed key: a demo can be stopped and started on the same database, and guards nothing real."""
    return Keyring(city, (b"demo",))


def _kept(file: Path) -> str:
    if not file.exists():
        _make(file)
    if file.stat().st_mode & 0o077:
        raise KeyUnsafe(f"{file} can be read by others: chmod 600 {file}")
    return file.read_text()


def _make(file: Path) -> None:
    """Written whole and on disk before it has its name; of two first starts at once one key stays."""
    new = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(secret() + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(new, file)
    except FileExistsError:
        pass
    finally:
        new.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
