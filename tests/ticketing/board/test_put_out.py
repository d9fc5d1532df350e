"""Whoever is put out or signs out sees nothing more on a stream that is still open (S46)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import cast

import httpx
import pytest

from civicore.demo.staff import PASSWORD, employ
from civicore.devices.enrolment import Devices
from civicore.people.team import People
from civicore.web import live
from civicore.web.front import CityApp
from tests.live.streaming import Reader, Served, answering
from tests.ticketing.board.house import JANA, House

BOARD, COUNTER = "/cs/device/hall.tv/board/events", "/cs/desk/counter/hall.k1/live"


@pytest.fixture
async def served(house: House) -> AsyncIterator[Served]:
    async with answering(cast(CityApp, house.built.app)) as running:
        yield running


async def ended(reader: Reader) -> None:
    """Nothing more comes over it."""
    with pytest.raises(EOFError):
        await reader.events(1)


async def cookies(browser: httpx.AsyncClient) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}


@pytest.fixture
async def clerk(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that is signed in at the desk."""
    running = house.built.runtime
    await employ(running, running.services.one(People).roles)
    async with house.browser() as browser:
        await sent(browser, "/cs/desk/sign-in", "/sign-in", email="clerk@board-town.example", password=PASSWORD)
        yield browser


async def sent(browser: httpx.AsyncClient, page: str, action: str, **fields: str) -> None:
    """Fill in the form of a page that goes to this address."""
    shown = await browser.get(page)
    token = re.findall(r'name="_csrf" value="([^"]+)"', shown.text)[0]
    answer = await browser.post(f"/cs/desk{action}", data={**fields, "_csrf": token})
    assert answer.status_code == 200, answer.text


@pytest.mark.check("S46")
async def test_a_board_that_was_put_out_is_told_nothing_any_more(house: House, served: Served) -> None:
    async with house.browser("tv") as browser:
        known = await cookies(browser)
    async with served.reading(BOARD, **known) as reader:
        await reader.events(1)
        await house.taken()
        await reader.events(1)
        await house.built.runtime.services.one(Devices).revoke("hall.tv", JANA)
        await house.taken()
        await ended(reader)


async def test_where_nothing_happens_a_board_is_put_out_with_the_next_beat(
    house: House, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT", 0.01)
    async with house.browser("tv") as browser:
        known = await cookies(browser)
    async with served.reading(BOARD, **known) as reader:
        await house.built.runtime.services.one(Devices).revoke("hall.tv", JANA)
        await reader.events(1)
        await ended(reader)


@pytest.mark.check("S46")
async def test_who_signs_out_hears_no_more_of_the_counter(
    house: House, served: Served, clerk: httpx.AsyncClient
) -> None:
    async with served.reading(COUNTER, **await cookies(clerk)) as reader:
        await reader.events(1)
        await house.taken()
        await reader.events(1)
        await sent(clerk, "/cs/desk", "/sign-out")
        await house.taken()
        await ended(reader)


async def test_an_open_counter_keeps_nobody_signed_in(house: House, served: Served, clerk: httpx.AsyncClient) -> None:
    async with served.reading(COUNTER, **await cookies(clerk)) as reader:
        await reader.events(1)
        house.later(1795)
        await house.taken()
        await reader.events(1)
        house.later(10)
        await house.taken()
        await ended(reader)


@pytest.mark.check("S45")
async def test_a_counter_that_asks_by_itself_signs_an_absent_clerk_out(house: House, clerk: httpx.AsyncClient) -> None:
    asks = ({"x-part": "1", "x-by-itself": "1"}, {"accept": "text/event-stream"})
    for own in asks:
        house.later(1790)
        assert (await clerk.head("/cs/desk/counter/hall.k1", headers=own)).url.path.endswith("/hall.k1")
        assert (await clerk.head("/cs/desk/counter/hall.k1")).url.path.endswith("/hall.k1")
    house.later(1790)
    for own in asks:
        assert (await clerk.head("/cs/desk/counter/hall.k1", headers=own)).url.path.endswith("/hall.k1")
    house.later(11)
    assert (await clerk.head("/cs/desk/counter/hall.k1")).url.path == "/cs/desk/sign-in"
