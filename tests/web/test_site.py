"""What the city's pages say, that search finds it, and that all of it works without graphics."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from civicore.extension.parts import HealthProbe
from civicore.web.own_pages import rendered
from civicore.web.search import search
from tests.web.site import city_of, parsed, site, visitor, words


async def text(client: AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, path
    return words(parsed(answer.text).find(".//main")).replace("\u00a0", " ")


@pytest.mark.anyio
async def test_the_place_and_the_way_to_it_are_told() -> None:
    async with visitor(site()) as client:
        for path in ("/cs/", "/cs/offices/town_hall", "/cs/contact"):
            said = await text(client, path)
            for fact in (
                "Slovanské náměstí 165",
                "přízemí vpravo",
                "dveří 183",
                "v zadní části budovy",
                "Bezbariérový přístup",
            ):
                assert fact in said, path


@pytest.mark.anyio
async def test_office_hours_of_the_week_are_told() -> None:
    async with visitor(site()) as client:
        said = await text(client, "/cs/offices/town_hall")
    for line in (
        "Pondělí 8:00–17:00",
        "Úterý (dnes) 8:00–15:00",
        "Středa 8:00–17:00",
        "Čtvrtek 8:00–15:00",
        "Pátek 8:00–14:30",
    ):
        assert line in said
    assert "Právě otevřeno do 15:00" in said
    assert "Budova se otevírá v 7:45." in said
    assert "Čtvrtek 24. prosince 2026 : zavřeno – Štědrý den" in said


@pytest.mark.anyio
async def test_departments_are_there_with_their_contacts() -> None:
    async with visitor(site("kostelec")) as client:
        said = await text(client, "/cs/contact")
    for fact in ("Ekonomický odbor", "+420 494 337 201", "doklady@kostelec.example", "podatelna@kostelec.example"):
        assert fact in said


@pytest.mark.anyio
async def test_privacy_tells_how_long_from_the_file() -> None:
    async with visitor(site()) as client:
        said = await text(client, "/en/privacy")
        elsewhere = await text(client, "/cs/privacy")
    assert "Cancelled bookings erased at once" in said
    assert "Names and contacts after your visit 30 days" in said
    assert "podatelna@trutnov.example" in said
    assert "30 dnů" in elsewhere


@pytest.mark.anyio
async def test_the_accessibility_statement_has_standard_contact_and_date() -> None:
    async with visitor(site()) as client:
        said = await text(client, "/cs/accessibility")
    for fact in ("EN 301 549", "WCAG 2.2", "podatelna@trutnov.example", "24. listopadu 2026"):
        assert fact in said


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path", ["/cs/offices/nowhere", "/cs/pages/nowhere", "/cs/offices/town_hall/x", "/cs/view/other"]
)
async def test_what_the_file_does_not_name_is_not_there(path: str) -> None:
    async with visitor(site()) as client:
        assert (await client.get(path)).status_code == 404


def test_markdown_of_the_city_brings_no_html_and_no_second_main_heading() -> None:
    html = rendered(
        "# One\n\n<script>alert(1)</script>\n\n<b onclick='x'>b</b> ![p](https://evil.example/p.png)\n\n[a](javascript:x)"
    )
    assert "<h2>One</h2>" in html
    assert "<script" not in html
    assert "<b" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


FOUND = [
    ("obcanske", "Občanské průkazy"),
    ("OBČANSKÉ", "Občanské průkazy"),
    ("prukazy obcanske", "Občanské průkazy"),
    ("zivnostensky", "Živnostenský registr"),
    ("palackeho", "Městský úřad Kostelec nad Orlicí"),
    ("ekonomicky odbor", "Ekonomický odbor"),
    ("plynulejsiho", "O systému"),
]


@pytest.mark.parametrize(("query", "title"), FOUND)
def test_search_finds_without_accents_and_in_any_order(query: str, title: str) -> None:
    found = search(city_of("kostelec"), "cs", query)
    assert title in [str(one.title.in_("cs") if not isinstance(one.title, str) else one.title) for one in found]


@pytest.mark.parametrize("query", ["", "   ", "nothing of that kind", "%", "(((", "a" * 5000])
def test_s07_search_of_anything_else_finds_nothing_and_breaks_nothing(query: str) -> None:
    assert search(city_of("kostelec"), "cs", query) == []


@pytest.mark.anyio
async def test_s02_the_search_page_shows_what_was_asked_as_text() -> None:
    async with visitor(site()) as client:
        html = (await client.get("/cs/search", params={"q": '"></title><script>alert(1)</script>{{7*7}}'})).text
        long = await client.get("/cs/search", params={"q": "a" * 5000})
        twice = (await client.get("/cs/search?q=one&q=two")).text
        odd = (await client.get("/cs/search?q=a%00%1b%5b31m%E2%80%AEb")).text
    assert 'value="two"' in twice  # S67: of a parameter given twice the last one counts
    assert 'value=""' in odd
    assert "<script>alert" not in html
    assert "{{7*7}}" in html
    assert long.status_code == 400


@pytest.mark.anyio
async def test_without_graphics_everything_is_text_and_stays_so_from_page_to_page() -> None:
    async with visitor(site("kostelec")) as client:
        page = parsed((await client.get("/cs/")).text)
        switch = next(link for link in page.iter("a") if words(link) == "Bez grafiky")
        answer = await client.get(switch.get("href", ""))
        assert answer.headers["location"] == "/cs/text/"
        client.cookies.clear()
        for path in ("/cs/text/", "/cs/text/search?q=pas", "/cs/text/pages/purpose", "/cs/text/contact"):
            html = (await client.get(path)).text
            plain = parsed(html)
            assert not list(plain.iter("img")) + list(plain.iter("script"))
            assert "brand-" not in html
            local = [link.get("href", "") for link in plain.iter("a")]
            inside = [one for one in local if one.startswith("/cs/")]
            assert inside
            assert all(one.startswith("/cs/text/") for one in inside)
            assert any(words(link) == "S grafikou" for link in plain.iter("a"))


@pytest.mark.anyio
async def test_without_graphics_is_remembered_until_it_is_switched_back() -> None:
    async with visitor(site("kostelec")) as client:
        await client.get("/cs/view/text?back=/contact")
        assert (await client.get("/")).headers["location"] == "/cs/text/"
        assert "<img" not in (await client.get("/cs/contact")).text
        back = await client.get("/cs/text/view/full?back=/contact%3Fa%3D1")
        assert back.headers["location"] == "/cs/contact?a=1"
        assert "<img" in (await client.get("/cs/contact")).text


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("back", "target"),
    [
        ("/%C5%BElu%C5%A5", "/%C5%BElu%C5%A5"),
        ("/search%3Fq%3D%25C5%2599%26b%3D1", "/search?q=%C5%99&b=1"),
        ("/%ED%A0%80", "/%EF%BF%BD%EF%BF%BD%EF%BF%BD"),
        ("//evil.example", "/"),
    ],
)
async def test_a_way_back_may_hold_any_letter(back: str, target: str) -> None:
    async with visitor(site()) as client:
        answer = await client.get(f"/cs/view/text?back={back}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cs/text{target}")


@pytest.mark.anyio
async def test_a_city_may_do_without_the_plain_view_and_the_search() -> None:
    city = city_of("kostelec")
    brand = city.brand.model_copy(update={"text_only": False, "search": False})
    async with visitor(site(city.model_copy(update={"brand": brand}))) as client:
        for path in ("/cs/text/", "/cs/view/text", "/cs/search"):
            assert (await client.get(path)).status_code == 404
        html = (await client.get("/cs/")).text
    assert "Bez grafiky" not in html
    assert 'role="search"' not in html


@pytest.mark.anyio
async def test_health_says_which_part_is_ill_and_not_why() -> None:
    async def ill() -> str | None:
        return "disk of 10.0.0.3 is full"

    async def broken() -> str | None:
        raise RuntimeError("secret")

    async def well() -> str | None:
        return None

    probes = [HealthProbe("a.ill", ill), HealthProbe("b.broken", broken), HealthProbe("c.well", well)]
    async with visitor(site(probes=probes)) as client:
        answer = await client.get("/health")
    async with visitor(site(probes=probes[2:])) as client:
        healthy = await client.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "ill", "failing": ["a.ill", "b.broken"]})
    assert (healthy.status_code, healthy.json()) == (200, {"status": "well"})


@pytest.mark.anyio
async def test_what_is_not_vital_is_told_and_sends_nobody_away() -> None:
    async def paper() -> str | None:
        return "no paper"

    async with visitor(site(probes=[HealthProbe("devices.printers", paper, vital=False)])) as client:
        answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "impaired", "failing": ["devices.printers"]})


@pytest.mark.anyio
async def test_programs_find_robots_txt_the_icon_and_where_to_report_a_weakness() -> None:
    async with visitor(site("kostelec")) as client:
        robots = await client.get("/robots.txt")
        told = await client.get("/.well-known/security.txt")
        icon = await client.get("/favicon.ico")
    async with visitor(site("trutnov")) as client:
        unsaid = await client.get("/.well-known/security.txt")
    assert "Disallow: /*/desk" in robots.text
    assert "Contact: mailto:bezpecnost@kostelec.example" in told.text
    assert "Expires: 2027-05-23T07:40:00+00:00" in told.text
    assert icon.headers["content-type"] == "image/svg+xml"
    assert unsaid.status_code == 404
