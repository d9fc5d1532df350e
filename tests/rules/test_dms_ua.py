"""What a newspaper told of the migration service's bot, shown from outside on a running server, in Ukrainian."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from civicore import demo_key
from tests.rules.chatter import Chatter
from tests.tools.serving import Server, eventually
from tests.tools.visitor import Visitor

pytestmark = pytest.mark.xdist_group("dms_ua")
LANGUAGE = "uk"
BOT = "dms_bot"
messengers = pytest.mark.parametrize("messenger", ["telegram", "viber"])
PAPERS = ["Закордонний паспорт", "ID-картка", "Посвідка на тимчасове проживання", "Посвідка на постійне проживання"]
ID_CARD = ["ID-картка", "Ні", "Ще не отримував"]


@pytest.fixture
def city(dms_ua: Server) -> Server:
    dms_ua.set_clock("2026-11-24T12:00:00+02:00")
    return dms_ua


def site(city: Server, path: str) -> str:
    """The words of a page."""
    with Visitor(city.base, LANGUAGE) as visitor:
        page = visitor.open(f"/{LANGUAGE}{path}")
        assert page.status == 200, page.text
        return page.text


def observe(city: Server, number: str, stage: str, at: str, **more: Any) -> Mapping[str, Any]:
    """The service's own system tells how far a document is."""
    line = {"number": number, "type": "ID", "stage": stage, "at": at, "secret": "Шевченко", "office": "4601", **more}
    key = {"X-Feed-Key": demo_key("central_api")}
    told = city.api("POST", "/documents/observations", json={"observations": [line]}, headers=key)
    found: Mapping[str, Any] = told.raise_for_status().json()
    return found


def ordered(city: Server) -> str:
    """Somebody has ordered an ID card; the number of the application."""
    number = f"7{uuid4().int % 10**9:09}"
    assert observe(city, number, "Заявку прийнято", "2026-11-20T10:00:00+02:00")["new"] == 1
    return number


@pytest.mark.rule("DMS-01")
@messengers
def test_the_service_talks_in_both_messengers(city: Server, messenger: str) -> None:
    with Chatter(city, BOT, messenger) as chat:
        assert "Вітаємо!" in chat.newest
        assert {"Консультація", "Відстежити документ"} <= set(chat.buttons)


@pytest.mark.rule("DMS-02")
def test_names_links_and_codes_are_on_the_site(city: Server) -> None:
    with Visitor(city.base, LANGUAGE) as visitor:
        page = visitor.open(f"/{LANGUAGE}/")
        assert "ДМС-бот" in page.links()
        page = visitor.follow("ДМС-бот")
        assert "@dmsu_example_bot" in page.text and "dmsuexample" in page.text
        links = page.links()
        assert len([one for one in page.all("svg") if one.get("class") != "icon"]) >= 2 or page.source.count("qr") >= 2
    # In a demo the links lead to the demo's own chat; their bots are the file's.
    for words, via in (("Відкрити в Telegram", "telegram"), ("Відкрити в Viber", "viber")):
        with Visitor(city.base, LANGUAGE) as visitor:
            assert via in links[words]
            assert "Вітаємо!" in visitor.open(links[words]).text


@pytest.mark.rule("DMS-02")
def test_a_poster_with_the_codes_is_printed_for_every_unit(city: Server) -> None:
    with Visitor(city.base, LANGUAGE) as clerk:
        form = clerk.open(f"/{LANGUAGE}/desk/sign-in").form("password")
        sign_in = next(one for one in city.about["sign_ins"] if one["role"] == "manager")
        clerk.submit(form, {"email": sign_in["email"], "password": sign_in["password"]})
        page = clerk.open(f"/{LANGUAGE}/desk/bots")
        assert page.status == 200 and "@dmsu_example_bot" in page.text
        posters = {url for words, url in page.links().items() if "/desk/bots/" in url}
        assert len(posters) >= len(("lviv_1", "kyiv_1"))
        for url in posters:
            poster = clerk.open(url)
            assert "Скануйте та питайте" in poster.text and "@dmsu_example_bot" in poster.text


@pytest.mark.rule("DMS-03")
@messengers
def test_consultation_asks_which_document(city: Server, messenger: str) -> None:
    with Chatter(city, BOT, messenger) as chat:
        assert "Який документ плануєте оформити?" in chat.press("Консультація")
        assert [one for one in chat.buttons if one in PAPERS] == PAPERS


