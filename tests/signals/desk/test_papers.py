"""Papers of the office: a decision goes with an answer to its sender and nobody else, a letter comes in scanned."""

from __future__ import annotations

import io
import re
from typing import Any

import httpx
import pikepdf
import pytest

from tests.booking.pages.citizen import Citizen
from tests.signals.desk.house import House, at
from tests.tools.visitor import Page

pytestmark = pytest.mark.anyio


def paper() -> bytes:
    """A page with nothing on it."""
    written, made = io.BytesIO(), pikepdf.new()
    made.add_blank_page()
    made.save(written)
    return written.getvalue()


async def sent(browser: Citizen, page: Page, fields: dict[str, Any], *papers: tuple[str, bytes]) -> httpx.Response:
    """The form of a page with files, as a browser sends it."""
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.source))
    files = [("papers", (name, content, "application/pdf")) for name, content in papers]
    headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
    return await browser.http.post(page.url, data={**hidden, **fields}, files=files, headers=headers)


async def test_a_decision_reaches_its_sender_by_their_link_and_not_the_public(house: House) -> None:
    case = await house.filed()
    boss = await house.clerk("manager")
    page = await boss.open(at(case, "/to/solved"))
    wrong = await sent(boss, page, {"text": ""}, ("decision.pdf", paper()))
    assert wrong.status_code == 422 and "decision.pdf" in wrong.text, "a mistake loses no paper"
    kept = re.search(r'name="_kept" value="([^"]+)"', wrong.text)
    assert kept
    done = await sent(boss, page, {"text": "Mended.", "outcome": "solved", "_kept": kept[1]})
    assert done.status_code in (200, 303), done.text
    assert (await house.now(case)).status == "solved"
    link = re.search(r"http://city(/\S+/signals/mine/\S+)", (await house.letters())[-1]["text"])
    assert link
    own = await house.stranger().open(link[1])
    found = re.search(r'href="([^"]+/file/[^"]+)">\s*decision.pdf', own.source)
    assert found
    assert (await house.stranger().http.get(found[1])).content.startswith(b"%PDF")
    public = await house.stranger().open(f"/en/signals/no/{case.number}")
    assert "decision" not in public.text


async def test_a_question_goes_with_a_plan_and_what_is_no_paper_is_refused(house: House) -> None:
    case = await house.filed()
    boss = await house.clerk("manager")
    page = await boss.open(at(case, "/do/ask"))
    wrong = await sent(boss, page, {"text": "Which lamp?"}, ("plan.pdf", b"MZ"))
    assert wrong.status_code == 422
    await sent(boss, page, {"text": "Which lamp?"}, ("plan.pdf", paper()))
    assert "plan.pdf" in (await boss.open(at(case))).text


async def test_somebody_elses_waiting_paper_is_not_taken(house: House) -> None:
    case = await house.filed()
    boss, clerk = await house.clerk("manager"), await house.clerk("clerk")
    page = await boss.open(at(case, "/to/solved"))
    wrong = await sent(boss, page, {"text": ""}, ("secret.pdf", paper()))
    kept = re.search(r'name="_kept" value="([^"]+)"', wrong.text)
    assert kept
    theirs = await clerk.open(at(case, "/do/ask"))
    await sent(clerk, theirs, {"text": "Which lamp?", "_kept": kept[1]})
    assert "secret.pdf" not in (await boss.open(at(case))).text


async def test_a_letter_on_paper_is_filed_with_its_scan(house: House) -> None:
    records = await house.clerk("operator")
    page = await records.open("/en/desk/signals/new")
    said = {"origin": "letter", "kind": "question", "category": "greenery", "text": "A letter.", "topic": "Trees"}
    made = await sent(records, page, {**said, "name": "Old Man", "language": "cs"}, ("letter.pdf", paper()))
    assert made.status_code in (200, 303) and "letter.pdf" not in made.text, made.text
    case = re.search(r"/desk/signals/cases/([0-9a-f-]{36})", made.headers.get("location", "") or str(made.url))
    assert case
    opened = await records.open(f"/en/desk/signals/cases/{case[1]}")
    assert "letter.pdf" in opened.text and "on paper" in opened.text
