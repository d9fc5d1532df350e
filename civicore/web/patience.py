"""How long a request may take to say what it wants: who sends a byte a minute keeps no place for others' (T16)."""

from __future__ import annotations

import asyncio

from litestar.exceptions import HTTPException
from litestar.types import HTTPReceiveMessage, Receive

FIRST = 10.0
"""Seconds for whatever is asked."""
SLOWEST = 4096
"""Bytes of a body that each second more must have brought: a large file over a poor line is in time."""


def patient(receive: Receive) -> Receive:
    """The same body; an answer of 408 where it does not come in time."""
    began, heard, whole = _now(), 0, False

    async def asked() -> HTTPReceiveMessage:
        nonlocal heard, whole
        if whole:
            return await receive()  # type: ignore[return-value]
        try:
            async with asyncio.timeout(FIRST + heard / SLOWEST - (_now() - began)):
                message = await receive()
        except TimeoutError:
            raise HTTPException(status_code=408) from None
        if message["type"] == "http.request":
            heard += len(message["body"])
            whole = not message["more_body"]
        return message  # type: ignore[return-value]

    return asked


def _now() -> float:
    """Seconds of a clock that nobody sets."""
    return asyncio.get_running_loop().time()