@pytest.mark.rule("DMS-04")
@messengers
def test_it_asks_on_and_lists_the_documents_of_that_very_case(city: Server, messenger: str) -> None:
    with Chatter(city, BOT, messenger) as chat:
        chat.press("Консультація")
        assert "внутрішньо переміщених осіб" in chat.press("ID-картка")
        assert "Де саме ви отримували свій паспорт?" in chat.press("Так")
        chat.press("На тимчасово окупованій території")
        displaced = through(chat)
        assert "Довідка ВПО" in displaced
    with Chatter(city, BOT, messenger) as chat:
        chat.press("Консультація")
        for answer in ID_CARD:
            chat.press(answer)
        first = through(chat)
    assert "Свідоцтво про народження" in first and "Довідка ВПО" not in first


def through(chat: Chatter) -> str:
    """Answer with the first button until the list is there."""
    for _ in range(10):
        if "Цей перелік ще має підтвердити установа." in chat.newest:
            return chat.newest
        chat.press(chat.buttons[0])
    raise AssertionError(chat.screen)


@pytest.mark.rule("DMS-04")
def test_the_same_list_is_on_the_site_without_a_messenger(city: Server) -> None:
    with Visitor(city.base, LANGUAGE) as visitor:
        visitor.open(f"/{LANGUAGE}/")
        page = visitor.follow("Консультація")
        while "Який документ плануєте оформити?" not in page.text:
            page = visitor.follow("Консультація про оформлення документів")
        page = visitor.follow("ID-картка")
        page = visitor.follow("Ні")
        page = visitor.follow("Ще не отримував")
        assert page.status == 200 and "років" in page.text


@pytest.mark.rule("DMS-05")
@messengers
def test_after_yes_a_message_comes_at_each_stage(city: Server, messenger: str) -> None:
    number = ordered(city)
    with Chatter(city, BOT, messenger) as chat:
        chat.press("Відстежити документ")
        chat.write(number)
        asked = chat.write("Шевченко")
        assert "Заявку прийнято" in asked and "Бажаєте відстежувати замовлений документ?" in asked
        chat.press("Так")
    stages = [
        ("Перевірка інформації", "Триває перевірка інформації."),
        ("Друк", "Документ друкується на поліграфічному підприємстві."),
        ("Надійшов до підрозділу", "Документ прибув до територіального підрозділу"),
    ]
    for day, (stage, _) in enumerate(stages, start=21):
        for _ in range(2):  # a feeder says everything twice
            observe(city, number, stage, f"2026-11-{day}T10:00:00+02:00")

    def told() -> list[str] | None:
        mine = [one.text for one in city.outbox() if one.channel == messenger and one.to not in before]
        return mine if len(mine) >= len(stages) else None

    before: set[str] = set()
    texts = eventually(told, "three messages")[-len(stages) :]
    assert [words in text for text, (_, words) in zip(texts, stages, strict=True)] == [True] * 3
    assert "/booking/collect" in texts[-1]


@pytest.mark.rule("DMS-05")
def test_who_says_no_is_told_nothing(city: Server) -> None:
    number = ordered(city)
    before = len(city.outbox())
    with Chatter(city, BOT, "telegram") as chat:
        chat.press("Відстежити документ")
        chat.write(number)
        chat.write("Шевченко")
        chat.press("Не зараз" if "Не зараз" in chat.buttons else "Ні")
    observe(city, number, "Друк", "2026-11-22T10:00:00+02:00")
    with Visitor(city.base, LANGUAGE) as visitor:
        form = visitor.open(f"/{LANGUAGE}/documents").form("number")
        page = visitor.submit(form, {"number": number, "secret": "Шевченко"})
        assert "Друк на поліграфічному підприємстві" in page.text
    assert len(city.outbox()) == before


@pytest.mark.rule("DMS-05")
def test_the_site_shows_the_stages_and_how_old_they_are(city: Server) -> None:
    number = ordered(city)
    with Visitor(city.base, LANGUAGE) as visitor:
        form = visitor.open(f"/{LANGUAGE}/documents").form("number")
        page = visitor.submit(form, {"number": number, "secret": "Шевченко"})
        assert page.status == 200 and "Заявку прийнято" in page.text and "станом на" in page.text.lower()
        wrong = visitor.submit(visitor.open(f"/{LANGUAGE}/documents").form("number"), {"number": number, "secret": "X"})
        assert "Заявку прийнято" not in wrong.text


@pytest.mark.rule("DMS-06")
def test_it_is_free_and_covers_permits_of_foreigners_and_stateless_persons(city: Server) -> None:
    assert "Безоплатно" in site(city, "/bot")
    with Chatter(city, BOT, "viber") as chat:
        assert "Безоплатно" in chat.newest
        chat.press("Консультація")
        chat.press("Посвідка на постійне проживання")
        assert {"Іноземець", "Особа без громадянства"} <= set(chat.buttons)
        chat.press("Особа без громадянства")
        assert "Дозвіл на імміграцію" in through(chat)
