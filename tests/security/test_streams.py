"""A stream speaks to our own pages alone, whoever's browser reads it (S31)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.security.fortress import BASE, Fortress
from tests.security.rights import answered

pytestmark = pytest.mark.anyio
BOARD = "/device/hall.display/board/events"
STREAMS = (BOARD, "/queue/hall/events", "/desk/counter/hall.one/live")
OURS: tuple[dict[str, str], ...] = (
    {},
    {"origin": BASE},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
)
THEIRS: tuple[dict[str, str], ...] = (
    {"origin": "https://evil.example"},
    {"origin": f"{BASE}.evil.example"},
    {"origin": f"{BASE}:8080"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": BASE},
)


@pytest.mark.parametrize("path", STREAMS)
async def test_s31_a_page_of_another_site_hears_no_stream(fortress: Fortress, path: str) -> None:
    """Although the browser bears the cookies of the device and of the administrator."""
    browser = await fortress.signed_in(devices=True)
    cookie = "; ".join(f"{one.name}={one.value}" for one in browser.http.cookies.jar)
    accept = {"cookie": cookie, "accept": "text/event-stream"}
    for headers in OURS:
        said = await answered(fortress.built, "GET", path, {**accept, **headers})
        assert (said.status, said.headers["content-type"].partition(";")[0]) == (200, "text/event-stream"), headers
    for headers in THEIRS:
        said = await answered(fortress.built, "GET", path, {**accept, **headers})
        assert said.status == 403 and b"event:" not in said.body and b"data:" not in said.body, headers
        assert "access-control-allow-origin" not in said.headers


async def test_s31_the_boards_stream_needs_its_devices_token(fortress: Fortress) -> None:
    about: Any = (await fortress.browser().http.get("/demo.json")).json()
    tokens = about["tokens"]["devices"]
    path = "/api/v1/boards/hall.display/events"
    for token, status in ((tokens["hall.display"], 200), (tokens["hall.kiosk"], 404), ("x" * 43, 401)):
        said = await answered(fortress.built, "GET", path, {"authorization": f"Bearer {token}"})
        assert said.status == status, (status, said.body)
    for origin in ({}, {"origin": BASE}):
        assert (await answered(fortress.built, "GET", path, origin)).status == 401
        assert (await answered(fortress.built, "GET", BOARD, origin)).status != 200
