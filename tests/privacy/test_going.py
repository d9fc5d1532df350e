"""What was public and is not any more; links; networks; words that would act."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from civicore_signals import keeping
from civicore_signals.case import Place
from civicore_signals.service import Filed, Filing, PublicFilter
from civicore_signals.tables import SIGNALS, CaseRow

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from civicore.storage.tables import AuditRow
from tests.databases import Databases
from tests.privacy.asking import anybody
from tests.privacy.marked import CLERK, EVERYTHING, Marked, Whole, mark, released, staffed
from tests.privacy.walk import addresses, marks, seen_in, spoken
from tests.signals.backoffice.office import BOSS
from tests.signals.desk.conftest import FILE, SETS
from tests.signals.desk.house import SW, House

pytestmark = pytest.mark.anyio
MINUTE = 60
TRICKS = '<script>1</script>"\'><img src=x onerror=alert(2)><a href="javascript:alert(3)">x</a> ]]> {{7*7}} &lt;'
TURNING = "\u202e\u2066\u200b\u200f"
HEAPED = "Z" + "\u0301\u0489" * 5000


@pytest.fixture(scope="module")
async def own(databases: Databases, engine_name: str) -> AsyncIterator[House]:
    """A city for what changes."""
    clock = DemoClock()
    clock.freeze(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with databases.fresh(engine_name, SETS) as url:
        built = build(Settings(FILE, database=url, demo=True, served_at="http://city", clock=clock))
        async with built.app.lifespan():
            yield House(built, clock)


async def test_signal_case_04_what_becomes_private_is_gone_at_once(own: House) -> None:
    """Its page, photos, search hits, lists, feed, data: found in one moment, nowhere in the next one."""
    one = Whole("late", SW, ((40, 100, 70), (100, 40, 190)), "+420777199333")
    marked = Marked({"late": one})
    await staffed(own)
    await released(own, Marked(), one)
    number = (one.number or "").casefold()
    places = [place for address in await addresses(own.built, [one.subject]) for place in spoken(address, ("en",))]
    async with anybody(own.built) as stranger:
        before = {place: await stranger.get(place) for place in places}
        shown = {place for place, answer in before.items() if _shows(answer, one, number, place)}
        for page in (
            "/en/signals/no/",
            "photo",
            "list?text",
            "feed.xml",
            "marks.json",
            "2026.csv",
            "/api/",
            "/open311/",
        ):
            assert [place for place in shown if page in place], page
        late = {place for place, answer in before.items() if _kept_for(answer) > MINUTE}
        assert not late & shown, "no cache keeps it for more than a minute"
        await own.desk.hide(one.case.id, "A face", CLERK)
        after = {place: await stranger.get(place) for place in places}
        assert [place for place, answer in after.items() if _shows(answer, one, number, place)] == []
        (old,) = {place for place in shown if "small=1" in place and "photo" in place}
        tag = before[old].headers.get("etag", '"none"')
        again = await stranger.get(
            old, headers={"If-None-Match": tag, "If-Modified-Since": "Mon, 23 Nov 2099 08:00:00 GMT"}
        )
        assert again.status_code == 404
    assert not (await own.cases.public_list(PublicFilter(text=mark("late", "text")))).items
    assert marked.closed_words


def _shows(answer: httpx.Response, one: Whole, number: str, asked: str) -> bool:
    if answer.headers.get("content-type", "").startswith("image/jpeg"):
        return bool(seen_in(answer.content, one.colours))
    said = marks(answer.text) - (
        marks(asked) if answer.status_code == 404 or "text=" in asked or "q=" in asked else set()
    )
    return bool({number, mark("late", "text")} & said) and answer.status_code == 200


def _kept_for(answer: httpx.Response) -> int:
    """Seconds that a cache may keep an answer without asking again."""
    said = answer.headers.get("cache-control", "")
    found = re.search(r"(?:s-maxage|max-age|stale-while-revalidate)=(\d+)", said)
    return 0 if "no-store" in said or "no-cache" in said or found is None else int(found[1])


@pytest.mark.check("S25", "S58")
async def test_signal_case_07_a_secret_link_goes_nowhere(own: House, log: StringIO) -> None:
    """No answer sends it on: not in a Referer, not to another host, not as a session; no log and no audit line."""
    filed = await own.cases.file(
        Filing("signal", "roads.cycling", "Only for me.", "en", place=Place(SW, "Main street 1"))
    )
    assert isinstance(filed, Filed)
    token = filed.token
    async with anybody(own.built) as holder:
        for place in (f"/en/signals/mine/{token}", f"/cs/signals/mine/{token}", f"/en/signals/confirm/{token}"):
            page = await holder.get(place)
            assert page.headers["referrer-policy"] == "no-referrer" and page.headers["cache-control"] == "no-store"
            assert "account" not in page.headers.get("set-cookie", "") and "session" not in str(page.cookies)
            links = [urljoin(str(page.url), found) for found in re.findall(r'(?:href|src|action)="([^"]*)"', page.text)]
            away = [link for link in links if token in link and urlsplit(link).netloc not in ("city", "")]
            assert away == []
            assert "canonical" not in page.text and "og:url" not in page.text
        assert (await holder.get(f"/en/signals/mine/{token}")).status_code == 200
        assert (await holder.get("/en/account", follow_redirects=False)).status_code in (302, 303)
        for broken in (token[:-1], token + "A", token.swapcase()):
            assert (await holder.get(f"/en/signals/mine/{broken}")).status_code == 404
    async with own.built.runtime.store.reading():
        audit = str(await AuditRow.select(AuditRow.facts, AuditRow.subject))
        kept = [str(await table.select()) for table in SIGNALS.tables]
    for said in (log.getvalue(), audit, *kept):
        assert token not in said and token[:40] not in said


async def test_signal_case_16_nothing_is_kept_of_where_a_case_came_from(own: House) -> None:
    """Neither the network nor the browser stands anywhere but as a keyed hash, for as long as the file says."""
    network, browser = "203.0.113.77", "qxuseragentzx/1.0"
    transport = httpx.ASGITransport(app=own.built.app, client=(network, 4321))  # type: ignore[arg-type]
    body = {
        "kind": "signal",
        "category": "roads.cycling",
        "text": "Nobody needs to know who I am.",
        "place": {"lat": SW[0], "lon": SW[1]},
    }
    async with httpx.AsyncClient(transport=transport, base_url="http://city") as nobody:
        made = await nobody.post("/api/v1/signals", json=body, headers={"User-Agent": browser})
        assert made.status_code == 201, made.text
    tables = [table for part in SETS for table in part.tables]
    async with own.built.runtime.store.reading():
        rows = "\n".join([str(await table.select()) for table in tables] + [str(await AuditRow.select())])
        kept = await CaseRow.select(CaseRow.network).where(CaseRow.text == body["text"])
    assert "Nobody needs to know" in rows and network not in rows and "qxuseragent" not in rows
    assert len(kept) == 1 and kept[0]["network"] is not None, "a hash, for the declared time"
    own.wait(days=30)
    await keeping.forget_networks(own.cases.setting)
    async with own.built.runtime.store.reading():
        assert await CaseRow.count().where(CaseRow.network.is_not_null()) == 0


ACTING = ("script", "iframe", "object", "embed", "base", "svg:script")


class Acting(HTMLParser):
    """What of a page would do something: scripts of others, handlers, addresses that run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        own_script = tag == "script" and (given.get("src") or "").startswith("/static/")
        if tag in ACTING and not own_script:
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on")]
        self.found += [name for name, value in attrs if (value or "").strip().lower().startswith("javascript:")]


