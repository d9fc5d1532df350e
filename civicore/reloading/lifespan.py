"""How a server begins and ends what it serves (ASGI's lifespan)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from civicore.storage.delivering import described

log = logging.getLogger("civicore.reloading")


async def lived(around: Callable[[], AbstractAsyncContextManager[None]], receive: Any, send: Any) -> None:
    """Be inside ``around`` until the server ends; what cannot begin or end is said in the log and raised."""
    await receive()
    begun = False
    try:
        async with around():
            begun = True
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
    except Exception as error:
        log.error("the server %s: %s", "did not end well" if begun else "cannot start", described(error))
        await send({"type": "lifespan.shutdown.failed" if begun else "lifespan.startup.failed", "message": ""})
        raise
