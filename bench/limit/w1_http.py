"""Litestar that answers with bytes which are at hand. The bytes are those that a server gave for a path.

python -m bench.limit.w1_http PORT-OF-THE-SERVER PATH
"""

import sys

import httpx
from litestar import Litestar, Response, get

from bench.limit import _serving

BODY = httpx.get(f"http://127.0.0.1:{sys.argv[1]}{sys.argv[2]}", headers={"Accept-Encoding": "identity"})
KIND = BODY.headers["content-type"]


@get("/{path:path}")
async def answer(path: str) -> Response[bytes]:
    return Response(BODY.content, media_type=KIND)


if __name__ == "__main__":
    _serving.serve(Litestar([answer], openapi_config=None))
