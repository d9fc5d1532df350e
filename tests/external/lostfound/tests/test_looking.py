"""Where found things can be looked through: the site, a kiosk, a conversation, the API."""

from __future__ import annotations

from uuid import UUID

import pytest

from civicore.contracts.dialog import Ask, Done, Intent, Talk
from civicore.testing import Town


def test_the_list_is_narrowed_by_kind_and_by_words(filled: Town) -> None:
    client = filled.browser("en")
    every = client.open("/en/lostfound").text
    assert "Bunch of keys with a red ribbon" in every
    assert "Small brown purse" in every
    narrowed = client.open("/en/lostfound?category=keys&words=RIBBON").text
    assert "Bunch of keys" in narrowed
    assert "purse" not in narrowed
    assert "Nothing like that was handed in yet" in client.open("/en/lostfound?words=elephant").text


@pytest.mark.parametrize("words", ["%", "_", "\\", "'", '"><script>', "a" * 200])
def test_no_word_breaks_the_search(filled: Town, words: str) -> None:
    assert filled.browser("en").get("/en/lostfound", params={"words": words}).status_code == 200


def test_a_kiosk_shows_them_and_forgets(filled: Town) -> None:
    kiosk = filled.kiosk("hall.printer")
    start = kiosk.open("/demo/device/hall.printer")
    kinds = kiosk.open(start.link("Lost and found"))
    shown = kiosk.submit(kinds, button="Keys")
    assert "Bunch of keys with a red ribbon" in shown.text
    assert "five keys" not in shown.text
    assert "What have you lost?" in kiosk.submit(shown, button="Back").text


def test_a_conversation_ends_with_what_was_found(filled: Town) -> None:
    intent = next(one for one in filled.runtime.services.all(Intent) if one.id == "lostfound.search")

    def asked(**answers: str) -> Ask | Done:
        talk = Talk(UUID(int=1), "en", filled.clock.now, "telegram", answers)
        answer: Ask | Done = filled.aside.do(intent.next(talk))
        return answer

    first = asked()
    assert isinstance(first, Ask)
    assert [one.label for one in first.choices] == ["Keys", "Bags"]
    assert isinstance(asked(category="keys"), Ask)
    done = asked(category="keys", words="")
    assert isinstance(done, Done)
    assert done.title == "1 thing like that was handed in"
    assert done.items[0].startswith("Bunch of keys with a red ribbon, Market square")
    assert [one.url for one in done.links] == ["/lostfound/report?category=keys", "/lostfound"]


def test_the_citys_bot_leads_there_from_its_menu(filled: Town) -> None:
    client, chat = filled.browser("en"), "/demo/chat/helper/telegram/880100200"
    shown = client.submit(chat, {"words": "start"})
    assert "Lost things" in shown.text
    assert "What have you lost?" in client.submit(chat, {"words": "Lost things"}).text
    assert "Write one word about it" in client.submit(chat, {"words": "Keys"}).text
    done = client.submit(chat, {"words": "ribbon"}).text
    assert "1 thing like that was handed in" in done
    assert "Bunch of keys with a red ribbon" in done


def test_programs_read_them_too(filled: Town) -> None:
    client = filled.browser("en")
    answer = client.get("/api/v1/lostfound/things", params={"category": "keys", "page": "0"}).json()
    assert answer["more"] is False
    assert [one["words"] for one in answer["things"]] == ["Bunch of keys with a red ribbon"]
    assert "mark" not in answer["things"][0]
    assert client.get("/api/v1/lostfound/things", params={"page": "-1"}).status_code == 422
    assert "listFoundThings" in client.get("/api/v1/openapi.json").text


def test_the_front_page_and_the_menu_lead_there(filled: Town) -> None:
    assert filled.browser("en").open("/en/").link("Lost and found").endswith("/en/lostfound")
    assert filled.browser("bg").open("/bg/").link("Загубени и намерени вещи")
