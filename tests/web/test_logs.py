"""What the log says, and what it never holds: S68 and S69."""

from __future__ import annotations

import io
import logging
import re
import sys
from typing import cast

import pytest
from litestar import Response, get, post
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.logs import set_up
from civicore.people.principals import Principal, remember
from civicore.web.errors import refused
from civicore.web.requests import AnyRequest
from tests.web.site import site, visitor

CANARY = "Marie-Canary"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a log that was set up holds; the handlers of pytest are put back afterwards."""
    monkeypatch.setattr(logging.root, "handlers", [])
    monkeypatch.setattr(logging.root, "level", logging.root.level)
    monkeypatch.setattr(logging.getLogger("civicore"), "level", 0)
    stream = io.StringIO()
    set_up(stream)
    return stream


def refuse_row() -> None:
    raise ValueError(f"DETAIL:  Key (email)=({CANARY}) already exists.")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_s68_nothing_said_begins_a_new_line(written: io.StringIO, line_end: str) -> None:
    logging.getLogger("civicore.web").warning("said %s", f"a{line_end}2026-01-01 INFO civicore: forged")
    assert len(written.getvalue().splitlines()) == 1


@pytest.mark.parametrize("acting", ["\x1b[31m", "\x07", "\x9b31m", "\x7f", "\u202e", "\u2066"])
def test_s68_nothing_said_steers_a_terminal(written: io.StringIO, acting: str) -> None:
    logging.getLogger("civicore.web").warning("said %s", acting)
    assert acting[0] not in written.getvalue()
    assert written.getvalue().rstrip("\n").isprintable()


def test_s69_a_line_begins_with_the_instant_in_utc(written: io.StringIO) -> None:
    logging.getLogger("civicore.web").info("words with š")
    instant = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00"
    assert re.fullmatch(rf"{instant} INFO civicore\.web: words with š\n", written.getvalue())


@pytest.mark.parametrize("logger", ["civicore.web", "uvicorn.error", "asyncio"])
def test_s68_of_an_error_its_place_is_told_and_not_its_text(written: io.StringIO, logger: str) -> None:
    try:
        refuse_row()
    except ValueError:
        logging.getLogger(logger).error("failed", exc_info=sys.exc_info())
    said = written.getvalue()
    assert "ValueError" in said
    assert "in refuse_row" in said
    assert CANARY not in said
    assert len(said.splitlines()) == 1


@get("/try/{secret:str}/closed")
async def closed(secret: FromPath[str]) -> None:
    raise NotAuthorizedException(detail=secret)


@get("/try/{secret:str}/often")
async def often(request: AnyRequest, secret: FromPath[str]) -> Response[str]:
    remember(request, Principal("staff", "5f0c", secret))
    return cast(Response[str], refused(request, Refusal("sign_in.wait"), 429))


@post("/try/{secret:str}/form")
async def form(secret: FromPath[str]) -> None:
    """Never reached."""


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("method", "path", "header", "line"),
    [
        ("GET", "/cs/try/{}/closed", {}, "visitor 401 request.unauthorized in tests.web.test_logs.closed"),
        ("GET", "/api/v1/try/{}/closed", {}, "visitor 401 request.unauthorized in tests.web.test_logs.closed"),
        ("GET", "/cs/try/{}/often", {}, "staff:5f0c 429 sign_in.wait in tests.web.test_logs.often"),
        ("POST", "/cs/try/{}/form", {}, "visitor 403 request.forged in tests.web.test_logs.form"),
        (
            "POST",
            "/cs/try/{}/form",
            {"Origin": "https://evil.example"},
            "visitor 403 request.foreign in tests.web.test_logs.form",
        ),
    ],
)
async def test_s69_whoever_is_refused_is_written_down_without_a_word_of_theirs(
    written: io.StringIO, method: str, path: str, header: dict[str, str], line: str
) -> None:
    async with visitor(site(handlers=[closed, often, form], api=[closed])) as client:
        answer = await client.request(method, path.format(CANARY), params={"q": CANARY}, headers=header)
    assert answer.status_code >= 400
    (said,) = written.getvalue().splitlines()
    assert said.partition(" INFO civicore.refused: ")[2] == line


@pytest.mark.anyio
async def test_s69_who_is_served_leaves_no_line(written: io.StringIO) -> None:
    async with visitor(site()) as client:
        await client.get("/cs/", params={"q": CANARY})
        await client.get(f"/cs/{CANARY}")
    assert written.getvalue() == ""
