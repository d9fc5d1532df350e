"""The inbox: whose cases, which queue, found by number or words, page by page, and as a file."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from civicore_signals import desk_inbox

from tests.signals.desk.house import House

INBOX = "/en/desk/signals"


def numbers(told: str, *cases: object) -> list[bool]:
    return [getattr(case, "number", "") in told for case in cases]


async def test_a_clerk_sees_the_cases_of_their_units_and_no_others(house: House) -> None:
    mine = await house.filed("A hole of mine.")
    other = await house.filed("A dark lamp.", category="lighting", answers={"wire": "none"})
    clerk, boss = await house.clerk("clerk"), await house.clerk()
    await clerk.open(INBOX)
    assert numbers(clerk.told, mine, other) == [True, False]
    await clerk.open(f"{INBOX}?unit=lights&queue=")
    assert numbers(clerk.told, mine, other) == [False, False]
    await boss.open(f"{INBOX}?category=lighting")
    assert numbers(boss.told, mine, other) == [False, True]
    await boss.open(f"{INBOX}?queue=nonsense&unit=moon&since=yesterday&status=%00")
    assert boss.page.status == 200


async def test_each_queue_is_a_tab_with_its_count(house: House) -> None:
    boss = await house.clerk()
    case = await house.filed("Taken at once.")
    await boss.open(f"/en/desk/signals/cases/{case.id}")
    await boss.press("I take it")
    await boss.open(f"{INBOX}?queue=mine")
    assert case.number and case.number in boss.told
    tabs = [link for link in boss.page.links() if link.startswith(("Mine", "Open cases", "To check"))]
    assert len(tabs) == 3 and all(one.split()[-1].isdigit() for one in tabs), boss.page.links()
    await boss.open(f"{INBOX}?queue=unassigned")
    assert case.number not in boss.told


async def test_what_is_due_stands_in_words(house: House) -> None:
    case = await house.filed("Almost due.")
    boss = await house.clerk()
    await boss.open(INBOX)
    assert "due in" in boss.told and case.clock.due_on


async def test_a_search_stays_out_of_every_address(house: House) -> None:
    one = await house.filed("The pelican at the fountain has lost its beak.")
    await house.filed("The pelican again.")
    boss = await house.clerk()
    await boss.open(INBOX)
    await boss.press("Search", {"q": "pelican"})
    assert "Found" in boss.told and "beak" in boss.told and "pelican" not in boss.page.url
    await boss.press("Search", {"q": (one.number or "").replace("-", " ").lower()})
    assert boss.page.url.endswith(str(one.id))
    await boss.open(INBOX)
    await boss.press("Search", {"q": "  "})
    assert boss.page.status == 422
    await boss.press("Search", {"q": "<script>alert(1)</script> OR 1=1 %_"})
    assert "Nothing found." in boss.told and "<script>alert" not in boss.page.source


async def test_long_lists_go_on_page_by_page(house: House) -> None:
    for number in range(51 - len(await all_of(house))):
        await house.filed(f"Case {number} of many.")
    boss = await house.clerk()
    await boss.open(f"{INBOX}?queue=")
    first = {link for link in boss.page.links().values() if "/cases/" in link}
    await boss.follow("Following cases")
    later = {link for link in boss.page.links().values() if "/cases/" in link}
    assert len(first) == 50 and later and not first & later
    await boss.follow("From the beginning")
    assert {link for link in boss.page.links().values() if "/cases/" in link} == first


async def all_of(house: House) -> list[dict[str, str]]:
    """The whole list as its file has it."""
    boss = await house.clerk()
    await boss.open(f"{INBOX}?queue=")
    form = next((form for form in boss.page.forms() if "Download this list as CSV" in form.buttons), None)
    if form is None:
        return []
    answer = await boss.http.post(form.action, data=dict(form.values), headers={"Origin": "http://city"})
    assert answer.status_code == 200 and answer.text.startswith("\ufeff"), answer.text[:200]
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))


async def test_signal_case_17_a_list_as_a_file_holds_no_formula_and_no_sender(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await house.filed('=HYPERLINK("http://evil")\nsecond line')
    monkeypatch.setattr(desk_inbox, "_TOGETHER", 3)
    rows = await all_of(house)
    (line,) = [row for row in rows if row["number"] == case.number]
    assert line["text"].startswith("'=HYPERLINK") and line["unit"] == "Roads"
    assert len({row["number"] for row in rows}) == len(rows) > 3
    assert not any("Jana" in value or "jana@" in value for row in rows for value in row.values())
    assert "signals.exported" in await house.audit("signals")


async def test_lists_as_files_need_their_own_right(house: House) -> None:
    clerk = await house.clerk("clerk")
    await clerk.open(INBOX)
    assert "Download" not in clerk.told
    data = dict(next(form for form in clerk.page.forms() if form.has("q")).values)
    answer = await clerk.http.post("/en/desk/signals/export.csv", data=data, headers={"Origin": "http://city"})
    assert answer.status_code == 403


async def test_the_front_page_of_the_desk_tells_what_waits(house: House) -> None:
    await house.filed("For the tile.")
    boss = await house.clerk()
    await boss.open("/en/desk")
    assert "open case" in boss.told and "Cases that cannot wait" in boss.told
    admin = await house.clerk("admin")
    await admin.open("/en/desk")
    assert {"Cases", "File for a caller", "Figures of cases"} <= set(admin.page.links())