@pytest.mark.check("S02")
async def test_signal_case_17_what_people_type_is_inert_everywhere(own: House) -> None:
    """Tricks in every field, and letters that turn or pile up: every output can be read and does nothing."""
    typed = f"{TRICKS}{TURNING}{HEAPED}"
    name = f"=cmd|' /C calc'!A1 {TRICKS}"[:150]
    sender = own.sender(
        name=name, organisation=f"@SUM(1) {TRICKS}"[:150], address=f"-2+3 {TRICKS}"[:150], language="en"
    )
    filed = await own.cases.file(
        Filing(
            "signal", "roads.pothole", f"=1+1 {typed}", "en", answers={"surface": "gravel", "plate": TRICKS[:100]},
            place=Place(SW, f"+1 {TRICKS}{TURNING}"[:200]), sender=sender,
        )
    )  # fmt: skip
    assert isinstance(filed, Filed), filed
    await own.desk.publish(filed.case.id, EVERYTHING, BOSS, agreed=True)
    await own.desk.update(filed.case.id, TRICKS, BOSS)
    subject = f"signals:{filed.case.id}"
    secret = f"/en/signals/mine/{filed.token}"
    places = [place for address in await addresses(own.built, [subject]) for place in spoken(address, ("en",))]
    async with anybody(own.built) as stranger:
        for place in [*places, secret]:
            answer = await stranger.get(place)
            assert answer.status_code < 500, place
            assert not set(TURNING) & set(answer.text), place
            assert "\u0301" * 9 not in answer.text, place
            _inert(place, answer)
    for letter in await own.letters():
        assert "\u202e" not in letter["subject"] and "\n" not in letter["subject"]
        assert letter["html"] is None or not Acting(letter["html"]).found
        assert "<script" not in (letter["html"] or "")


def _inert(place: str, answer: httpx.Response) -> None:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    assert answer.headers["x-content-type-options"] == "nosniff", place
    if kind == "text/html":
        assert Acting(answer.text).found == [], place
        assert "script-src 'self'" in answer.headers["content-security-policy"]
    elif kind.endswith("xml"):
        root = ElementTree.fromstring(answer.content)
        assert not [one.tag for one in root.iter() if one.tag.lower().endswith(("script", "img"))], place
    elif kind.endswith("json"):
        json.loads(answer.text)
    elif kind == "text/csv":
        cells = [cell for row in csv.reader(StringIO(answer.text.lstrip("\ufeff"))) for cell in row]
        formulas = [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
        assert formulas == [] and not set(TURNING[:2]) & set(answer.text), place
