"""One policy for all that leaves: every output is asked for every case as a stranger would, and nothing comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from civicore.storage.tables import AuditRow, EventRow, LiveRow
from tests.privacy.asking import anybody, same_for_what_never_was
from tests.privacy.conftest import Town
from tests.privacy.marked import CLERK, COLLEAGUE, COLLEAGUE_ID, OFFICE, Whole, mark
from tests.privacy.walk import Leak, Secrets, addresses, marks, seen_in, spoken, walk, without_parameters

pytestmark = pytest.mark.anyio
LANGUAGES = ("en", "cs")


def secrets_of(town: Town) -> Secrets:
    """What no stranger may read or see here."""
    return Secrets(frozenset(town.marked.closed_words), town.marked.closed_colours)


@pytest.fixture
async def places(town: Town) -> list[str]:
    """All that a stranger can ask about all of them."""
    return await addresses(town.house.built, [one.subject for one in town.marked.cases.values()])


@pytest.mark.rule("SOF-10")
async def test_signal_case_03_no_output_tells_what_is_not_public(town: Town, places: list[str]) -> None:
    assert len(places) > 500 and set(without_parameters(town.house.built.app)) <= set(places)
    async with anybody(town.house.built) as stranger:
        leaks = await walk(stranger, places, secrets_of(town), LANGUAGES)
    assert leaks == []


SHOWS: Mapping[str, Callable[[Whole], str]] = {
    "page": lambda one: f"/en/signals/no/{one.number}",
    "list": lambda one: f"/en/signals/list?text={mark(one.name, 'text')}",
    "area": lambda one: f"/en/signals/list?area={one.case.place.area if one.case.place else ''}",
    "category": lambda one: f"/en/signals/list?category={one.case.category}",
    "feed": lambda _: "/en/signals/feed.xml",
    "standard, one": lambda one: f"/open311/v2/requests/{one.number}.json",
    "standard, one in XML": lambda one: f"/open311/v2/requests/{one.number}.xml",
    "standard, list": lambda _: "/open311/v2/requests.json",
    "open data": lambda _: "/en/signals/data/2026.csv",
    "all open data": lambda _: "/cs/signals/data/cases.csv",
    "API, list": lambda _: "/api/v1/signals",
    "API, one": lambda one: f"/api/v1/signals/{one.number}",
    "front page of the city": lambda _: "/en/",
}


@pytest.mark.parametrize("where", SHOWS)
async def test_the_walk_would_have_found_it(town: Town, where: str) -> None:
    """The words that were let out are where people look for them, by the same eyes."""
    one = town.marked["released"]
    newest = town.marked["redacted"] if where == "front page of the city" else one
    async with anybody(town.house.built) as stranger:
        answer = await stranger.get(SHOWS[where](newest))
    said = marks(answer.text)
    if where == "list":
        assert (one.number or "").casefold() in said, "what is asked for is said back, so its number is looked for"
    elif where == "front page of the city":
        assert answer.status_code == 200 and "signals/no/" in answer.text
    else:
        assert mark(one.name, "text") in said, answer.text[:2000]


async def test_the_walk_would_have_seen_it(town: Town) -> None:
    one = town.marked["released"]
    async with anybody(town.house.built) as stranger:
        let_out = await stranger.get(f"/en/signals/photo/{one.files[0]}?number={one.number}")
        kept = await stranger.get(f"/en/signals/photo/{one.files[1]}?number={one.number}")
        window = f"lat={one.place[0]:.6f}&lon={one.place[1]:.6f}&zoom=18"
        shown = await stranger.get(f"/en/signals/map/marks.json?{window}")
    assert seen_in(let_out.content, one.colours) == {f"colour {one.colours[0]}"}
    assert kept.status_code == 404
    assert (one.number or "").casefold() in marks(shown.text)


async def test_no_look_at_the_map_shows_a_place_that_was_not_let_out(town: Town) -> None:
    async with anybody(town.house.built) as stranger:
        for one in town.marked.cases.values():
            window = f"lat={one.place[0]:.6f}&lon={one.place[1]:.6f}&zoom=18"
            for page in ("/en/signals/map", "/en/signals/map/marks.json"):
                said = marks((await stranger.get(f"{page}?{window}")).text)
                shown = one.number is not None and one.number.casefold() in said
                assert shown == (one.placed and one.name != "merged"), (one.name, page)


async def test_signal_case_03_a_word_that_was_not_let_out_finds_nothing(town: Town, places: list[str]) -> None:
    """Asked by its words, number or ids, what is closed answers in every byte as what never was (cases 1 and 3)."""
    closed = town.marked.closed_words
    words = [one for one in places if marks(one) & closed and "/map" not in one]
    assert len(words) > 300
    async with anybody(town.house.built) as stranger:
        told = [one for place in words for one in spoken(place, LANGUAGES[:1])]
        differ = [one for one in told if not await same_for_what_never_was(stranger, one, closed)]
    assert differ == []


def caught(town: Town, letters: list[dict[str, Any]]) -> Iterator[tuple[str, set[str]]]:
    """Who was written to, and what marked words stand in it."""
    for one in letters:
        yield one["to"], marks("\n".join(str(part) for name, part in one.items() if name != "to"))


async def test_signal_case_11_letters_tell_nobody_more_than_they_may_know(town: Town) -> None:
    async with anybody(town.house.built) as stranger:
        letters = (await stranger.get("/demo/outbox.json")).json()
    senders = {one.email: one for one in town.marked.cases.values()}
    staff = {CLERK.name, COLLEAGUE} | {mark(name, one) for name in senders for one in OFFICE}
    asked = 0
    for to, said in caught(town, letters):
        assert not said & staff, (to, said & staff)
        own = senders.get(to)
        if own is None:  # followers, and the units of the office by plain e-mail
            may = {one.number.casefold() for one in town.marked.cases.values() if one.number}
            closed = town.marked.closed_words - may
        else:
            closed = town.marked.closed_words - own.says("question", "sender", "organisation")
            closed -= {(own.number or "").casefold()}
            asked += mark(own.name, "question") in said
        assert not said & closed, (to, said & closed)
    assert set(town.marked.followers) <= {one["to"] for one in letters} and asked > 5


async def test_signal_case_11_news_of_what_was_hidden_reaches_no_follower(town: Town) -> None:
    async with anybody(town.house.built) as stranger:
        letters = (await stranger.get("/demo/outbox.json")).json()
    told = [one["to"] for one in letters if "Told to the sender alone" in one["text"]]
    assert told == [town.marked["hidden"].email]


async def test_log_and_audit_and_live_news_bear_no_word_of_a_case(town: Town) -> None:
    cases = town.marked.cases.values()
    named = {str(one.case.id) for one in cases} | {(one.number or "").casefold() for one in cases} | {str(COLLEAGUE_ID)}
    words = {mark(one.name, what) for one in cases for what in ("text", "where")} | town.marked.closed_words - named
    tokens = [one.token for one in town.marked.cases.values() if one.token]
    async with town.house.built.runtime.store.reading():
        audit = await AuditRow.select(AuditRow.action, AuditRow.subject, AuditRow.facts)
        live = await LiveRow.select(LiveRow.topic, LiveRow.body)
        news = await EventRow.select(EventRow.body)
    for name, said in (("log", town.log.getvalue()), ("audit", str(audit)), ("live", str(live)), ("news", str(news))):
        assert not marks(said) & words, name
        assert not [one for one in tokens if one in said or one[:40] in said], name
    assert len(audit) > 20 and all(one.subject in str(audit) for one in town.marked.cases.values() if one.open)


async def test_the_walk_goes_red_for_a_leak(town: Town) -> None:
    """The same eyes at answers that leak, each in another way."""
    secret = town.marked["letter"]
    hidden = mark(secret.name, "text")
    forms = [
        httpx.Response(200, text=f"<meta property='og:title' content='{hidden.upper()}'>"),
        httpx.Response(200, text="".join(f"&#{ord(letter)};" for letter in hidden)),
        httpx.Response(200, text="<a href='/x?t=" + "".join(f"%{ord(letter):02x}" for letter in hidden) + "'>"),
        httpx.Response(200, json={"text": hidden}),
        httpx.Response(200, headers={"Link": f"<https://city/{hidden}>"}),
        httpx.Response(302, headers={"Location": quote(f"/no/{secret.number}")}),
        httpx.Response(200, text=f"Number {secret.number}, by {secret.phone}"),
        httpx.Response(200, text=str(secret.case.id)),
    ]
    for answer in forms:

        async def leaky(request: httpx.Request, answer: httpx.Response = answer) -> httpx.Response:
            return answer

        async with httpx.AsyncClient(transport=httpx.MockTransport(leaky), base_url="http://city") as stranger:
            leaks = await walk(stranger, ["/api/x"], secrets_of(town), LANGUAGES)
        assert leaks and isinstance(leaks[0], Leak), answer.text
