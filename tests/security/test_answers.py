"""What every answer of the town says to the browser (S20-S26), and that whoever only reads writes nothing (S27)."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.security.fortress import BASE, Fortress
from tests.security.walk import STREAMS, Walk
from tests.tools.counts import times
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio
SECRET = re.compile(r"\{(token|secret|shown)")
ORIGINS = ("null", "https://evil.example", "http://city.evil.example", "http://evilcity", "https://city", f"{BASE}:81")
OPEN = "/open311"  # by its standard for programs of any origin, where the file switches it on; it knows no session
DRAWN = re.compile(r"<script(?![^>]*\bsrc=\"/static/)[^>]*>|\son[a-z]+\s*=|\sstyle\s*=|javascript:", re.I)


def directives(answer: httpx.Response) -> dict[str, list[str]]:
    """The content policy by its parts."""
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


async def test_s20_every_answer_has_its_type_and_keeps_it(walk: Walk, fortress: Fortress) -> None:
    for answer in walk.answers:
        assert answer.headers["x-content-type-options"] == "nosniff", answer.url
        if answer.content:
            assert answer.headers.get("content-type"), answer.url
    browser = fortress.browser(Accept="text/html")
    for path in sorted(fortress.routes):
        if path.startswith(("/api/", "/hooks/")) and not path.endswith(STREAMS):
            answer = await browser.http.get(re.sub(r"\{[^}]+\}", "0", path))
            kind = answer.headers["content-type"].partition(";")[0]
            assert kind in ("application/json", "application/problem+json", "application/vnd.oai.openapi+json"), path
            assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_s24_no_page_says_what_its_policy_forbids(walk: Walk) -> None:
    for answer in walk.answers:
        policy = directives(answer)
        assert policy["default-src"] == ["'none'"], answer.url
        assert "unsafe" not in str(policy) and "*" not in str(policy), answer.url
        assert set(policy.get("script-src", [])) <= {"'self'"}, answer.url
        if answer.headers.get("content-type", "").startswith("text/html"):
            tags = re.findall(r"<[a-z][^>]*>", answer.text)
            assert not [tag for tag in tags if DRAWN.search(tag)], answer.url


async def test_s26_nobody_may_frame_anything(walk: Walk) -> None:
    for answer in walk.answers:
        assert answer.headers["x-frame-options"] == "DENY", answer.url
        policy = directives(answer)
        assert policy.get("frame-ancestors") == ["'none'"] or "sandbox" in policy, answer.url


async def test_s25_pages_behind_secret_links_tell_nobody_their_address(walk: Walk, fortress: Fortress) -> None:
    seen = set()
    for answer in walk.answers:
        template = fortress.template(str(answer.url))
        if SECRET.search(template) and not template.startswith("/desk"):
            seen.add(template)
            assert answer.headers["referrer-policy"] == "no-referrer", answer.url
            assert "no-store" in answer.headers["cache-control"], answer.url
    assert len(seen) >= 8, "letters bring links to visits, cases, ways of messages"


async def test_s23_no_other_origin_may_read_what_is_not_open_to_everybody(fortress: Fortress) -> None:
    browser = await fortress.signed_in(citizen=True)
    for path, methods in sorted(fortress.routes.items()):
        if "{" in path or "GET" not in methods or path.endswith(STREAMS) or path.startswith(OPEN):
            continue
        for origin in ORIGINS if path in ("/", "/api/v1/agendas", "/health") else ORIGINS[: times(1, 6)]:
            answer = await browser.http.get(path, headers={"Origin": origin})
            assert "access-control-allow-origin" not in answer.headers, (path, origin)
            assert "access-control-allow-credentials" not in answer.headers, (path, origin)
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        told = await browser.http.options(path, headers=asked)
        assert "access-control-allow-origin" not in told.headers, path
    standard = await browser.http.get(f"{OPEN}/v2/services.json", headers={"Origin": "https://app.example"})
    assert standard.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in standard.headers


KEPT_ANYWAY = {
    "core_audit",  # whoever opens personal data is written down
    "core_session",  # when somebody was last there
    "core_citizen_session",
}


async def test_s27_whoever_only_reads_writes_nothing(walk: Walk, fortress: Fortress, counted: Counted) -> None:
    before = await fortress.contents()
    asked = sorted({str(one.url) for one in walk.answers if one.request.method == "GET"})
    for number, address in enumerate(asked):
        method = "HEAD" if number % 3 == 0 else "GET"
        answer = await walk.browser.http.request(method, address)
        assert answer.status_code < 500, address
    after = await fortress.contents()
    assert {name for name in before if before[name] != after[name]} <= KEPT_ANYWAY
    counted(inputs=len(asked))
