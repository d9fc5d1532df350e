"""Whose tables a statement may name: third-party plugins touch only their own.

Who asks is read off the stack: the nearest function outside Piccolo and this room. So a service of the core that a
plugin calls does its own work, and a plugin's raw statement on a table of somebody else is refused. A task that the
plugin starts for the statement alone is not recognised.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType

from civicore.extension.grants import NotItsOwn

_NAMED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|EXISTS|ON)\s+(?:ONLY\s+)?\"?([A-Za-z_]\w*)", re.IGNORECASE)
_BETWEEN = (
    *("piccolo", "contextlib", "functools", "civicore.granted"),
    *(f"civicore.storage.{room}" for room in ("engines", "owners", "postgres", "sqlite")),
    *(f"civicore.storage.{room}" for room in ("statement", "store", "transaction")),
)
"""What lies between whoever asks and the database; the rest of this room, such as the audit log, asks for itself."""
strangers: dict[str, str] = {}
"""The prefixes of their tables, by the top-level package of each. Where there are none, nothing needs to be judged."""
_tables: set[str] = set()
_migrating: ContextVar[str | None] = ContextVar("civicore_migrating", default=None)


def tell_apart(prefixes: Mapping[str, str], tables: Iterable[str]) -> None:
    """``prefixes`` are those of tables by the top-level package of each stranger; ``tables`` are all that there are."""
    strangers.update(prefixes)
    _tables.update(tables)


@contextmanager
def migrating(app: str) -> Iterator[None]:
    """Inside, statements are those of a migration of this app."""
    mark = _migrating.set(app if app in strangers.values() else None)
    try:
        yield
    finally:
        _migrating.reset(mark)


def judge(statement: str) -> None:
    """NotItsOwn when a stranger's statement names a table of somebody else. Asked where there are ``strangers``."""
    prefix = _migrating.get() or _prefix_of(sys._getframe(1))
    if prefix is None:
        return
    for name in _NAMED.findall(statement):
        if name in _tables and not name.startswith(f"{prefix}_"):
            raise NotItsOwn(f"a statement of {prefix} names the table {name}, which is somebody else's")


def _prefix_of(frame: FrameType | None) -> str | None:
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if not any(module == one or module.startswith(f"{one}.") for one in _BETWEEN):
            return strangers.get(module.partition(".")[0])
        frame = frame.f_back
    return None
