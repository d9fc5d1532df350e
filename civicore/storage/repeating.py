"""Which errors say that others were in the way, so that the same may be tried again."""

from __future__ import annotations

import asyncpg  # type: ignore[import-untyped]

from civicore.storage.sqlite import is_locked
from civicore.storage.transaction import Disconnected

_REPEATED = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidCachedStatementError,
    Disconnected,
)


def worth_repeating(error: Exception) -> bool:
    """Whether nothing was stored and the whole transaction may succeed when it is begun anew."""
    return isinstance(error, _REPEATED) or is_locked(error)
