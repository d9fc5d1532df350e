"""Which errors say that others were in the way, so that the same may be tried again, and which that none can store."""

from __future__ import annotations

import aiosqlite
import asyncpg  # type: ignore[import-untyped]

from civicore.storage.group import is_locked
from civicore.storage.transaction import Disconnected

_REPEATED = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidCachedStatementError,
    Disconnected,
)

_TAKES_NOTHING = (
    asyncpg.DiskFullError,
    asyncpg.PostgresIOError,
    asyncpg.ReadOnlySQLTransactionError,  # a server that became a standby, or that its keepers made read-only
)
_SQLITE_TAKES_NOTHING = (
    "database or disk is full",
    "disk I/O error",
    "attempt to write a readonly database",
    "unable to open database file",
)


def worth_repeating(error: Exception) -> bool:
    """Whether nothing was stored and the whole transaction may succeed when it is begun anew."""
    return isinstance(error, _REPEATED) or is_locked(error)


def takes_nothing(error: Exception) -> bool:
    """Whether the database can store nothing until somebody makes room or mends its disk."""
    if isinstance(error, aiosqlite.OperationalError):
        return str(error).startswith(_SQLITE_TAKES_NOTHING)
    return isinstance(error, _TAKES_NOTHING)
