"""The names that units share, as the server of PostgreSQL knows them."""

from __future__ import annotations

import asyncio

import asyncpg  # type: ignore[import-untyped]

_HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"


async def held_now(url: str) -> int:
    """Names that anybody holds."""
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval(_HELD))
    finally:
        await connection.close()


async def held_in(url: str) -> int:
    """Names that anybody holds, once nobody works."""
    for _ in range(100):
        if not (number := await held_now(url)):
            break
        await asyncio.sleep(0.05)
    return number
