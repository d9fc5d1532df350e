"""Errors are said in the citizen's language, to programs with a stable code, and never tell how the house is built."""

import logging
from typing import Annotated, Any

import pytest
from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.params import Body, FromPath

from civicore.base.refusal import Refusal
from civicore.web.errors import problem
from civicore.web.forms import FieldError
from civicore.web.requests import AnyRequest
from tests.web.site import parsed, site, visitor, words

SECRET = "canary-7391"
NAME = f"Key (email)=({SECRET})"  # as a database tells what it refuses
STATUSES = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 503)


@get("/try/status/{status:int}")
async def with_status(status: FromPath[int]) -> None:
    raise HTTPException(detail=SECRET, status_code=status, headers={"Retry-After": "30", "X-Inner": SECRET})


@get("/try/bug")
async def bug() -> None:
    raise RuntimeError(NAME)


@post("/try/body")
async def body(data: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    return data


@get("/try/refused")
async def refused(request: AnyRequest) -> Response[dict[str, Any]]:
    wrong = FieldError("email", Refusal("field.email"))
    return problem(request, Refusal("request.conflict"), 409, errors=[wrong], nearest="2026-11-24T08:20:00+01:00")


PAGES = [with_status, bug]


@pytest.mark.check("S71")
@pytest.mark.anyio
@pytest.mark.parametrize("status", STATUSES)
async def test_people_get_a_page_in_their_language(status: FromPath[int]) -> None:
    async with visitor(site(handlers=PAGES)) as client:
        answer = await client.get(f"/cs/try/status/{status}")
    page = parsed(answer.text)
    assert answer.status_code == status
    assert words(page.find(".//title")).startswith("Chyba:")
    assert words(page.find(".//h1")) != "To nejde."
    assert SECRET not in answer.text + str(answer.headers)
    assert answer.headers["retry-after"] == "30"
    assert page.find(".//meta[@name='robots']") is not None


@pytest.mark.check("S71")
@pytest.mark.anyio
@pytest.mark.parametrize("status", STATUSES)
async def test_programs_get_problem_details(status: FromPath[int]) -> None:
    async with visitor(site(api=PAGES), **{"Accept-Language": "cs"}) as client:
        answer = await client.get(f"/api/v1/try/status/{status}")
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert (said["status"], answer.status_code) == (status, status)
    assert said["type"] == f"urn:civicore:problem:{said['code']}"
    assert said["title"] and said["detail"]
    assert SECRET not in answer.text


@pytest.mark.anyio
async def test_a_refusal_names_its_code_and_fields() -> None:
    async with visitor(site(api=[refused]), **{"Accept-Language": "en"}) as client:
        said = (await client.get("/api/v1/try/refused")).json()
    assert said["code"] == "request.conflict"
    assert said["nearest"] == "2026-11-24T08:20:00+01:00"
    assert said["errors"] == [
        {"field": "email", "code": "field.email", "detail": "Write the e-mail address in full, like name@example.org."}
    ]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("path", "type_"), [("/cs/try/bug", "text/html"), ("/api/v1/try/bug", "application/problem+json")]
)
async def test_s70_a_bug_is_logged_once_with_the_number_that_is_shown(
    path: str, type_: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with visitor(
            site(handlers=[bug] if "/cs" in path else (), api=[bug] if "/api" in path else ())
        ) as client:
            answer = await client.get(path)
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith(type_)
    logged = [record for record in caplog.records if record.name == "civicore.web"]
    assert len(logged) == 1
    assert "in bug" in logged[0].getMessage()
    assert SECRET not in caplog.text
    number = logged[0].args[0] if isinstance(logged[0].args, tuple) else ""
    assert str(number) in answer.text
    assert SECRET not in answer.text
    assert "/try/bug" not in logged[0].getMessage()


@pytest.mark.anyio
async def test_a_wrong_method_says_which_are_right() -> None:
    async with visitor(site(), Authorization="Bearer x") as client:
        answer = await client.post("/cs/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.anyio
async def test_s32_a_body_that_is_too_large_is_refused() -> None:
    async with visitor(site(api=[body])) as client:
        answer = await client.post("/api/v1/try/body", json={"a": "x" * 1_100_000})
        chunked = await client.post(
            "/api/v1/try/body", content=_endless(), headers={"content-type": "application/json"}
        )
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")
    assert chunked.status_code == 413


async def _endless() -> Any:
    yield b'{"a": "'
    for _ in range(1100):
        yield b"x" * 1000
    yield b'"}'


@pytest.mark.check("S71")
@pytest.mark.anyio
@pytest.mark.parametrize("sent", [b"{", b"\xff\xfe", b"[1,", b'{"a": NaN}'])
async def test_a_body_that_is_no_json_is_refused_without_being_told_back(sent: bytes) -> None:
    async with visitor(site(api=[body])) as client:
        answer = await client.post("/api/v1/try/body", content=sent, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")


@pytest.mark.anyio
async def test_a_broken_template_of_a_city_still_leaves_a_sentence_and_the_number(
    tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "error.html").write_text("{{ nothing_of_that_name }}")
    async with visitor(site(handlers=[bug], plugins={"broken": tmp_path})) as client:
        answer = await client.get("/en/try/bug")
    assert answer.status_code == 500
    assert SECRET not in caplog.text
    assert answer.text.startswith("Something went wrong on our side.")
