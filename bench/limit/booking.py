"""The least that books and that checks in: Litestar before a database, nothing asked but that the deed is on disk.

python -m bench.limit.booking DATABASE each|gathered
"""

import sys

from litestar import Litestar, Request, Response, post

from bench.limit import _serving, _stored

BASE = _stored.opened(*sys.argv[1:3])


@post("/api/v1/bookings")
async def book(request: Request) -> Response:
    made = await BASE.do(_stored.booking(await request.json()))
    return Response({"number": made}, status_code=201 if made else 409)


@post("/api/v1/devices/{printer:str}/check-in", status_code=200)
async def check_in(request: Request, printer: str) -> Response:
    return Response({"number": await BASE.do(_stored.check_in(await request.json()))}, status_code=200)


if __name__ == "__main__":
    _serving.serve(Litestar([book, check_in], on_startup=[BASE.open], openapi_config=None))
