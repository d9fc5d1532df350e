"""Nothing about a case happens before its turn (S15): no answer before it is registered, no judgement before its end.

What citizens judge is whether a case was solved; of visits nothing asks for a judgement, so there is none too early.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from civicore_signals.tables import CaseRow, EventRow

from tests.signals.desk.house import House
from tests.signals.desk.test_api import HOLE

QUESTION: dict[str, Any] = {
    "kind": "question",
    "category": "services",
    "topic": "Contracts",
    "text": "What does the town pay for its lamps?",
    "sender": {"email": "asks@example.cz"},
}
REQUEST: dict[str, Any] = {**QUESTION, "kind": "foi", "category": "information", "text": "All contracts, please."}
ANSWER = {"to": "answered", "text": "Ten a day.", "outcome": "answered"}


async def rows(house: House) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """All cases, and all that happened to them."""
    async with house.built.runtime.store.reading():
        return await CaseRow.select().order_by(CaseRow.id), await EventRow.select().order_by(EventRow.id)


async def test_s15_nobody_answers_what_is_not_registered(house: House) -> None:
    program, stranger = await house.api("admin"), house.stranger()
    made = await stranger.http.post("/api/v1/signals", json=QUESTION)
    assert (made.status_code, made.json()["state"], made.json()["number"]) == (201, "unconfirmed", None)
    before = await rows(house)
    case = next(one for one in before[0] if one["state"] == "unconfirmed")
    assert case["registered_at"] is None
    address = f"/desk/signals/{case['id']}"
    for to in ("answered", "registered", "in_work", "clarification", "passed_on"):
        early = await program.post(f"{address}/status", json={**ANSWER, "to": to})
        assert (early.status_code, early.json()["code"]) == (404, "signals.unknown"), to
    for deed, body in (("notes", {"text": "Ten a day."}), ("assign", {"unit": "roads", "reason": "Theirs."})):
        assert (await program.post(f"{address}/{deed}", json=body)).status_code == 404, deed
    clerk = await house.clerk("admin")
    for page in ("/to/answered", "/do/note", ""):
        assert (await clerk.open(f"/en/desk/signals/cases/{case['id']}{page}")).status == 404, page
    assert await rows(house) == before

    links = [link for letter in await house.letters("asks@example.cz") for link in letter["links"]]
    await stranger.open(next(link for link in links if "/confirm/" in link).replace("/cs/", "/en/"))
    await stranger.press("Yes, it is mine")
    answered = await program.post(f"{address}/status", json=ANSWER)
    assert (answered.status_code, answered.json()["status"]) == (200, "answered"), answered.text


async def test_s15_a_request_for_information_is_not_there_before_its_sender_is_known(house: House) -> None:
    before = await rows(house)
    made = await house.stranger().http.post("/api/v1/signals", json=REQUEST)
    assert made.status_code == 403, made.text
    assert await rows(house) == before


@pytest.mark.parametrize("solved", ["1", "0"])
async def test_s15_nobody_judges_what_has_not_ended(house: House, solved: str) -> None:
    sender, program = house.stranger(), await house.api("admin")
    made = (await sender.http.post("/api/v1/signals", json=HOLE)).json()
    page = await sender.open(made["link"])
    typed = {
        "solved": solved,
        "text": "I say so.",
        "_csrf": re.findall(r'name="_csrf" value="([^"]+)"', page.source)[0],
    }
    assert "Is it solved?" not in page.text

    async def judged() -> int:
        answer = await sender.http.post(f"{made['link']}/feedback", data=typed, headers={"Origin": "http://city"})
        return answer.status_code

    before = await rows(house)
    assert await judged() == 409
    assert await rows(house) == before
    case = next(one["id"] for one in before[0] if one["number"] == made["number"])
    for step in ({"to": "in_work"}, {"to": "solved", "text": "It is mended.", "outcome": "solved"}):
        assert await judged() == 409, step
        assert (await program.post(f"/desk/signals/{case}/status", json=step)).status_code == 200, step
    assert "Is it solved?" in (await sender.open(made["link"])).text
    assert await judged() == 303
