"""Litestar that answers with bytes which are at hand. The bytes are those that a server gave for a path.

python -m bench.limit.w1_http PORT-OF-THE-SERVER PATH
"""

import socket
import sys

import httpx
import uvicorn
from litestar import Litestar, MediaType, Response, get

BODY = httpx.get(f"http://127.0.0.1:{sys.argv[1]}{sys.argv[2]}", headers={"Accept-Encoding": "identity"})
KIND = BODY.headers["content-type"]


@get("/{path:path}")
async def answer(path: str) -> Response[bytes]:
    return Response(BODY.content, media_type=KIND)


if __name__ == "__main__":
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(1024)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(Litestar([answer], openapi_config=None), access_log=False, log_level="warning")
    uvicorn.Server(config).run(sockets=[listening])
