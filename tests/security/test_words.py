"""What people write stays words wherever it comes out: never a script, a link or a template (S01-S04, S10)."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from civicore_signals.tables import CaseRow

from tests.privacy.test_going import Acting
from tests.security.fortress import Fortress
from tests.security.hostile import DECODED_TWICE, SCRIPTS, SEARCHES, TEMPLATES
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio
SIGNAL = {"kind": "signal", "category": "roads", "place": {"lat": 50.001, "lon": 14.001}}
LINKS = ("javascript:alert(1)", "data:text/html,x", "http://evil.example/a", "https://evil.example/a", "//evil.example")


async def filed(fortress: Fortress, text: str, **more: Any) -> dict[str, Any]:
    """A signal of a stranger, public at once."""
    answer = await fortress.browser().http.post("/api/v1/signals", json={**SIGNAL, "text": text, **more})
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    async with fortress.built.runtime.store.reading():
        [row] = await CaseRow.select(CaseRow.id).where(CaseRow.number == told["number"])
    return told | {"desk": f"/en/desk/signals/cases/{row['id']}", "public": f"/en/signals/{told['number']}"}


def inert(html: str) -> None:
    """Nothing on the page acts, and no link leads where somebody wrote."""
    assert Acting(html).found == []
    for _, address in re.findall(r'<[a-z][^>]*\s(href|src|action|formaction)="([^"]*)"', html):
        assert "evil.example" not in unescape(address).partition("?")[0]


def says(html: str, script: str) -> bool:
    """Whether a page shows the beginning of it as words; what holds signs that steer is taken for nothing."""
    return not script.isprintable() or "".join(script.split())[:15] in "".join(unescape(html).split())


async def test_s02_sixty_scripts_are_words_on_the_site_the_desk_and_in_letters(
    fortress: Fortress, counted: Counted
) -> None:
    admin, stranger = await fortress.signed_in(), fortress.browser()
    made = [
        await filed(fortress, f"Look: {script}", sender={"name": "Jana Novakova", "email": f"s{n}@posta.example"})
        for n, script in enumerate(SCRIPTS)
    ]
    for one in made[:: max(1, len(made) // 12)]:
        for browser, address in (
            (stranger, one["link"]),
            (stranger, one["public"]),
            (admin, one["desk"]),
        ):
            page = await browser.open(address)
            assert page.status == 200 or address == one["public"], address  # not before an editor agrees
            inert(page.source)
    for browser, address in (
        (stranger, "/en/signals"), (admin, "/en/desk/signals"), (admin, "/en/desk"),
    ):  # fmt: skip
        page = await browser.open(address)
        assert page.status == 200, address
        inert(page.source)
    for letter in await fortress.letters():
        assert Acting(letter["html"] or "").found == [], letter["notice"]
    counted(inputs=len(SCRIPTS))


async def test_s02_what_is_looked_for_and_asked_again_is_shown_as_words(fortress: Fortress) -> None:
    browser = fortress.browser()
    for script in SCRIPTS:
        for address, name in SEARCHES:
            answer = await browser.http.get(address, params={name: script})
            assert answer.status_code == 200 and says(answer.text, script), (address, script)
            inert(answer.text)
    page = await browser.open("/en/booking/cancel")
    for script in SCRIPTS[::5]:
        form = page.form("last_name")
        page = await browser.send(form, form.filled({"code": script[:40], "last_name": script[:100]}, None))
        inert(page.source)


async def test_s02_a_bot_answers_with_words(fortress: Fortress) -> None:
    browser = fortress.browser()
    for number, script in enumerate(SCRIPTS[::6]):
        page = await browser.open(f"/demo/chat/helper/telegram/{4000 + number}")
        form = page.form("words")
        page = await browser.send(form, form.filled({"words": script}, None))
        assert says(page.source, script), script
        inert(page.source)


async def test_s03_no_link_that_somebody_wrote_can_be_followed(fortress: Fortress) -> None:
    told = await filed(fortress, "See " + " or ".join(LINKS), sender={"email": "links@posta.example"})
    page = await (await fortress.signed_in()).open(told["desk"])
    own = await fortress.browser().open(told["link"])
    for shown in (page, own):
        for link in shown.all("a"):
            where = link.get("href", "")
            assert "evil" not in where and not where.lower().startswith(("javascript:", "data:")), where
    letters = [one for one in await fortress.letters() if one["to"] == "links@posta.example"]
    assert all("evil.example" not in link for one in letters for link in one["links"])


async def test_s04_data_of_the_map_end_no_script(fortress: Fortress) -> None:
    await filed(fortress, "</script><script>alert(1)</script><!--")
    browser = fortress.browser()
    page = await browser.open("/en/signals")
    for block in re.findall(r"<script[^>]*type=.application/[^>]*>(.*?)</script>", page.source, re.S):
        assert "<" not in block
        json.loads(block)
    inert(page.source)
    for path in fortress.routes:
        if path.endswith(".json") and "{" not in path and not path.startswith("/demo"):
            answer = await browser.http.get(path)
            assert "</script" not in answer.text and "text/html" not in answer.headers.get("content-type", ""), path


async def test_s10_what_looks_like_a_template_is_shown_as_it_is(fortress: Fortress) -> None:
    admin = await fortress.signed_in()
    for mark in TEMPLATES:
        told = await filed(fortress, f"Seven: {mark} end", sender={"email": "seven@posta.example"})
        page = await admin.open(told["desk"])
        assert mark in page.text and "Seven: 49" not in page.text, mark
    terms = await fortress.browser().open("/en/pages/terms")
    assert "{{7*7}}" in terms.text and "49" not in terms.text
    for letter in await fortress.letters():
        assert "Seven: 49" not in letter["text"]


@pytest.mark.parametrize("typed", DECODED_TWICE)
async def test_s01_what_is_encoded_twice_is_decoded_once(fortress: Fortress, typed: str) -> None:
    browser = fortress.browser()
    answer = await browser.http.get("/en/search", params={"q": f"zq{typed}qz"})
    assert f"zq{typed}qz" in unescape(answer.text), "shown just as it was typed"
    for address in (f"/en/pages/{typed}", f"/static/{typed}etc/passwd", f"/en/offices/{typed}"):
        found = await browser.http.get(address)
        assert found.status_code in (400, 404), address
        assert "root:" not in found.text
