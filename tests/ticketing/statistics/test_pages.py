"""The pages of the figures: page, CSV and a recount of the log say the same, to whom they may be shown."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

import pytest
from civicore_ticketing.tables import EventRow
from playwright.sync_api import Browser as Chromium

from civicore import new_id
from tests.stories.screenshots import sign_in
from tests.ticketing.counter.room import Browser
from tests.ticketing.phone.street import JANA, K1, Street
from tests.ticketing.phone.test_browser import FILE
from tests.tools.fixtures import MORNING
from tests.tools.pagecheck import DESK, Checker, State, View, looks
from tests.tools.serving import Server, served
from tests.tools.visitor import said

SVG = "{http://www.w3.org/2000/svg}"
PAGE, FILE_OF_IT = "/en/desk/statistics", "/en/desk/statistics.csv"


async def a_day(street: Street) -> None:
    """Two for the registry, one served and one who does not come; one for transport, who gives up."""
    first, second, car = await street.take(), await street.take("passports"), await street.take("cars")
    street.wait(5 * 60)
    assert (await street.call()).id == first.id
    await street.queues.arrived(K1, JANA)
    street.wait(10 * 60)
    await street.queues.finish(K1, JANA)
    for _ in range(2):
        assert (await street.call()).id == second.id
        await street.queues.no_show(K1, JANA)
        street.wait(2 * 60)
    await street.queues.leave(street.queues.token(car.id))
    await street.queues.close_counter(K1, JANA)


async def rows(browser: Browser) -> dict[tuple[str, str], dict[str, str]]:
    """The lines of the CSV by table and key."""
    answer = await browser.http.get(FILE_OF_IT)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("\ufeff")
    lines = csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    return {(one["table"], one["key"]): one for one in lines}


def tables(browser: Browser) -> dict[str, dict[str, list[str]]]:
    """The tables of the page: heading to first cell to the other cells."""
    found: dict[str, dict[str, list[str]]] = {}
    for section in browser.page.all("section"):
        cells = [[said(cell) for cell in row] for row in section.iter("tr")]
        found[said(next(iter(section.iter("h2"))))] = {row[0]: row[1:] for row in cells[1:]}
    return found


async def recounted(street: Street, kind: str, agenda: str | None = None) -> int:
    """How many lines of this kind the log has."""
    asked = EventRow.count().where(EventRow.kind == kind, EventRow.undone.eq(False))
    async with street.built.runtime.store.reading():
        return int(await (asked if agenda is None else asked.where(EventRow.agenda == agenda)))


async def test_page_csv_and_a_recount_of_the_log_are_the_same_figures(street: Street) -> None:
    await a_day(street)
    head = await street.clerk("chief")
    await head.open(PAGE)
    shown, told = tables(head), await rows(head)
    total = told["total", ""]
    assert [total[name] for name in ("tickets", "finished", "no_shows", "left")] == ["3", "1", "1", "1"]
    assert shown["All together"]["Together"][:5] == ["3", "0", "1", "1", "1"]
    for agenda, name in (("cards", "Identity cards"), ("passports", "Passports"), ("cars", "Vehicles")):
        line, row = told["agenda", agenda], shown["By agenda"][name]
        assert row[:5] == [line[one] for one in ("tickets", "booked", "finished", "no_shows", "left")]
        counted = [await recounted(street, one, agenda) for one in ("issued", "finished", "no_show", "left")]
        assert [line[one] for one in ("tickets", "finished", "no_shows", "left")] == [str(one) for one in counted]
    assert told["agenda", "cards"]["wait_median_s"] == "303"
    assert shown["By agenda"]["Identity cards"][5] == "5 minutes"
    assert told["agenda", "cards"]["serving_median_s"] == "600"
    load = told["counter", K1]
    assert (load["finished"], load["serving_s"]) == ("1", "600")
    assert shown["By counter"]["Cabin 1"][:2] == ["1", "10 minutes"]
    bars = [said(one) for one in head.page.root.iter(f"{SVG}title")]
    assert bars.count("09:00: 3") == 1, bars


async def test_undone_deeds_do_not_count(street: Street) -> None:
    await street.take()
    await street.call()
    await street.queues.undo(K1, JANA)
    head = await street.clerk("chief")
    told = await rows(head)
    assert told["total", ""]["wait_median_s"] == "", "nobody was called"


async def test_searches_that_found_nothing_are_counted(street: Street) -> None:
    await a_day(street)
    await street.built.runtime.transact(lambda unit: EventRow.insert(_in_vain(street)))
    told = await rows(await street.clerk("chief"))
    assert told["total", ""]["unmet"] == told["agenda", "passports"]["unmet"] == "1"


def _in_vain(street: Street) -> EventRow:
    now = street.built.runtime.clock.now()
    return EventRow(id=new_id(), at=now, nr=10_000, kind="unmet", office="hall", agenda="passports", deed=new_id())


async def test_a_head_of_department_sees_only_their_own(street: Street) -> None:
    await a_day(street)
    head, driver = await street.clerk("head"), await street.clerk("driver")
    await head.open(PAGE)
    assert "Passports" in head.told and "Vehicles" not in head.told
    assert (await rows(head))["total", ""]["tickets"] == "2"
    assert (await rows(driver))["total", ""]["tickets"] == "1"
    await driver.open(PAGE)
    assert "Vehicles" in driver.told and "Passports" not in driver.told


async def test_who_may_not_see_them_does_not(street: Street) -> None:
    clerk, driver, stranger = await street.clerk("clerk"), await street.clerk("driver"), street.telephone()
    for path in (PAGE, FILE_OF_IT):
        assert (await clerk.open(path)).status == 403, path
        assert (await stranger.open(path)).url.split("?")[0].endswith("/desk/sign-in"), path
        assert (await driver.open(f"{path}?office=branch")).status == 404, "no agenda of theirs there"
        assert (await driver.open(f"{path}?office=moon")).status == 404, path
    await clerk.open("/en/desk")
    assert "Statistics" not in clerk.page.links()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("first=2026-11-24&last=2026-11-24", True), ("first=2026-11-20&last=2026-11-23", False), ("first=never", True)],
)
async def test_the_days_asked_for(street: Street, asked: str, shown: bool) -> None:
    await a_day(street)
    head = await street.clerk("chief")
    await head.open(f"{PAGE}?{asked}")
    assert head.page.status == 200
    assert ("Nothing happened on these days." not in head.told) is shown


async def test_no_person_stands_in_the_file(street: Street) -> None:
    _, code = await street.book("09:15")
    street.set("09:15:00")
    await street.queues.check_in(code, "hall", by="ticket_printer", source="hall.printer", at=street.clock.now())
    await street.call()
    text = (await (await street.clerk("chief")).http.get(FILE_OF_IT)).text
    for word in ("Petr", "Starý", "posta.example", code, "Jana", "jana"):
        assert word not in text


# In a browser


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(FILE, tmp_path_factory.mktemp("figures"), clock=MORNING) as server:
        yield server
        assert server.complaints() == []


@pytest.fixture(scope="module")
def cookies(town: Server) -> Mapping[str, str]:
    return sign_in(town)


STATES = (
    State("figures", "/{language}/desk/statistics", budget=DESK),
    State("a week", "/{language}/desk/statistics?first=2026-11-18&last=2026-11-24", budget=DESK),
    State("nothing", "/{language}/desk/statistics?first=2026-11-01&last=2026-11-02", budget=DESK),
)
LANGUAGES = ("cs", "uk", "bg", "en")
WIDTHS = ("small", "desktop", "tablet")
LOOKS: list[tuple[Any, ...]] = looks(STATES, LANGUAGES, WIDTHS, ("light", "dark"), (True, False))


@pytest.mark.soak
@pytest.mark.parametrize(
    ("state", "language", "view"),
    [
        pytest.param(
            state, language, View(width, scheme, script), id=f"{state.name}-{language}-{width}-{scheme}-{script}"
        )
        for state, language, width, scheme, script in LOOKS
    ],
)
@pytest.mark.xdist_group("figures")
def test_the_page_checker_finds_nothing(
    chromium: Chromium, town: Server, cookies: Mapping[str, str], state: State, language: str, view: View
) -> None:
    checker = Checker(chromium, town.base, cookies=cookies)
    assert checker.problems(state.told(language=language), view) == []
