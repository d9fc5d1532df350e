"""What everybody may read, and what nobody learns by asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from civicore_signals import numbering, store
from civicore_signals.case import Case, Place

from civicore import new_id
from tests.signals.backoffice.office import BOSS
from tests.signals.desk.house import NE, SW, House
from tests.signals.public.writer import WORDS, closed, number, photo, writer

pytestmark = pytest.mark.anyio
ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> javascript:alert(3) ]]> {{7*7}} & &amp;"


async def published(house: House, text: str = WORDS, **changes: object) -> Case:
    """A case of which the office has let everything out."""
    case = await house.filed(text, **changes)
    done = await house.desk.publish(case.id, ["text", "photo", "place", "answer"], BOSS, agreed=True)
    assert isinstance(done, Case), done
    return done


@pytest.mark.rule("SOF-10", "SOF-16")
async def test_signal_case_01_what_is_not_public_is_answered_as_what_never_was(house: House) -> None:
    private = await house.filed(kind="letter", category="correspondence", topic="Mine", place=None, **person(house))
    hidden = await published(house)
    await house.desk.hide(hidden.id, "A mistake", BOSS)
    unseen = await house.filed(category="social", answers={})
    stranger, bodies = writer(house), set()
    for shown in (number(private), number(hidden), number(unseen), "СК26-01-99999", "СК26-02-99999"):
        for address in (f"/en/signals/no/{shown}", f"/en/signals/find?number={shown}"):
            page = await stranger.open(address)
            assert page.status == 404
            bodies.add(page.text)
    assert len(bodies) == 1
    sources = [len((await stranger.open(f"/en/signals/no/СК26-{end}")).source) for end in ("02-1", "02-7", "01-7")]
    assert len(set(sources)) == 1, "alike in every byte, as long as the numbers are equally long"


def person(house: House) -> Mapping[str, Any]:
    """A sender with an account."""
    return {"sender": replace(house.sender(), account=new_id(), email_confirmed=True, address="Long street 7")}


@pytest.mark.rule("SOF-16")
async def test_a_number_is_found_at_any_age_and_however_it_is_typed(house: House) -> None:
    case = await published(house)
    house.wait(days=400)
    stranger = writer(house)
    await stranger.open("/en/signals")
    assert "Follow a signal" in stranger.page.text
    for typed in (
        case.number or "",
        (case.number or "").lower().replace("с", "c").replace("к", "k"),
        f" {case.number} ",
    ):
        await stranger.open(f"/en/signals/find?number={typed}")
        assert stranger.page.status == 200 and number(case) in stranger.page.text


@pytest.mark.rule("SOF-06", "SOF-07")
async def test_a_case_is_told_with_its_way_and_its_history(house: House) -> None:
    case = await published(house, place=Place(NE, "Long street 7"))
    await house.desk.update(case.id, "We were there.", BOSS)
    page = await writer(house).open(f"/en/signals/no/{case.number}")
    for words in (WORDS, "Northern district", "Long street 7", "Registered", "now", "still to come", "We were there."):
        assert words in page.text
    assert "Jana" not in page.source and "jana@" not in page.source and "777" not in page.source
    assert 'property="og:title"' in page.source and 'aria-current="step"' in page.source
    await closed(house, case)
    page = await writer(house).open(f"/en/signals/no/{case.number}")
    assert "Put right" in page.text and "It has been filled in." in page.text


async def test_signal_case_53_the_page_shows_the_sum_of_the_deadline(house: House) -> None:
    case = await published(house)
    page = await writer(house).open(f"/en/signals/no/{case.number}")
    told = page.text.replace("\u00a0", " ")
    assert "How this day was counted" in told and "Promise for holes" in told and "a day that is not counted" in told
    assert "does not count: a weekend" in told


async def test_signal_case_17_words_of_citizens_are_inert_in_pages_and_feed(house: House) -> None:
    case = await published(house, NASTY + "\u202e\u200b")
    stranger = writer(house)
    for address in (f"/en/signals/no/{case.number}", "/en/signals/list", "/en/", "/en/signals"):
        page = await stranger.open(address)
        assert "alert(1)" in page.text, address
        assert not [one for one in page.all("script") if "alert" in (one.text or "")]
        assert not [one for one in page.all("img") if one.get("onerror")]
    feed = await stranger.http.get("/en/signals/feed.xml")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(feed.content)
    summaries = [one.findtext(f"{ATOM}summary") or "" for one in root.iter(f"{ATOM}entry")]
    assert any(NASTY in summary for summary in summaries) and "<script" not in feed.text
    assert not any(one.tag.endswith("script") for one in root.iter())


async def test_the_list_is_narrowed_and_paged(house: House) -> None:
    wanted = await published(house, "Shards of glass on the cycle lane", category="roads.cycling", place=Place(SW))
    stranger = writer(house)
    for query in ("text=shards", "category=roads", "area=sw", "phase=new", "since=2026-11-23", "kind=signal"):
        page = await stranger.open(f"/en/signals/list?{query}")
        assert number(wanted) in page.text, query
    for query in (
        "text=nobody+wrote+this",
        "phase=final&text=shards",
        "until=2020-01-01",
        "category=lighting&text=shards",
    ):
        page = await stranger.open(f"/en/signals/list?{query}")
        assert number(wanted) not in page.text, query
    assert (await stranger.open("/en/signals/list?since=nonsense&after=x&area=%00&text=%00")).status == 200
    for address in ("no/%00", "no/a/b%0a", "find?number=%00%00x", f"photo/{wanted.id}?number=%00"):
        assert (await stranger.open(f"/en/signals/{address}")).status == 404, address
    for _ in range(21):
        await house.filed(category="greenery")
    await stranger.open("/en/signals/list?category=greenery")
    first = {one for one in stranger.page.links() if "СК" in one}
    await stranger.follow("Earlier ones")
    rest = {one for one in stranger.page.links() if "СК" in one}
    assert len(first) == 20 and rest and first.isdisjoint(rest)


async def test_a_photo_is_gone_as_soon_as_its_case_is(house: House) -> None:
    one = writer(house)
    await one.to_text()
    await one.send({"text": "A photo of it"}, [("hole.jpg", photo(colour="blue"))])
    await one.go({"terms": "on"})
    await one.go(button="Send")
    number = one.page.text.partition("registered it as ")[2].split(".")[0].strip()
    assert not [img for img in (await one.open(f"/en/signals/no/{number}")).all("img") if "photo" in img.get("src", "")]
    found = await house.cases.public(number)
    assert found is not None
    case = await house.now(await by_number(house, number))
    await house.desk.publish(case.id, ["text", "photo", "place"], BOSS, agreed=True)
    page = await one.open(f"/en/signals/no/{number}")
    (source,) = [img.get("src", "") for img in page.all("img") if "photo" in img.get("src", "")]
    assert (await one.http.get(source)).headers["content-type"] == "image/jpeg"
    await house.desk.hide(case.id, "A face", BOSS)
    assert (await one.http.get(source)).status_code == 404


async def by_number(house: House, number: str) -> Case:
    """The case itself."""
    async with house.built.runtime.store.reading():
        found = await store.numbered(numbering.key(number))
    assert found is not None
    return found


async def test_the_front_page_leads_to_signals(house: House) -> None:
    house.wait(seconds=1)
    await published(house, "Seen from the front page")
    page = await writer(house).open("/en/")
    assert "In an emergency call 112." in page.text and "Seen from the front page" in page.text
    assert page.link("All signals").endswith("/en/signals/list")
    assert [form.action for form in page.forms() if form.has("number")] == ["http://city/en/signals/find"] * 2


@pytest.mark.parametrize("asked", [{"since": "0001-01-01"}, {"until": "9999-12-31"}, {"since": "9999-12-31"}])
async def test_days_beyond_any_calendar_find_what_they_find(house: House, asked: dict[str, str]) -> None:
    for page in ("/en/signals/list", "/en/signals/feed.xml", "/api/v1/signals"):
        assert (await house.stranger().http.get(page, params=asked)).status_code == 200, page
