"""Where people meet the bots: the demo's chat, posters, kiosks, the desk."""

from __future__ import annotations

import html5lib
import pytest

from tests.databases import ENGINES
from tests.tools.fixtures import Cities
from tests.tools.serving import Server
from tests.tools.visitor import Page, Visitor


@pytest.fixture
def server(cities: Cities) -> Server:
    return cities.get("dms_ua", ENGINES[0])


def test_a_visitor_of_the_demo_talks_with_the_bot_without_any_messenger(server: Server) -> None:
    with Visitor(server.base, "uk") as olena:
        page = olena.open("/demo/chat/dms_bot/telegram")
        for label in ("Консультація", "ID-картка"):
            page = olena.submit(page.form(label), button=label)
            assert page.status == 200
        assert "Ви: ID-картка" in page.text
        page = olena.submit(page.form("words"), {"words": "<b>що це?</b>"})
        assert "<b>що це?</b>" in page.text
        assert olena.open("/demo/chat/dms_bot/signal").status == 404


def test_the_demo_opens_the_other_messenger_too(server: Server) -> None:
    with Visitor(server.base, "en") as somebody:
        page = somebody.open("/demo/chat/dms_bot/viber")
        assert "The bot: Hello!" in page.text


@pytest.mark.rule("DMS-02")
def test_a_poster_for_each_office_has_names_and_codes_of_both_messengers(server: Server) -> None:
    page = _desk(server, "/uk/desk/bots/poster/lviv_1")
    assert "Скануйте та питайте" in page.text
    assert all(name in page.text for name in ("@dmsu_example_bot", "dmsuexample", "Telegram", "Viber"))
    codes = [one.get("src", "") for one in page.all("img") if one.get("width") == "300"]
    assert len(set(codes)) == 2
    assert all(one.startswith("data:image/svg+xml") for one in codes)
    assert _desk(server, "/uk/desk/bots/poster/nowhere").status == 404


def test_the_desk_shows_each_bot_and_its_posters(server: Server) -> None:
    page = _desk(server, "/uk/desk/bots")
    assert "@dmsu_example_bot" in page.text
    assert any(url.endswith("/uk/desk/bots/poster/lviv_1") for url in page.links().values())
    assert server.http.get("/uk/desk/bots", follow_redirects=False).status_code in (303, 401)


@pytest.mark.rule("DMS-02")
def test_a_kiosk_shows_the_codes(server: Server) -> None:
    device, address = next(iter(server.about["devices"].items()))
    with Visitor(server.base) as somebody:
        somebody.open(address)
        page = somebody.open(f"/uk/device/{device}/bots")
        assert "@dmsu_example_bot" in page.text
        assert len([one for one in page.all("img") if one.get("width") == "260"]) == 2


def _desk(server: Server, path: str) -> Page:
    answer = server.http.get(path, headers=server.desk)
    root = html5lib.parse(answer.text, namespaceHTMLElements=False)
    return Page(str(answer.url), answer.status_code, answer.text, root)
