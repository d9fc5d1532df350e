"""A board as its own page, as what it asks for, as JSON, and as a page for telephones; on both databases."""

from __future__ import annotations

import io
import json
import re
import wave
from collections.abc import Mapping
from typing import Any

import html5lib
import pytest
from civicore_ticketing.board_view import Boards
from civicore_ticketing.board_voice import spoken

from civicore.demo.demo import OPERATOR
from civicore.devices.places import device_named
from civicore.people.principals import Principal
from civicore.people.tokens import Tokens
from tests.ticketing.board.house import JANA, House
from tests.tools.visitor import Page


async def opened(house: House, path: str, device: str = "") -> Page:
    async with house.browser(device) as http:
        answer = await http.get(path)
    root = html5lib.parse(answer.text, namespaceHTMLElements=False)
    return Page(str(answer.url), answer.status_code, answer.text, root)


def rows(state: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Number, place and language of each line."""
    root = html5lib.parseFragment(state["html"], namespaceHTMLElements=False)
    found = []
    for row in root.iter("li"):
        if "data-call" in row.attrib:
            said = {one.get("class"): one for one in row.iter("span")}
            number, place = said["b-number"], said["b-place"]
            found.append((number.text or "", place.text or "", place.get("lang") or ""))
    return found


async def test_the_newest_call_stands_first_and_languages_alternate_by_row(house: House) -> None:
    for counter in ("k1", "k2", "k6"):
        await house.called(counter)
        house.later(1)
    assert rows(await house.state()) == [
        ("A003", "přepážka 6", "cs"),
        ("A002", "кабінка 2", "uk"),
        ("A001", "Přepážka 1", "cs"),
    ]


async def test_a_board_opens_in_its_own_language_and_says_who_waits(house: House) -> None:
    await house.called("k1")
    for agenda in ("cards", "cards", "cars"):
        await house.taken(agenda)
    page = await opened(house, "/en/device/hall.tv/board", "tv")
    assert page.url == "http://city/cs/device/hall.tv/board"
    assert "Čeká 3" in page.text
    assert "Občanské průkazy 2" in page.text
    assert "Registr vozidel 1" in page.text
    assert "Číslo · Номер" in page.text
    assert ">10:00</time>" in page.source
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page.source


async def test_a_board_shows_only_what_it_is_for(house: House) -> None:
    await house.called("k1", "cards")
    await house.called("k2", "cars")
    await house.taken("cards")
    state = await house.state("lift")
    assert [number for number, _, _ in rows(state)] == ["C001"]
    assert "Občanské průkazy" not in state["html"]


async def test_a_board_says_that_the_queue_is_closed_and_what_is_suspended(house: House) -> None:
    await house.queues.close_queue("hall", JANA)
    admin = Principal("staff", "admin", "Admin", frozenset({"suspension.switch"}))
    suspensions = house.built.runtime.suspensions
    await house.built.runtime.transact(lambda unit: suspensions.switch("crisis", True, admin, unit))
    said = (await house.state())["html"]
    assert "Další čísla se teď nevydávají." in said
    assert "Doprava dnes neúřaduje." in said


async def test_what_concerns_another_department_is_not_on_the_board(house: House) -> None:
    boards = house.built.runtime.services.one(Boards)
    admin = Principal("staff", "admin", "Admin", frozenset({"suspension.switch"}))
    suspensions = house.built.runtime.suspensions
    await house.built.runtime.transact(lambda unit: suspensions.switch("crisis", True, admin, unit))
    assert await boards.notices(["cards"], house.clock.now()) == ()
    assert len(await boards.notices(["cards", "cars"], house.clock.now())) == 1


async def test_case_81_and_channel_case_49_calls_of_one_second_are_all_shown_and_all_announced_in_order(
    house: House,
) -> None:
    for counter in ("k1", "k2", "k3", "k6", "k7", "k8"):
        await house.called(counter)
        house.later(0.1)
    state = await house.state("tv")
    assert [number for number, _, _ in rows(state)] == [f"A00{number}" for number in (6, 5, 4, 3, 2, 1)]
    assert len(state["calls"]) == 6
    assert [one["at"] for one in state["calls"]] == sorted(one["at"] for one in state["calls"])


async def test_a_small_board_announces_what_it_has_no_row_for(house: House) -> None:
    for counter in ("k1", "k2", "k3", "k6", "k7"):
        await house.called(counter)
        house.later(1)
    state = await house.state("mute")
    assert len(rows(state)) == 3
    assert len(state["calls"]) == 5


@pytest.mark.parametrize(("seconds", "count"), [(60, 1), (61, 0)])
async def test_calls_older_than_a_minute_are_not_announced(house: House, seconds: int, count: int) -> None:
    await house.called("k1")
    house.later(seconds)
    state = await house.state()
    assert len(rows(state)) == 1
    assert len(state["calls"]) == count


async def test_a_call_repeated_is_another_call(house: House) -> None:
    await house.called("k1")
    (first,) = (await house.state())["calls"]
    house.later(5)
    await house.queues.recall("hall.k1", JANA)
    (again,) = (await house.state())["calls"]
    assert first["id"] != again["id"]


async def test_the_voice_of_a_call_is_sound_for_its_own_board_alone(house: House) -> None:
    await house.called("k1")
    (call,) = (await house.state())["calls"]
    assert [one.rpartition("/")[2][:3] for one in call["sounds"]] == ["cs-", "uk-"]
    async with house.browser("tv") as http:
        answer = await http.get(call["sounds"][0])
        wrong = await http.get(call["sounds"][0][:-8] + "0000.wav")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    assert "immutable" in answer.headers["cache-control"]
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnframes() > 10_000
    assert wrong.status_code == 404
    async with house.browser("lift") as other, house.browser() as stranger:
        assert (await other.get(call["sounds"][0])).status_code in (401, 404)
        assert (await stranger.get(call["sounds"][0])).headers["content-type"] != "audio/wav"


async def test_the_voice_is_still_there_when_its_turn_comes_late(house: House) -> None:
    await house.called("k1")
    (call,) = (await house.state())["calls"]
    house.later(90)
    async with house.browser("tv") as http:
        assert (await http.get(call["sounds"][1])).status_code == 200


async def test_quiet_hours_and_quiet_boards_make_no_sound(house: House) -> None:
    await house.called("k1", "cars")
    loud, thin, mute = [await house.state(one) for one in ("tv", "lift", "mute")]
    assert (loud["chime"], len(loud["calls"][0]["sounds"]), loud["repeat"]) == (True, 2, 2)
    assert (thin["chime"], thin["calls"][0]["sounds"]) == (True, [])
    assert (mute["chime"], mute["calls"][0]["sounds"]) == (False, [])
    house.set("12:00")
    await house.queues.recall("hall.k1", JANA)
    noon = await house.state("tv")
    assert (noon["chime"], noon["calls"][0]["sounds"]) == (False, [])


async def test_s31_a_board_belongs_to_its_device(house: House) -> None:
    async with house.browser("lift") as http:
        assert (await http.get("/cs/device/hall.tv/board/state")).status_code in (401, 404)
    async with house.browser("printer") as http:
        assert (await http.get("/cs/device/hall.printer/board")).status_code == 404
    assert (await opened(house, "/cs/device/hall.tv/board")).status == 401


async def test_s31_nobody_is_named_on_any_board(house: House) -> None:
    ticket = await house.called("k1")
    page = await opened(house, "/cs/device/hall.tv/board", "tv")
    text = await opened(house, "/cs/queue/hall")
    for told in (page.source, text.source, json.dumps(await house.state())):
        assert ticket.label in told
        assert "Jana" not in told
        assert "Malá" not in told


async def test_the_health_page_hears_of_boards_without_a_voice(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(spoken(house.built.runtime.city)) == ["cs", "uk"]
    monkeypatch.setattr(house.built.runtime.speech, "program", None)
    async with house.browser() as http:
        assert (await http.get("/health")).json()["status"] != "well"
    state = await house.state()
    assert state["chime"] is True


async def test_who_has_a_booking_finds_the_way_in_on_the_board_for_a_quarter_of_an_hour(house: House) -> None:
    boards, device = house.built.runtime.services.one(Boards), device_named(house.built.runtime.city, "hall.tv")
    assert device is not None
    shown = (await boards.shown(device)).check_in
    assert shown is not None
    assert shown.startswith("http://city/check-in/hall/")
    async with house.browser("tv") as http:
        assert (await http.get(shown)).status_code == 200
        picture = re.search(
            r'src="([^"]+[.]svg)"', (await http.get("/cs/device/hall.tv/board")).text.partition("b-code")[2]
        )
        assert picture is not None
        assert (await http.get(picture[1])).headers["content-type"].startswith("image/svg+xml")
    house.later(15 * 60)
    assert (await boards.shown(device)).check_in != shown


# -- the page for telephones and screen readers


async def test_the_same_as_a_page_for_everybody(house: House) -> None:
    await house.called("k1")
    await house.taken("cars")
    page = await opened(house, "/cs/queue")
    assert page.url == "http://city/cs/queue/hall"
    assert "A001 , → Přepážka 1 10:00" in page.text
    assert "Registr vozidel 1" in page.text
    assert "stav v 10:00" in page.text
    assert page.link("Aktualizovat").endswith("/cs/queue/hall")


async def test_no_estimate_where_nobody_knows(house: House) -> None:
    await house.taken("cards")
    page = await opened(house, "/cs/queue/hall")
    assert "nikdo neví, jak dlouho by to trvalo" in page.text
    await house.called("k1")
    assert "čekali byste asi" in (await opened(house, "/cs/queue/hall")).text


async def test_the_state_of_the_page_is_drawn_once_for_many(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    board = house.queues.board

    async def counted(*arguments: Any) -> Any:
        drawn.append(arguments)
        return await board(*arguments)

    monkeypatch.setattr(house.queues, "board", counted)
    async with house.browser() as http:
        states = [(await http.get("/cs/queue/hall/state")).json() for _ in range(5)]
        other = (await http.get("/uk/queue/hall/state")).json()
    assert len(drawn) == 2
    assert all(one == states[0] for one in states)
    assert other["html"] != states[0]["html"]


@pytest.mark.parametrize("path", ["/cs/queue/nowhere", "/cs/queue/nowhere/state", "/cs/queue/nowhere/events"])
async def test_there_is_no_such_waiting_room(house: House, path: str) -> None:
    assert (await opened(house, path)).status == 404


# -- programs


async def test_a_display_of_another_make_gets_json(house: House) -> None:
    await house.called("k2")
    await house.taken("cars")
    running = house.built.runtime
    tokens = Tokens(running.store, running.keys)
    token = await running.transact(lambda unit: tokens.issue("device", "hall.tv", "display", OPERATOR, unit))
    bearer = {"Authorization": f"Bearer {token}"}
    async with house.browser() as http:
        found = (await http.get("/api/v1/boards/hall.tv", headers=bearer)).json()
        assert (await http.get("/api/v1/boards/hall.lift", headers=bearer)).status_code == 404
        assert (await http.get("/api/v1/boards/hall.tv")).status_code == 401
    assert (found["device"], found["office"], found["closed"]) == ("hall.tv", "hall", False)
    assert found["as_of"] == "2026-11-24T10:00:00+01:00"
    (call,) = found["calls"]
    assert (call["number"], call["counter"], call["place"]["uk"]) == ("A001", "hall.k2", "кабінка 2")
    assert found["speech"][0]["sentences"] == {"cs": "Číslo á 1, kabinka 2.", "uk": "Номер а 1, кабінка 2."}
    assert [(one["agenda"], one["count"]) for one in found["waiting"]] == [("cars", 1)]


async def test_the_api_is_described(house: House) -> None:
    async with house.browser() as http:
        paths = (await http.get("/api/v1/openapi.json")).json()["paths"]
    assert "text/event-stream" in paths["/api/v1/boards/{device}/events"]["get"]["responses"]["200"]["content"]
    assert paths["/api/v1/boards/{device}"]["get"]["operationId"] == "showBoard"
