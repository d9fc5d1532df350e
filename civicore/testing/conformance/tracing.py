"""Addresses with their parameters filled in, and what a part of a plugin asks of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from civicore.storage import sqlite, transaction

_PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_VALUES = {"uuid": "7f1c2f6e-4b0e-4f0f-9b60-0d1f4f6f3a99", "int": "1", "float": "1.5", "date": "2026-12-01"}


def filled(path: str) -> str:
    """The path with a value of the right kind for each parameter; nothing has that id."""
    return _PARAMETER.sub(lambda found: _VALUES.get(found[2] or "str", "nobody"), path)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What SQLite is asked meanwhile by this process."""
    asked: list[str] = []
    used = transaction.used

    def noting(engine: Any, query: str, args: Any) -> Any:
        asked.append(query)
        return used(engine, query, args)

    with patch.object(sqlite, "used", noting):
        yield asked
