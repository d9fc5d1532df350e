"""Consultations and the page of the bot as a browser without script gets them, and at a kiosk."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser

from tests.databases import ENGINES
from tests.tools.counts import times
from tests.tools.fixtures import Cities
from tests.tools.pagecheck import Checker, State, View
from tests.tools.serving import Server
from tests.tools.visitor import Page, Visitor

WAY = ("ID card", "No I am not", "In another region", "It was lost or stolen", "18 or more")


@pytest.fixture
def server(cities: Cities) -> Server:
    return cities.get("dms_ua", ENGINES[0])


@pytest.fixture
def visitor(server: Server) -> Iterator[Visitor]:
    with Visitor(server.base) as somebody:
        yield somebody


def led(visitor: Visitor, *labels: str) -> Page:
    """Answer one question after the other."""
    page = visitor.open("/en/consultations")
    for label in labels:
        page = visitor.follow(label)
    return page


def test_a_few_answers_lead_to_a_list_that_can_be_kept_as_an_address(server: Server, visitor: Visitor) -> None:
    page = led(visitor, *WAY)
    assert "Take these papers with you" in page.text
    assert "Statement of the loss or theft" in page.text
    assert "to be confirmed by the authority" in page.text
    assert "UAH 558" in page.text
    assert page.link("DMS unit in Lviv").endswith("/en/offices/lviv_1")
    with Visitor(server.base) as somebody:
        assert somebody.open(page.url).text == page.text
        assert "Візьміть із собою ці документи" in somebody.follow("Українська").text


def test_every_answer_can_be_changed_and_back_leads_one_question_back(visitor: Visitor) -> None:
    led(visitor, *WAY)
    page = visitor.follow("Change: Are you an internally displaced person?")
    assert page.title.startswith("Are you an internally displaced person?")
    assert "In temporarily occupied territory" in visitor.follow("Yes I am").links()
    assert visitor.follow("Back").title == page.title


def test_answers_in_an_address_are_kept_by_no_cache_and_told_to_no_other_site(server: Server) -> None:
    first = server.http.get("/en/consultations/documents")
    assert "no-store" not in first.headers["Cache-Control"]
    link = re.search(r'href="(/en/consultations/documents\?[^"]+)"', first.text)
    assert link is not None
    second = server.http.get(link[1].replace("&amp;", "&"))
    assert second.headers["Cache-Control"] == "no-store"
    assert second.headers["Referrer-Policy"] == "no-referrer"


def test_an_address_of_an_older_tree_or_of_nonsense_offers_to_begin_again(server: Server, visitor: Visitor) -> None:
    for query in ("v=000000&a=id_card", "v=58c8f1&a=ghost", "a=id_card", "v=&a=" + "x." * 500):
        answer = server.http.get(f"/en/consultations/documents?{query}")
        assert answer.status_code == 410, query
        assert "no longer asked this way" in answer.text
        assert 'href="/en/consultations/documents"' in answer.text
    assert server.http.get("/en/consultations/nothing").status_code == 404


def test_the_list_can_be_taken_along_into_a_messenger(visitor: Visitor) -> None:
    link = led(visitor, *WAY).link("Telegram")
    assert re.search(r"/telegram\?start=cdocuments-[0-9a-f]{6}-11121$", link)  # a demo plays the messenger itself
    assert "Exchange for an ID card: bring" in visitor.open(link).text


@pytest.mark.rule("DMS-02")
def test_the_page_of_the_bot_shows_names_links_and_codes(visitor: Visitor) -> None:
    page = visitor.open("/uk/bot")
    assert "@dmsu_example_bot" in page.text
    assert "dmsuexample" in page.text
    assert "Безоплатно." in page.text
    assert page.link("Відкрити в Telegram").endswith("/dms_bot/telegram")
    assert page.link("Відкрити в Viber").endswith("/dms_bot/viber")
    codes = [one for one in page.all("img") if (one.get("src") or "").startswith("data:image/svg+xml")]
    assert len(codes) == 2
    assert "ДМС-бот" in visitor.open("/uk/").links()


def test_a_kiosk_leads_the_same_way_and_forgets(server: Server) -> None:
    with httpx.Client(base_url=server.base, follow_redirects=True, timeout=60) as http:
        http.get("/demo/device/town.lviv_hall")
        path = "/en/device/town.lviv_hall/consultations"
        page = http.get(path).text
        for answer in ("id_card", "not_idp", "elsewhere", "lost", "adult"):
            assert f'value="{answer}"' in page
            page = http.post(path, data={"answer": answer, "_csrf": token(page)}).text
        assert "Exchange for an ID card: bring" in page
        assert "data:image/svg+xml" in page
        page = http.post(path, data={"print": "1", "_csrf": token(page)}).text
        assert "Please take your paper." in page
        page = http.post(path, data={"back": "1", "_csrf": token(page)}).text
        assert "How old is the person" in page
        page = http.post(path, data={"answer": "ghost", "_csrf": token(page)}).text
        assert "How old is the person" in page
        http.get("/en/device/town.lviv_hall/start/over")
        assert "Which document do you need?" in http.get(path).text


def token(page: str) -> str:
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


LIST = "/{language}/consultations/documents"
TAKEN = [("click", f".answers li:nth-child({place}) a") for place in (2, 2, 2, 3, 2)]
LOOKS = [
    (State("question", LIST), "uk", View("mobile", "light", False)),
    (State("list", LIST, TAKEN), "uk", View("mobile", "dark", True)),
    (State("list", LIST, TAKEN), "en", View("desktop", "light", False)),
    (State("bot", "/{language}/bot"), "uk", View("desktop", "light", True)),
    (State("older", LIST + "?v=0&a=x", status=410), "en", View("mobile", "light", True)),
]


@pytest.mark.soak
@pytest.mark.parametrize(("state", "language", "view"), LOOKS[: times(2, len(LOOKS))])
def test_pages(chromium: Browser, server: Server, state: State, language: str, view: View) -> None:
    assert Checker(chromium, server.base).problems(state.told(language=language), view) == []
