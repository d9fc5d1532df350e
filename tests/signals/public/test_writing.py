"""Somebody writes to the city, page by page; nothing is lost by a mistake, nothing is filed twice."""

from __future__ import annotations

import re

import httpx
import pytest
from civicore_signals import drafts
from civicore_signals.case import Place
from civicore_signals.service import PublicFilter

from tests.signals.backoffice.office import BOSS
from tests.signals.desk.house import House
from tests.signals.public.writer import HOLE, NEW, WORDS, holder, photo, writer

pytestmark = pytest.mark.anyio


async def numbers(house: House) -> list[str]:
    """The public numbers, the newest first."""
    return [one.number for one in (await house.cases.public_list(PublicFilter())).items]


@pytest.mark.rule("SOF-05", "SOF-08")
async def test_a_signal_is_written_page_by_page(house: House) -> None:
    one = writer(house)
    await one.file(email="ann@example.org")
    number = (await numbers(house))[0]
    assert one.path == f"{NEW}/signal/sent" and number in one.page.text and "by Wednesday, 23 December 2026" in one.told
    (letter,) = await house.letters("ann@example.org")
    assert any("/signals/mine/" in link for link in letter["links"])
    seen = await house.cases.public(number)
    assert seen is not None and seen.place is not None and seen.place.area == "ne"


