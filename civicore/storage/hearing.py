"""Listening to what processes of one database announce to each other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from civicore.storage.endings import TROUBLE
from civicore.storage.transaction import to_the_end


async def heard(connection: Any, channel: str, wake: Callable[[], None], wait: float) -> None:
    """Call ``wake`` for what is announced there, until the connection is lost; it is closed then."""
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    try:
        await connection.add_listener(channel, lambda *_: wake())
        wake()  # what was announced before this began
        await lost.wait()
    finally:
        with suppress(*TROUBLE):
            await to_the_end(connection.close(timeout=wait))
