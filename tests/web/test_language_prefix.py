"""The language stands in the address; the switch keeps page and query; nothing leads off the site."""

import pytest
from litestar import Response, get, post

from civicore.web.here import Here, local_path
from civicore.web.negotiation import negotiate
from civicore.web.pages import redirect
from civicore.web.requests import AnyRequest
from tests.web.site import parsed, site, visitor


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", None),
        ("cs", "cs"),
        ("cs-CZ,cs;q=0.9,en;q=0.8", "cs"),
        ("de,en;q=0.5,cs;q=0.7", "cs"),
        ("EN-us", "en"),
        ("en;q=0, cs;q=0.1", "cs"),
        ("en;q=abc", "en"),
        ("fr, de", None),
        ("*", None),
        (", ".join(["xx"] * 10 + ["cs"]), None),
        ("q=;;;,,=", None),
    ],
)
def test_the_best_language_is_found(header: str, language: str | None) -> None:
    assert negotiate(header, ("cs", "en")) == language


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("header", "target"), [("en-GB,en", "/en/contact?a=1&b=%C5%99"), ("de", "/cs/contact?a=1&b=%C5%99")]
)
async def test_an_address_without_a_language_goes_to_the_best_one(header: str, target: str) -> None:
    async with visitor(site(), **{"Accept-Language": header}) as client:
        answer = await client.get("/contact?a=1&b=%C5%99")
    assert (answer.status_code, answer.headers["location"]) == (302, target)
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.anyio
async def test_a_remembered_language_wins_over_the_browsers() -> None:
    async with visitor(site(), **{"Accept-Language": "cs", "Cookie": "civicore-language=en"}) as client:
        assert (await client.get("/")).headers["location"] == "/en/"


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/cs/api/v1/openapi.json", "/cs/static/x.css", "/cs/health", "/xx/", "/cs/cs/"])
async def test_programs_addresses_have_no_language_and_pages_have_one(path: str) -> None:
    async with visitor(site()) as client:
        answer = await client.get(path, follow_redirects=True)
    assert answer.status_code == 404


@pytest.mark.anyio
async def test_the_switch_keeps_page_and_query_and_names_languages_in_themselves() -> None:
    async with visitor(site()) as client:
        page = parsed((await client.get("/cs/search?q=ob%C4%8Dansk%C3%BD+pr%C5%AFkaz")).text)
    links = {link.get("lang"): link for link in page.iter("a") if link.get("hreflang")}
    assert links["en"].get("href") == "/en/search?q=ob%C4%8Dansk%C3%BD+pr%C5%AFkaz"
    assert links["en"].text == "English"
    current = page.find(".//*[@aria-current='true'][@lang]")
    assert current is not None
    assert (current.get("lang"), current.text) == ("cs", "Čeština")
    alternates = [one.get("href") for one in page.iter("link") if one.get("rel") == "alternate"]
    assert alternates == ["http://city.test/en/search?q=ob%C4%8Dansk%C3%BD+pr%C5%AFkaz"]


LEADS_AWAY = ["//evil.example", "/\\evil.example", "https://evil.example", "https:evil.example", "javascript:alert(1)"]
TRICKS = [
    "/\t/evil.example",
    "/\r\nLocation: //evil.example",
    "\\\\evil.example",
    "/a\\b",
    "evil",
    "",
    "///evil.example",
]


@pytest.mark.parametrize("target", [*LEADS_AWAY, *TRICKS])
def test_s28_a_way_back_stays_on_the_site(target: str) -> None:
    assert local_path(target) == "/"


def test_a_way_back_within_the_site_is_kept() -> None:
    assert local_path("/search?q=%2F%2Fa") == "/search?q=%2F%2Fa"


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path", ["//evil.example/", "//evil.example/%2e%2e", "/%5Cevil.example", "/%0d%0aLocation:%20//evil"]
)
async def test_s28_the_redirect_to_a_language_stays_on_the_site(path: str) -> None:
    async with visitor(site()) as client:
        answer = await client.get(f"http://city.test{path}")
    assert answer.headers.get("location", "/cs/").startswith("/cs/")
    assert "\n" not in answer.headers.get("location", "")


def test_addresses_are_quoted() -> None:
    here = Here("cs", "/search", "q=a&b=c")
    assert here.href('/a b/"<ř>?#', q="ř&x") == "/cs/a%20b/%22%3C%C5%99%3E%3F%23?q=%C5%99%26x"


@post("/try/send")
async def send(request: AnyRequest) -> Response[None]:
    return redirect(request, "/try/sent", number=7)


@get("/try/sent")
async def sent() -> str:
    return "sent"


@pytest.mark.anyio
async def test_a_redirect_after_a_post_keeps_the_language_and_the_view() -> None:
    bearer = {"Authorization": "Bearer x"}
    async with visitor(site(handlers=[send, sent]), **bearer) as client:
        assert (await client.post("/en/try/send")).headers["location"] == "/en/try/sent?number=7"
        assert (await client.post("/en/text/try/send")).headers["location"] == "/en/text/try/sent?number=7"
        assert (
            (await client.post("/try/send", headers={"Accept-Language": "en"})).headers["location"].startswith("/en/")
        )
