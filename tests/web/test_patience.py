"""Who sends slowly keeps nobody's place: a body comes in time, or is answered with 408 (T16)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from litestar import post

from civicore.web import patience
from civicore.web.front import CityApp
from civicore.web.requests import AnyRequest
from tests.web.site import site, visitor

pytestmark = pytest.mark.anyio
OWN = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@post("/api/try/body")
async def take(request: AnyRequest) -> str:
    return str(len(await request.body()))


@post("/try/form")
async def take_form(request: AnyRequest) -> str:
    return str(len(await request.form()))


@pytest.fixture
def app() -> CityApp:
    return site(handlers=[take, take_form])


async def stuck() -> AsyncIterator[bytes]:
    """A body that begins and does not go on."""
    yield b"name=J"
    await asyncio.Event().wait()


@pytest.mark.parametrize("path", ["/api/try/body", "/cs/try/form"])
async def test_a_body_that_does_not_go_on_is_given_up(app: CityApp, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST", 0.0)
    async with visitor(app) as client:
        answer = await client.post(path, content=stuck(), headers=OWN)
    assert answer.status_code == 408
    assert path.startswith("/cs") or answer.json()["code"] == "request.too_slow"


async def test_a_large_body_over_a_poor_line_is_in_time_and_a_drip_is_not(
    app: CityApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(patience, "_now", lambda: clock[0])

    async def slow(piece: bytes, seconds: float) -> AsyncIterator[bytes]:
        for _ in range(60):
            clock[0] += seconds
            await asyncio.sleep(0)
            yield piece

    async with visitor(app) as client:
        large = await client.post("/api/try/body", content=slow(b"x" * 5000, 1.0))
        drip = await client.post("/api/try/body", content=slow(b"x", 1.0))
    assert (large.status_code, large.text) == (201, str(60 * 5000))
    assert drip.status_code == 408


async def test_who_only_reads_is_not_timed(app: CityApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST", -1.0)
    async with visitor(app) as client:
        assert (await client.get("/cs/contact")).status_code == 200
