"""A running demo: its addresses, its clock, its caught messages, and that none of it is there without it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copytree
from typing import Any, cast

import httpx
import pytest

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.reading import Settings

TRUTNOV = Path(__file__).parents[2] / "deployments" / "trutnov.yaml"


@asynccontextmanager
async def client_of(built: Built) -> AsyncIterator[httpx.AsyncClient]:
    await built.prepare()
    transport = httpx.ASGITransport(app=cast(Any, built.app))
    async with built.app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://city") as client:
        yield client


@pytest.fixture
async def demo(empty_database_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    copytree(TRUTNOV.parent / "trutnov", tmp_path / "trutnov")
    file = tmp_path / "trutnov.yaml"
    file.write_text(
        TRUTNOV.read_text().replace("sender: webcall@trutnov.example", "sender: a@trutnov.example\n    per_hour: 2")
    )
    settings = Settings(file, database=empty_database_url, demo=True, served_at="http://city", clock=DemoClock())
    async with client_of(build(settings)) as client:
        yield client


async def test_it_tells_every_address_sign_in_and_token(demo: httpx.AsyncClient) -> None:
    told = (await demo.get("/demo.json")).json()
    assert {one["role"] for one in told["sign_ins"]} == {"clerk", "manager", "admin"}
    assert set(told["tokens"]["devices"]) == {"town_hall.printer", "town_hall.display"}
    for address in told["addresses"].values():
        assert (await demo.get(address, follow_redirects=True)).status_code == 200


async def test_its_clock_is_set_and_everything_follows(demo: httpx.AsyncClient) -> None:
    set_to = await demo.post("/demo/clock", json={"now": "2026-11-24T07:40:00+01:00"})
    assert set_to.json() == {"now": "2026-11-24T07:40:00+01:00", "running": False}
    later = await demo.post("/demo/clock", json={"advance": "15min"})
    assert later.json()["now"] == "2026-11-24T07:55:00+01:00"
    assert (await demo.post("/demo/clock", json={"run": True})).json()["running"]


async def test_people_set_the_clock_by_buttons(demo: httpx.AsyncClient) -> None:
    before = (await demo.get("/demo/clock")).json()["now"]
    answer = await demo.post("/demo/clock", data={"advance": "1d"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/demo")
    assert (await demo.get("/demo/clock")).json()["now"] > before


async def test_what_is_no_clock_is_refused(demo: httpx.AsyncClient) -> None:
    for asked in ('{"tomorrow": true}', "{", "[]", ""):
        answer = await demo.post("/demo/clock", content=asked, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (422, "demo.clock_unclear"), asked


async def test_no_hourly_limit_holds_messages_back(demo: httpx.AsyncClient) -> None:
    await demo.post("/demo/clock", json={"now": "2026-11-24T07:40:00+01:00"})
    for number in range(3):
        fields = {"first_name": "Jan", "last_name": "Malý", "email": f"jan{number}@posta.example"}
        asked = {"agenda": "passports", "activity": "collect", "start": f"2026-12-01T10:{number}0:00+01:00"}
        answer = await demo.post("/api/v1/bookings", json={**asked, "fields": fields})
        assert answer.status_code == 201, answer.text
    caught = (await demo.get("/demo/outbox.json")).json()
    assert [one["to"] for one in caught] == [f"jan{number}@posta.example" for number in range(3)]


@pytest.mark.check("S64")
async def test_without_demo_there_is_none_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for secret in ("SMTP_PASSWORD", "SMS_KEY", "BACKUP_KEY"):
        monkeypatch.setenv(f"CIVICORE_SECRET_{secret}", "hush")
    file = tmp_path / "trutnov.yaml"
    file.write_text(TRUTNOV.read_text())
    copytree(TRUTNOV.parent / "trutnov", tmp_path / "trutnov")
    async with client_of(build(Settings(file))) as client:
        for path in ("/demo", "/demo.json", "/demo/outbox", "/demo/outbox.json", "/demo/clock"):
            assert (await client.get(path)).status_code == 404, path
        assert (await client.post("/demo/clock", json={"run": True})).status_code in (404, 405)
