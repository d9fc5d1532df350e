"""The least that tells listeners of a call: whoever posts is heard by every open stream. Nothing is stored.

python -m bench.limit.hall
"""

import asyncio
from collections.abc import AsyncIterator

from litestar import Litestar, get, post
from litestar.response import Stream

from bench.limit import _serving

LISTENERS: list[asyncio.Queue] = []


@get("/events")
async def events() -> Stream:
    heard = asyncio.Queue()
    heard.put_nowait(b"data: {}\n\n")
    LISTENERS.append(heard)

    async def every() -> AsyncIterator[bytes]:
        while True:
            yield await heard.get()

    return Stream(every(), media_type="text/event-stream")


@post("/next")
async def call() -> None:
    for one in LISTENERS:
        one.put_nowait(b"data: {}\n\n")


if __name__ == "__main__":
    _serving.serve(Litestar([events, call], openapi_config=None))
