"""Clerks at the desk of documents: found by number, with all that was said; noted by hand; told once more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from civicore_doctrack import subscribing

from civicore import Refusal
from civicore.contracts.dialog import Contact
from civicore.contracts.documents import Observed
from civicore.contracts.subjects import Subjects
from civicore.people.principals import Principal
from tests.doctrack.bureau import Bureau

pytestmark = pytest.mark.anyio
FRONT = "/en/desk/documents"


async def test_a_document_is_found_by_its_number_with_all_that_was_said(bureau: Bureau) -> None:
    number = bureau.number()
    found = await bureau.document("accepted", "PRN", "QC-HOLD", number=number, office="north")
    clerk = await bureau.clerk("admin")
    await clerk.open(FRONT)
    page = await clerk.press("Find the document", {"number": f"{number[:4]} {number[4:]}"})
    assert page.url.endswith(f"/desk/documents/at/{found.document}") and number not in page.url
    assert "PRN → Printing" in page.text and "QC-HOLD" in page.text and "not understood" in page.text
    assert "registry" in page.text and "Northern unit" in page.text and "Шевченко" not in page.source
    await clerk.open(FRONT)
    page = await clerk.press("Find the document", {"number": "000111"})
    assert "No document has this number" in page.text


async def test_a_clerk_says_how_far_it_is_and_followers_are_told(bureau: Bureau) -> None:
    number, to = bureau.number(), "told@posta.example"
    found = await bureau.document("accepted", number=number)
    await bureau.agreed(found.document, to)
    bureau.clock.advance(timedelta(hours=2))
    clerk = await bureau.clerk()
    await clerk.open(f"{FRONT}/note")
    said = {"number": number, "type": "passport", "stage": "arrived", "office": "south", "day": "", "time": ""}
    page = await clerk.press("Keep this note", said)
    assert "Who follows the document is told" in page.text and "a clerk" in page.text and "Southern unit" in page.text
    await bureau.spread(found.document)
    assert [one["subject"] for one in await bureau.letters(to)] == ["Passport: Arrived"]
    assert await bureau.audit(f"document:{found.document}") == ["doctrack.noted"]


async def test_what_a_clerk_forgot_is_asked_for(bureau: Bureau) -> None:
    clerk = await bureau.clerk()
    await clerk.open(f"{FRONT}/note")
    page = await clerk.press("Keep this note", {"number": ""})
    assert page.status == 422
    said = {"number": bureau.number(), "type": "passport", "stage": "printing"}
    page = await clerk.press("Keep this note", {**said, "time": "25:99"})
    assert page.status == 422 and "hours and minutes" in page.text
    page = await clerk.press("Keep this note", {**said, "time": ""})
    assert page.status == 409, "a new document needs what its holder is asked for"


async def test_who_follows_is_seen_masked_and_told_once_more(bureau: Bureau) -> None:
    number, to = bureau.number(), "again@posta.example"
    found = await bureau.document("accepted", number=number)
    await bureau.agreed(found.document, to)
    await subscribing.ask(bureau.setting, found.document, Contact("email", "asked@posta.example"), "en", None)
    await bureau.said("checking", number)
    await bureau.spread(found.document)
    await bureau.letters(to)
    clerk = await bureau.clerk()
    page = await clerk.open(f"{FRONT}/at/{found.document}")
    assert "1 person follows it" in page.text and "ag…@posta.example" in page.text and to not in page.source
    assert "not confirmed yet" in page.text and "Sent" in page.text
    page = await clerk.press("Send once more – ag…@posta.example")
    assert "goes out once more" in page.text
    assert [one["subject"] for one in await bureau.letters(to)] == ["Passport: Checking"] * 2
    assert "doctrack.resent" in await bureau.audit(f"document:{found.document}")


async def test_runs_and_their_reports_are_read(bureau: Bureau) -> None:
    await bureau.said("accepted", bureau.number())
    await bureau.brought([Observed(bureau.number(), "passport", "MYSTERY", bureau.now, "X")])
    report = await bureau.tracking.observe([Observed("", "passport", "accepted")], "works", run="night.csv")
    assert not isinstance(report, Refusal) and report.refused
    clerk = await bureau.clerk("admin")
    page = await clerk.open(f"{FRONT}/sources")
    assert "night.csv" in page.text and "Not taken over" in page.text and "MYSTERY" in page.text
    page = await clerk.open(f"{FRONT}/sources?source=works")
    assert "night.csv" in page.text and "MYSTERY" not in page.text
    page = await clerk.open(f"{FRONT}/raised")
    assert "MYSTERY" in page.text and "shown as in progress" in page.text
    page = await clerk.open(FRONT)
    assert "needs to be looked at" in page.text or "need to be looked at" in page.text
    page = await clerk.open("/en/desk")
    assert "Sources of documents" in page.text


async def test_who_has_no_right_gets_nothing(bureau: Bureau) -> None:
    found = await bureau.document("accepted")
    watcher = await bureau.clerk("watcher")
    page = await watcher.open(f"{FRONT}/at/{found.document}")
    assert page.status == 200 and "Say how far it is" not in page.links()
    for path in ("note", "sources", "raised"):
        assert (await watcher.open(f"{FRONT}/{path}")).status == 403
    assert (await watcher.open(f"{FRONT}/at/00000000-0000-4000-8000-000000000000")).status == 404


async def test_messages_are_seen_by_whom_documents_are(bureau: Bureau) -> None:
    found = await bureau.document("accepted")
    one = await bureau.agreed(found.document, "subject@posta.example")
    staff = [Principal("staff", "1", permissions=frozenset(can)) for can in ({"doctrack.see"}, set[str]())]
    every = bureau.built.runtime.services.all(Subjects)  # type: ignore[type-abstract]
    for about in (f"document:{found.document}", subscribing.about(one.id)):
        seen = [[said for each in every if (said := await each.visible(about, who)) is not None] for who in staff]
        assert seen == [[True], [False]]
