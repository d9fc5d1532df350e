"""Another system of the city says over the API how far cases are; staff see what nobody understands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from civicore import demo_key
from tests.databases import ENGINES, Databases
from tests.signals.backoffice.office import BOSS
from tests.signals.desk.house import House
from tests.signals.open311.conftest import running, town

pytestmark = pytest.mark.anyio
ALSO = """  feeds:
    roadworks: {secret: {secret: roadworks_feed}, statuses: {Crew on site: in_work, WO done: solved/solved}}
"""
KEY = {"X-Feed-Key": demo_key("roadworks")}


@pytest.fixture(scope="module", params=ENGINES)
async def house(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[House]:
    async with running(databases, str(request.param), town(tmp_path_factory.mktemp("feeds"), ALSO)) as there:
        yield there


async def sent(house: House, *lines: dict[str, Any], key: dict[str, str] = KEY) -> httpx.Response:
    return await (await house.api()).post("/signals/updates", json={"updates": list(lines)}, headers=key)


def line(number: str | None, status: str, at: str = "2026-11-23T08:00:00Z", text: str = "") -> dict[str, Any]:
    return {"case": number, "status": status, "at": at, "text": text}


async def test_the_words_of_the_other_system_move_a_case_and_the_same_line_again_moves_nothing(house: House) -> None:
    case = await house.filed()
    told = await sent(house, line(case.number, "wo  DONE", text="Mended."), line(case.number, "Crew on site"))
    assert told.status_code == 200, told.text
    assert told.json() == {"new": 2, "known": 0, "changed": 1, "raised": 0, "unknown": []}
    now = await house.now(case)
    assert (now.status, now.outcome) == ("solved", "solved")
    again = await sent(house, line(case.number, "wo  DONE", text="Mended."))
    assert again.json() == {"new": 0, "known": 1, "changed": 0, "raised": 0, "unknown": []}


async def test_signal_case_40_staff_of_the_unit_see_what_nobody_understands_and_others_do_not(house: House) -> None:
    case = await house.filed()
    told = await sent(house, line(case.number, "WTF-17"), line("СК26-01-9999", "Crew on site"))
    assert (told.json()["raised"], told.json()["unknown"]) == (1, ["СК26-01-9999"])
    boss, clerk = await house.clerk("manager"), await house.clerk("clerk")
    for browser in (boss, clerk):
        page = await browser.open("/en/desk/signals/raised")
        assert "WTF-17" in page.text and case.number and case.number in page.text
    assert "that we do not understand" in (await boss.open("/en/desk")).text
    await house.desk.assign(case.id, BOSS, unit="north", reason="Theirs.")
    assert "WTF-17" not in (await clerk.open("/en/desk/signals/raised")).text


async def test_a_system_that_writes_the_citys_time_without_a_zone_is_no_trouble(house: House) -> None:
    case = await house.filed()
    told = await sent(house, line(case.number, "Crew on site", at="2026-11-23T09:00:00"))
    assert (told.json()["new"], told.json()["raised"]) == (1, 0)
    boss = await house.clerk("manager")
    assert str(case.number) not in (await boss.open("/en/desk/signals/raised")).text


@pytest.mark.parametrize("key", [{}, {"X-Feed-Key": "demo-gateway"}, {"X-Feed-Key": "ключ".encode().hex()}])
async def test_nobody_without_the_key_says_anything(house: House, key: dict[str, str]) -> None:
    case = await house.filed()
    told = await sent(house, line(case.number, "WO done"), key=key)
    assert told.status_code == 403 and told.json()["code"] == "signals.feed_key"
    assert (await house.now(case)).status != "solved"


async def test_what_is_no_update_is_refused_with_its_place(house: House) -> None:
    told = await sent(house, {"case": "1", "status": "", "at": "now"})
    assert told.status_code == 422, told.text
    described = (await house.stranger().http.get("/api/v1/openapi.json")).json()
    assert any(path.endswith("/signals/updates") and "post" in one for path, one in described["paths"].items())


async def test_a_city_without_booking_says_in_a_sentence_what_is_wrong_with_a_request(house: House) -> None:
    told = (await sent(house, {"case": "1", "status": ""})).json()
    said = {one["code"]: one["detail"] for one in told["errors"]}
    assert set(said) == {"field.missing_member", "field.too_short"}
    assert not any(code in title for code, title in said.items()), said
