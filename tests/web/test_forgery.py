"""A request made by another site, or without the token of the form, changes nothing."""

import re

import pytest
from litestar import Response, get, post

from civicore.base.codes import Keyring
from civicore.web.forgery import genuine, token
from civicore.web.front import CityApp
from civicore.web.pages import page
from civicore.web.requests import AnyRequest
from tests.web.site import site, visitor

DONE: list[str] = []


@get("/try/form")
async def form(request: AnyRequest) -> Response[str]:
    return page(request, "form.html")


@post("/try/form")
async def take(request: AnyRequest) -> str:
    DONE.append(str((await request.form()).get("name", "")))
    return "taken"


@post("/try/json")
async def take_json(request: AnyRequest) -> str:
    DONE.append("json")
    return "taken"


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> CityApp:
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "templates").mkdir()
    (folder / "templates" / "form.html").write_text(
        '{% extends "base.html" %}{% from "ui.html" import form %}{% block title %}Form{% endblock %}'
        '{% block content %}<h1>Form</h1>{% call form(button="Send") %}<input name="name">{% endcall %}{% endblock %}'
    )
    DONE.clear()
    return site(handlers=[form, take], api=[take_json], plugins={"try": folder})


def token_in(html: str) -> str:
    found = re.search(r'name="_csrf" value="([^"]+)"', html)
    assert found is not None
    return found[1]


@pytest.mark.anyio
async def test_the_pages_own_form_is_taken(app: CityApp) -> None:
    async with visitor(app) as client:
        written = token_in((await client.get("/cs/try/form")).text)
        answer = await client.post("/cs/try/form", data={"name": "Jan", "_csrf": written})
    assert (answer.status_code, DONE) == (201, ["Jan"])


@pytest.mark.anyio
async def test_every_form_has_another_token_and_the_cookie_is_set_once_and_hidden_from_scripts(app: CityApp) -> None:
    async with visitor(app) as client:
        first, second = await client.get("/cs/try/form"), await client.get("/cs/try/form")
        plain = await client.get("/cs/contact")
    assert token_in(first.text) != token_in(second.text)
    assert re.fullmatch(r"civicore-form=[\w-]+; HttpOnly; Path=/; SameSite=lax", first.headers["set-cookie"])
    assert "set-cookie" not in second.headers
    assert "set-cookie" not in plain.headers


@pytest.mark.anyio
async def test_s21_over_https_the_cookie_is_bound_to_the_host() -> None:
    async with visitor(site(handlers=[], address="https://city.test"), "https://city.test") as client:
        cookie = (await client.get("/cs/view/text")).headers["set-cookie"]
    assert cookie.startswith("__Host-view=text; ")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


@pytest.mark.anyio
@pytest.mark.parametrize("written", ["", "x", "a.b", "." * 50, "ř.ř"])
async def test_s27_without_the_right_token_nothing_is_done(app: CityApp, written: str) -> None:
    async with visitor(app) as client:
        await client.get("/cs/try/form")
        answer = await client.post("/cs/try/form", data={"name": "Jan", "_csrf": written})
        multipart = await client.post("/cs/try/form", data={"_csrf": written}, files={"file": b"x"})
    assert (answer.status_code, multipart.status_code, DONE) == (403, 403, [])
    assert "Platnost formuláře vypršela." in answer.text


@pytest.mark.anyio
async def test_s27_a_token_without_its_cookie_is_of_no_use(app: CityApp) -> None:
    async with visitor(app) as client:
        written = token_in((await client.get("/cs/try/form")).text)
        client.cookies.clear()
        assert (await client.post("/cs/try/form", data={"_csrf": written})).status_code == 403
    assert DONE == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    "header",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
async def test_s27_another_site_is_refused_even_with_the_token(app: CityApp, header: dict[str, str]) -> None:
    async with visitor(app) as client:
        written = token_in((await client.get("/cs/try/form")).text)
        form_sent = await client.post("/cs/try/form", data={"_csrf": written}, headers=header)
        json_sent = await client.post("/api/v1/try/json", json={}, headers=header)
    assert (form_sent.status_code, json_sent.status_code, DONE) == (403, 403, [])


@pytest.mark.anyio
@pytest.mark.parametrize(
    "header", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://city.test"}, {"Origin": "null"}]
)
async def test_the_site_itself_may(app: CityApp, header: dict[str, str]) -> None:
    async with visitor(app) as client:
        written = token_in((await client.get("/cs/try/form")).text)
        answer = await client.post("/cs/try/form", data={"name": "Eva", "_csrf": written}, headers=header)
    assert (answer.status_code, DONE) == (201, ["Eva"])


@pytest.mark.anyio
async def test_programs_need_no_token_and_pages_cannot_pretend_to_be_programs(app: CityApp) -> None:
    async with visitor(app) as client:
        assert (await client.post("/api/v1/try/json", json={})).status_code == 201
        assert (await client.post("/cs/try/form", headers={"Authorization": "Bearer t"})).status_code == 201
        client.cookies.set("civicore-session", "x")
        disguised = await client.post("/api/v1/try/json", content=b"{}", headers={"Content-Type": "text/plain"})
    assert disguised.status_code == 403


def test_a_token_outlives_the_change_of_keys_and_no_other_city_takes_it() -> None:
    old, new = Keyring("a", [b"o" * 32]), Keyring("a", [b"n" * 32, b"o" * 32])
    written = token(old, "nonce")
    assert genuine(new, "nonce", written)
    assert not genuine(Keyring("b", [b"o" * 32]), "nonce", written)
    assert not genuine(new, "other", written)
    assert not genuine(new, "", token(new, ""))


@pytest.mark.anyio
@pytest.mark.parametrize("origin", ["http://[", "nonsense", "http://\u00c5"])
async def test_an_origin_that_is_no_address_is_another_site(app: CityApp, origin: str) -> None:
    async with visitor(app) as client:
        answer = await client.post("/cs/try/form", headers={b"Origin": origin.encode("latin-1")})
    assert (answer.status_code, DONE) == (403, [])


@pytest.mark.anyio
@pytest.mark.parametrize(("charset", "typed"), [("utf-8", b"\xff"), ("nowhere", b"x")])
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer t"}])
async def test_a_form_that_is_no_text_is_refused(
    app: CityApp, charset: str, typed: bytes, header: dict[str, str]
) -> None:
    about = f'Content-Disposition: form-data; name="name"\r\nContent-Type: text/plain; charset={charset}'
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    async with visitor(app) as client:
        sent = b"--b\r\n%s\r\n\r\n%s\r\n--b--\r\n" % (about.encode(), typed)
        answer = await client.post("/cs/try/form", content=sent, headers=kind | header)
    assert (answer.status_code, DONE) == (400, [])
