"""The city's key: from the secret store, or made once and kept in a file only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from civicore.base.codes import Keyring, secret


class KeyUnsafe(Exception):
    """The key file can be read by others; the city does not start with it."""


def keyring(city: str, written: str | None, file: Path) -> Keyring:
    """The keys of a city.

    ``written`` is the value of ``security.key``: one key a line, the newest first, older ones still open
    links and codes given out under them. Without it the key lives in ``file`` and is made on first use.
    """
    lines = [line.strip() for line in (written or _kept(file)).splitlines() if line.strip()]
    return Keyring(city, tuple(line.encode() for line in lines))


def demo_keyring(city: str) -> Keyring:
    """A fixed key: a demo can be stopped and started on the same database, and guards nothing real."""
    return Keyring(city, (b"demo",))


def _kept(file: Path) -> str:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if file.stat().st_mode & 0o077:
            raise KeyUnsafe(f"{file} can be read by others: chmod 600 {file}") from None
        return file.read_text()
    with os.fdopen(descriptor, "w") as new:
        key = secret()
        new.write(key + "\n")
    return key
