"""How much of Python a request runs through before it comes to the unit of work: no clock decides, only how many calls.

A visit for more people than the city allows is refused by its rules alone, once all of the way there has been gone.
The bound is a little above what is needed now: whoever passes it looks for what is done for each request though it
hangs on the route, the form or the city alone.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.booking.pages.citizen import House
from tests.speed.reading.test_free_times import calls

pytestmark = pytest.mark.anyio
CALLS = 272
WHO = {"first_name": "Jana", "last_name": "Nováková", "email": "jana@posta.example"}


async def asked(house: House, wish: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The answer to a program, and the functions of Python within the application."""
    body, told = json.dumps(wish).encode(), dict[str, Any]()
    headers = {
        "host": "city",
        "content-type": "application/json",
        "content-length": str(len(body)),
        "accept-encoding": "gzip",
        "accept-language": "cs-CZ,cs;q=0.9,en;q=0.5",
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        told.update(message)

    scope: Any = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/bookings",
        "raw_path": b"/api/v1/bookings",
        "query_string": b"",
        "client": ("192.0.2.7", 5),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    with calls() as number:
        await house.built.app(scope, receive, send)
    return told, number[0]


async def test_the_way_to_a_booking_is_short(house: House) -> None:
    wish = {"agenda": "cards", "office": "hall", "start": "2026-11-25T09:00:00+01:00", "people": 3, "fields": WHO}
    await asked(house, wish)
    told, number = await asked(house, wish)
    assert (told["status"], json.loads(told["body"])["code"]) == (409, "booking.not_bookable")
    assert number <= CALLS
