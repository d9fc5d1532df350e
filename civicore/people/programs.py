"""Keys of other programs: the city's file names the secret of each, and whoever knows it is that program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from civicore.base.codes import same

if TYPE_CHECKING:
    from civicore.runtime import Runtime


def demo_key(name: str) -> str:
    """The key of a program in a demo whose secrets have no values."""
    return f"demo-{name}"


def program_of(runtime: Runtime, purpose: str, keys: Mapping[str, str], key: str) -> str | None:
    """The name of the program whose key this is; ``keys`` are names of secrets by program.

    Every key is compared, as keyed hashes of one length, so time tells neither which nor how much was right.
    """
    found = None
    written = runtime.keys.digest(purpose, key)
    for name, secret in keys.items():
        value = runtime.secret(secret) or (demo_key(name) if runtime.demo else None)
        if value and same(written, runtime.keys.digest(purpose, value)):
            found = name
    return found
