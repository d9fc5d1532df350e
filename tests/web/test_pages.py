"""Every page of the site as it is sent: one heading, a language, a title of its own, headers that protect."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urlsplit

import pytest

from civicore.web.front import HEADERS
from tests.web.site import BASE, parsed, site, visitor, words

PATHS = ("/", "/contact", "/offices/town_hall", "/privacy", "/accessibility", "/search", "/search?q=pas", "/nowhere")
OWN = ("/pages/purpose", "/pages/cancel_help")


@pytest.mark.anyio
@pytest.mark.parametrize("language", ["cs", "en"])
async def test_one_heading_one_main_own_title_and_the_language_of_the_address(language: str) -> None:
    titles = []
    async with visitor(site("kostelec")) as client:
        for path in (*PATHS, *OWN):
            answer = await client.get(f"/{language}{path}")
            page = parsed(answer.text)
            assert page.get("lang") == language == answer.headers["content-language"]
            assert len(page.findall(".//h1")) == len(page.findall(".//main")) == 1, path
            titles.append(words(page.find(".//title")))
    assert len(set(titles)) == len(titles)
    assert all(title.endswith("Kostelec nad Orlicí") for title in titles)


APP = re.compile(r"/app(-icons/.*|\.webmanifest)?$")


@pytest.mark.anyio
async def test_every_local_link_of_every_page_leads_somewhere() -> None:
    async with visitor(site("kostelec_crisis")) as client:
        seen: set[str] = set()
        waiting = ["/cs/"]
        while waiting:
            path = waiting.pop()
            answer = await client.get(path)
            assert answer.status_code in (200, 303), path
            if answer.status_code == 303:
                waiting += sorted({answer.headers["location"]} - seen)
                seen.add(answer.headers["location"])
                continue
            if "text/html" not in answer.headers["content-type"]:
                continue
            page = parsed(answer.text)
            links = {link.get("href", "") for link in [*page.iter("a"), *page.iter("link")]}
            found = {urlsplit(link).path for link in links if link.startswith(("/", BASE))}
            found -= {path for path in found if APP.search(path)}  # another room's, which this bare site does not have
            waiting += sorted(found - seen)
            seen |= found
        assert {"/cs/privacy", "/en/privacy", "/cs/text/privacy", "/cs/pages/purpose"} <= seen


@pytest.mark.anyio
async def test_s20_protection_goes_with_every_answer() -> None:
    async with visitor(site()) as client:
        style = re.search(r'href="(/static/civicore-[^"]+)"', (await client.get("/cs/")).text)
        assert style is not None
        for path in (
            "/",
            "/cs/",
            "/cs/nowhere",
            style[1],
            "/static/old.css",
            "/api/v1/nowhere",
            "/health",
            "/robots.txt",
        ):
            answer = await client.get(path)
            said = {name: answer.headers.get(name) for name in HEADERS}
            if answer.status_code >= 400:
                assert said.pop("Referrer-Policy") in ("same-origin", "no-referrer")
            assert said.items() <= HEADERS.items(), path
            assert "strict-transport-security" not in answer.headers
        assert (await client.post("/cs/search")).headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.anyio
async def test_s22_over_https_browsers_are_told_to_stay_there() -> None:
    async with visitor(site(address="https://city.test"), "https://city.test") as client:
        answer = await client.get("/cs/")
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.check("S59")
@pytest.mark.anyio
async def test_pages_are_kept_by_no_shared_cache_and_differ_by_language_and_cookie() -> None:
    async with visitor(site()) as client:
        answer = await client.get("/cs/")
        missing = await client.get("/cs/nowhere")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["vary"].replace(" ", "").split(","))
    assert missing.headers["cache-control"] == "no-store"


@pytest.mark.anyio
async def test_head_answers_as_get_without_a_body() -> None:
    async with visitor(site()) as client:
        for path in ("/cs/", "/cs/nowhere", "/health"):
            got, headed = await client.get(path), await client.head(path)
            assert headed.status_code == got.status_code
            assert headed.headers["content-type"] == got.headers["content-type"]
            assert headed.content == b""


@pytest.mark.anyio
async def test_pages_travel_compressed() -> None:
    async with visitor(site(), **{"Accept-Encoding": "gzip"}) as client:
        answer = await client.get("/cs/")
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(gzip.compress(answer.content)) or answer.content
    assert int(answer.headers["content-length"]) < 14 * 1024


@pytest.mark.anyio
async def test_banners_of_the_city_hang_on_every_page() -> None:
    async with visitor(site("kostelec_crisis")) as client:
        for path in PATHS:
            assert "PO DOBU KRIZOVÝCH OPATŘENÍ" in (await client.get(f"/cs{path}")).text
            assert "OUT OF SERVICE" in (await client.get(f"/en{path}")).text


@pytest.mark.anyio
async def test_pages_stand_while_the_database_does_not() -> None:
    async with visitor(site(broken_database=True)) as client:
        assert (await client.get("/cs/")).status_code == 200


@pytest.mark.anyio
async def test_words_that_fall_back_say_their_language() -> None:
    async with visitor(site("sofia")) as client:
        page = parsed((await client.get("/en/contact")).text)
    named = {words(one): one.get("lang") for one in page.iter("span") if one.get("lang")}
    assert all(language in ("bg", "en") for language in named.values())
    assert page.get("lang") == "en"
