"""Keys of other programs: the city's file names the secret of each, and whoever knows it is that program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from civicore import Brake, same
from civicore_signals.setting import Setting

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

GUESSES = Brake(free=20, first=_MINUTE, longest=_HOUR, forget=_HOUR)
"""Wrong keys from one network."""

CLIENT = Brake(free=600, first=_MINUTE, longest=10 * _MINUTE, forget=10 * _MINUTE)
"""What one program sends in a row."""


def demo_key(name: str) -> str:
    """The key of a program in a demo whose secrets have no values."""
    return f"demo-{name}"


def owner(setting: Setting, purpose: str, keys: Mapping[str, str], key: str) -> str | None:
    """The name of the program whose key this is; ``keys`` are names of secrets by program.

    Every key is compared, as keyed hashes of one length, so time tells neither which nor how much was right.
    """
    runtime, found = setting.runtime, None
    written = runtime.keys.digest(purpose, key)
    for name, secret in keys.items():
        value = runtime.secret(secret) or (demo_key(name) if runtime.demo else None)
        if value and same(written, runtime.keys.digest(purpose, value)):
            found = name
    return found
