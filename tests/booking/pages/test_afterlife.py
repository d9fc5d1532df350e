"""Pages that are opened again: by the next person at the same computer, after the visit, after the file has changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from tests.booking.pages.citizen import WHO, House
from tests.booking.pages.conftest import FILE
from tests.booking.pages.test_waiting import joined

Start = Callable[[], AbstractAsyncContextManager[House]]
NINE = "2026-11-25T08:00:00Z"
LATER = """\
civicore: 1
extends: [./town.yaml]
agendas: {cards: null}
offices: {branch: null, hall: {counters: {k1: {serves: [wedding]}}}}
"""


@pytest.fixture
def without_cards(tmp_path: Path) -> Path:
    """The town after it has stopped serving identity cards."""
    (tmp_path / "town.yaml").write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "later.yaml"
    path.write_text(LATER, encoding="utf-8")
    return path


@pytest.fixture
def later(without_cards: Path, database_url: str, clock: DemoClock) -> Start:
    """The same town started again with its new file."""

    @asynccontextmanager
    async def started() -> AsyncIterator[House]:
        built = build(Settings(without_cards, database=database_url, demo=True, served_at="http://city", clock=clock))
        async with built.app.lifespan():
            yield House(built, clock)

    return started


async def test_the_next_person_at_the_computer_gets_no_link_to_the_visit(house: House) -> None:
    jana = house.citizen()
    check = await jana.to_check(NINE)
    first = await jana.press("Objednat se")
    phone = house.citizen()
    await phone.open(await house.link("/booking/confirm/"))
    await phone.press("Potvrdit objednávku")
    pin = phone.page.source.partition('class="code-value">')[2].partition("<")[0]
    jana.page = check
    again = await jana.press("Objednat se")
    assert again.url == first.url
    assert "Objednávka je potvrzená" in jana.told
    assert "/booking/visit/" not in again.source
    assert pin and pin not in again.source
    assert WHO["email"] not in again.source


async def test_the_page_of_a_hold_ends_with_the_visit(house: House) -> None:
    jana = house.citizen()
    held = (await jana.to_held(NINE)).url
    await jana.open(await house.link("/booking/confirm/"))
    await jana.press("Potvrdit objednávku")
    house.clock.advance(timedelta(days=1, hours=1, minutes=30))
    assert (await jana.open(held)).status == 200
    house.clock.advance(timedelta(seconds=1))
    assert (await jana.open(held)).status == 410
    assert "25. listopadu" not in jana.told


async def test_case_46_pages_of_an_agenda_that_left_the_file_are_still_there(house: House, later: Start) -> None:
    jana = house.citizen()
    held = (await jana.to_held(NINE)).url
    confirm = await house.link("/booking/confirm/")
    eva = await joined(house)
    waiting = await house.link("/booking/waiting/", "eva@posta.example")
    assert eva.page.status == 200
    async with later() as town:
        anna = town.citizen()
        for address in (held, confirm, waiting):
            assert (await anna.open(address)).status == 200, address
        await anna.open(confirm)
        await anna.press("Potvrdit objednávku")
        assert anna.page.status == 200
        assert "PIN" in anna.told
        visit = anna.page.url
        for page in ("/cancel", "/visit.ics", "/code.svg"):
            assert (await anna.open(visit + page)).status == 200, page
        assert (await anna.open(visit + "/times")).status == 409
