"""The pool of connections to a PostgreSQL server: what each of them begins with, and how long anything may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from civicore.storage.transaction import CannotOpen, waiting

_OLDEST = 13  # the oldest server version that its makers still mended in 2025
_STATEMENTS = 500  # that a connection keeps ready
# The HTML of each letter is compressed; the old way takes as long as all else that is done for a booking's letter.
# Servers know the other one since PostgreSQL 14, where they were built with it.
QUICKLY = """
SELECT set_config(name, 'lz4', false) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)
"""


async def opened(connect: Any, config: Mapping[str, Any], *, size: int, wait: float, statement: float) -> Any:
    """A pool of at most ``size`` connections. Seconds: ``wait`` for a connection or a lock, ``statement`` for one.

    CannotOpen for a server that is too old, StoreBusy for one that does not answer.
    """
    async with waiting(wait, "the server does not answer"):
        pool = await asyncpg.create_pool(
            **config,
            connect=connect,
            min_size=1,
            max_size=size,
            timeout=wait,
            command_timeout=statement + wait,
            server_settings=_limits(wait, statement),
            statement_cache_size=_STATEMENTS,
            init=_compressing_quickly,
            reset=_left_as_it_was,
        )
    try:
        async with pool.acquire() as connection:
            found = connection.get_server_version()
        if found.major < _OLDEST:
            raise CannotOpen(f"PostgreSQL {found.major} is too old: {_OLDEST} or newer is needed")
    except BaseException:
        pool.terminate()
        raise
    return pool


def _limits(wait: float, statement: float) -> dict[str, str]:
    return {
        "TimeZone": "UTC",
        "default_transaction_isolation": "read committed",  # after a lock is read what its last holder left
        "statement_timeout": str(int(statement * 1000)),
        "lock_timeout": str(int(wait * 1000)),
        # A machine without power says no farewell, and others wait for what it held.
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "1",
        "tcp_keepalives_count": "5",
        "tcp_user_timeout": "10000",
        "idle_in_transaction_session_timeout": str(int((statement + wait) * 2000)),
    }


async def _compressing_quickly(connection: Any) -> None:
    await connection.execute(QUICKLY)


async def _left_as_it_was(connection: Any) -> None:
    """Units change settings for themselves alone, so a connection needs no cleaning: one question less a unit."""
