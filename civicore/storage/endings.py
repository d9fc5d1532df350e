"""How what is done on a connection to PostgreSQL ends: stored, undone, or nobody knows because the server went away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from civicore.storage.transaction import CommitUnknown, Disconnected

_BROKEN = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server's farewell came between two steps of one statement
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.OperatorInterventionError,
)
TROUBLE = (*_BROKEN, asyncpg.PostgresError, TimeoutError)
_NOT_SURE = "01000"  # a warning: the synchronous standby did not answer, yet the server says COMMIT
_RELEASE = 5.0  # seconds to clean a connection before it is thrown away


@contextmanager
def connected() -> Iterator[None]:
    """Disconnected when the connection broke; every other error stays what it is."""
    try:
        yield
    except _BROKEN as error:
        if _is_broken(error):
            raise Disconnected("the database went away") from error
        raise


def _is_broken(error: BaseException) -> bool:
    # asyncpg calls a wrong argument an interface error too, and a cancelled statement an intervention.
    return not isinstance(error, (ValueError, asyncpg.QueryCanceledError))


@contextmanager
def storing(warned: list[str]) -> Iterator[None]:
    """CommitUnknown when the server goes away meanwhile, or its second machine stays silent.

    ``warned`` are the codes of what the server warned of on this connection, emptied here.
    """
    warned.clear()
    try:
        yield
    except _BROKEN as error:
        if _is_broken(error):
            raise CommitUnknown("the database went away while storing") from error
        raise
    if _NOT_SURE in warned:
        raise CommitUnknown("the second machine did not confirm in time")


async def commit(connection: Any, warned: list[str]) -> None:
    """Store what was begun, or CommitUnknown."""
    with storing(warned):
        answer = await connection.execute("COMMIT")
        # The server answers ROLLBACK, not an error, when a failed statement was swallowed on the way.
        if answer != "COMMIT":
            raise RuntimeError("nothing was stored: a statement had failed and the unit went on")


async def undo(connection: Any) -> None:
    """Undo what was begun, whatever state the connection is in."""
    try:
        await connection.execute("ROLLBACK")
    except TROUBLE:
        drop(connection)


def drop(connection: Any) -> None:
    """End a connection: the server undoes what it had begun, and nobody holds what it held."""
    with suppress(asyncpg.InterfaceError):  # the pool has dropped it already
        connection.terminate()


async def give_back(connection: Any, pool: Any) -> None:
    """Give the connection back to its pool, or end it where there is no pool any more."""
    # What goes wrong here concerns the connection, which the pool replaces; the unit has ended already.
    with suppress(*TROUBLE):
        if pool is None:
            connection.terminate()
        else:
            await pool.release(connection, timeout=_RELEASE)


async def closed(pool: Any, wait: float) -> None:
    """Close a pool; what is not given back within ``wait`` seconds is ended."""
    try:
        await asyncio.wait_for(pool.close(), wait)
    except TimeoutError:
        pool.terminate()