async def test_sent_twice_it_is_one_case(house: House) -> None:
    one = writer(house)
    await one.to_last()
    form = one.form("Send")
    before = await numbers(house)
    headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
    answers = [await one.http.post(form.action, data=dict(form.values), headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(await numbers(house)) == len(before) + 1
    await one.open(f"{NEW}/signal/check")
    assert one.path == f"{NEW}/signal/category", "what is written next is new"


async def test_who_leaves_no_address_is_shown_the_link_once(house: House) -> None:
    one = writer(house)
    await one.file()
    assert one.path.startswith("/en/signals/mine/") and "We have it" in one.page.text
    await one.open(f"{NEW}/signal/sent")
    assert "/signals/mine/" not in one.page.source


async def test_mistakes_keep_what_was_typed_and_the_photos(house: House) -> None:
    one = writer(house)
    await one.to_text()
    await one.send({"text": ""}, [("one.jpg", photo()), ("bad.jpg", b"no picture")])
    assert one.page.status == 422 and "one.jpg" in one.page.text
    assert {link for link in one.page.links() if link.startswith("Write what")}
    await one.send({"text": WORDS}, [])
    assert one.path == f"{NEW}/signal/contacts"
    await one.go({"email": "nobody@", "name": "Ann"})
    assert one.page.status == 422
    assert dict(one.form("email").values)["email"] == "nobody@" and dict(one.form("email").values)["name"] == "Ann"
    await one.open(f"{NEW}/signal/text")
    assert "one.jpg" in one.page.text and WORDS in one.page.source
    await one.press("Remove – one.jpg")
    assert "one.jpg" not in one.page.text


async def test_a_change_of_language_is_no_answer(house: House) -> None:
    one = writer(house)
    await one.to_contacts()
    form = one.form("email")
    action = form.action.replace("/en/", "/cs/")
    headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
    answer = await one.http.post(action, data={**dict(form.values), "name": "Ann"}, headers=headers)
    assert answer.status_code == 200 and 'value="Ann"' in answer.text and 'lang="cs"' in answer.text


async def test_pages_are_seen_in_their_order_and_back_leads_back(house: House) -> None:
    one = writer(house)
    for step in ("check", "contacts", "text", "place"):
        await one.open(f"{NEW}/signal/{step}")
        assert one.path == f"{NEW}/signal/category"
    await one.to_contacts()
    await one.follow("Back")
    assert one.path == f"{NEW}/signal/text"
    assert (await one.open(f"{NEW}/nothing")).status == 404


async def test_questions_follow_answers_and_advice_can_end_the_form(house: House) -> None:
    one = writer(house)
    await one.open(f"{NEW}/signal")
    await one.go({"category": "roads.pothole"})
    assert "Permit to dig up a street" in one.page.text
    await one.go()
    await one.go(HOLE)
    await one.go()
    assert one.page.status == 422 and "How deep" not in one.page.text
    await one.go({"q_surface": "asphalt"})
    assert one.page.status == 200 and "How deep" in one.page.text
    await one.go({"q_depth": "low"})
    assert one.path == f"{NEW}/signal/text"
    await one.open(f"{NEW}/signal/category")
    await one.go({"category": "lighting"})
    assert "The number of the lamp is on its pole." in one.page.text
    await one.go()
    await one.go({"q_wire": "hanging"})
    assert "Keep away and call 112." in one.page.text
    await one.open(f"{NEW}/signal/check")
    assert one.path != f"{NEW}/signal/check", "there is no way round it"


async def test_a_type_is_found_by_other_words_in_any_language(house: House) -> None:
    one = writer(house)
    await one.open(f"{NEW}/signal/category?q=pit")
    assert one.form("category").choices["category"] == ["roads.pothole"]
    await one.open(f"{NEW}/signal/category?q=DIRA")
    assert one.form("category").choices["category"] == ["roads.pothole"]
    await one.open(f"{NEW}/signal/category?q=nonsense")
    assert "No type has these words." in one.page.text


async def test_neighbours_are_offered_and_followed_in_one_tap(house: House) -> None:
    case = await house.filed(WORDS, place=Place((50.006, 14.006)))
    await house.desk.publish(case.id, ["text", "place"], BOSS, agreed=True)
    number = case.number or ""
    other = await holder(house, "neighbour@example.org")
    await other.open(f"{NEW}/signal?category=roads.pothole")
    await other.go()
    await other.go({"lat": "50.006100", "lon": "14.006000"})
    await other.go({"q_surface": "gravel"})
    await other.send({"text": "The road has a hole"}, ())
    assert other.path == f"{NEW}/signal/similar" and number in other.page.text and "m away" in other.page.text
    count = len(await numbers(house))
    await other.go(button="It is this one: follow it")
    assert "You follow this case now" in other.page.text and len(await numbers(house)) == count
    await other.open(f"{NEW}/signal/text")
    assert other.path == f"{NEW}/signal/category", "the draft has gone"


async def test_signal_case_22_a_photo_taken_elsewhere_asks_and_moves_nothing(house: House) -> None:
    one = writer(house)
    for answer, left in (("The place on the map", "/contacts"), ("I will show it again", "/place")):
        await one.to_text()
        await one.send({"text": WORDS}, [("far.jpg", photo((50.0, 14.0)))])
        assert one.path == f"{NEW}/signal/where"
        await one.open(f"{NEW}/signal/place")
        assert dict(one.form("lat").values)["lat"] == HOLE["lat"]
        await one.open(f"{NEW}/signal/where")
        await one.go(button=answer)
        assert one.path == f"{NEW}/signal{left}"
        assert dict((await one.open(f"{NEW}/signal/place")).form("lat").values)["lat"] == HOLE["lat"]
        one.http.cookies.clear()
    await one.to_text()
    await one.send({"text": WORDS}, [("near.jpg", photo((50.01, 14.01)))])
    assert one.path == f"{NEW}/signal/contacts"


@pytest.mark.rule("SOF-10", "SOF-14")
async def test_a_letter_needs_an_account_that_fills_in_the_sender(house: House) -> None:
    stranger = writer(house)
    for step in ("", "/text", "/check"):
        await stranger.open(f"{NEW}/letter{step}")
        assert "For this you need an account." in stranger.page.text
    assert stranger.page.link("Sign in").endswith("next=%2Fsignals%2Fnew%2Fletter")
    maria = await holder(house, "letters@example.org")
    await maria.open(f"{NEW}/letter")
    await maria.send({"topic": "The park", "text": "Please open it earlier."}, ())
    form = maria.form("terms")
    assert dict(form.values)["name"] == "Maria Petrova" and "letters@example.org" in maria.page.text
    await maria.go({"terms": "on", "address": "Long street 7"})
    await maria.go(button="Send")
    assert "СК26-02-" in maria.page.text
    await maria.follow("Open it")
    assert "Please open it earlier." in maria.page.text and "Date of registration" in maria.page.text


async def test_a_question_counts_once_its_address_is_confirmed(house: House) -> None:
    one = writer(house)
    await one.open(f"{NEW}/question")
    await one.go({"category": "services"})
    await one.send({"topic": "Hours", "text": "When are you open?"}, ())
    await one.go({"email": "ask@example.org", "terms": "on"})
    await one.go(button="Send")
    assert "One more step: confirm" in one.page.text and "СК26" not in one.page.text
    (letter,) = await house.letters("ask@example.org")
    (link,) = [link for link in letter["links"] if "/signals/confirm/" in link]
    await writer(house).open(link)
    fresh = writer(house)
    await fresh.open(link)
    await fresh.go(button="Yes, it is mine")
    assert "When are you open?" in fresh.page.text and "СК26" in fresh.page.text


async def test_a_draft_belongs_to_one_browser_and_ends_after_two_hours(house: House) -> None:
    one = writer(house)
    await one.to_contacts(text="secret words")
    assert "secret" not in one.page.url and not httpx.URL(one.page.url).query
    cookie = next(name for name in one.http.cookies if "writing" in name)
    other = writer(house)
    other.http.cookies.set(cookie, "0" * 64)
    await other.open(f"{NEW}/signal/text")
    assert "secret words" not in other.page.source
    assert one.http.cookies[cookie] not in await rows(house)
    house.wait(hours=2, seconds=1)
    await one.open(f"{NEW}/signal/contacts")
    assert one.path == f"{NEW}/signal/category"
    assert await drafts.retention(house.built.runtime).expire() >= 1
    assert "secret words" not in await rows(house)


async def rows(house: House) -> str:
    """Everything that is kept of drafts."""
    async with house.built.runtime.store.reading():
        return str(await drafts.DraftRow.select())


async def test_robots_and_forgers_file_nothing(house: House) -> None:
    one, count = writer(house), len(await numbers(house))
    await one.to_last()
    await one.go({"_website": "http://spam.example"}, "Send")
    assert one.path == "/en/signals" and len(await numbers(house)) == count
    await one.open(f"{NEW}/signal/check")
    form = one.form("Send")
    forged = {**dict(form.values), "_csrf": "x.y"}
    answer = await one.http.post(form.action, data=forged, headers={"Origin": "http://city"})
    assert answer.status_code == 403 and len(await numbers(house)) == count


async def test_s02_words_with_markup_come_back_as_words(house: House) -> None:
    one = writer(house)
    await one.to_last(text="<img src=x onerror=alert(1)> & 'quotes'")
    assert not re.search(r"<img[^>]+onerror", one.page.source) and "<img src=x onerror" in one.page.text
