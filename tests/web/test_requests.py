"""What the headers of a request say, read off as they came."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import post
from litestar.connection import Request

from civicore.web.api_requests import ApiBadRequest, ApiBody, api_body, on_bad_request
from civicore.web.requests import AnyRequest, CityRequest, header, media_type
from tests.web.site import site, visitor


def asked(*headers: tuple[bytes, bytes]) -> Any:
    return {"type": "http", "headers": list(headers), "state": {}}


def test_the_first_of_several_headers_counts_as_it_does_for_litestar() -> None:
    scope = asked((b"a", b"\xe9"), (b"b", b"2"), (b"a", b"3"))
    assert [header(scope, one) for one in (b"a", b"b", b"c")] == ["é", "2", None]
    assert [Request(scope).headers.get(one) for one in ("a", "b", "c")] == ["é", "2", None]


def test_a_media_type_is_told_without_its_parameters() -> None:
    assert media_type(asked((b"content-type", b" Application/JSON ; charset=utf-8"))) == "application/json"
    assert media_type(asked()) == ""


@pytest.mark.parametrize("said", [None, b"0", b"17", b" 17 ", b"+1", b"x", b"", b"1_0", b"\xb2"])
def test_how_long_a_body_is_said_to_be_is_what_litestar_says(said: bytes | None) -> None:
    def told(kind: type[AnyRequest]) -> object:
        try:
            return kind(asked() if said is None else asked((b"content-length", said))).content_length
        except Exception as error:
            return type(error)

    assert told(CityRequest) == told(Request)


class Named(ApiBody):
    name: str


@post("/api/try/named", exception_handlers={ApiBadRequest: on_bad_request})
async def take(request: AnyRequest) -> str:
    return (await api_body(request, Named)).name


@pytest.mark.anyio
@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
async def test_a_body_in_another_coding_than_utf_8_is_no_json(coding: str) -> None:
    async with visitor(site(handlers=[take])) as client:
        headers = {"Content-Type": "application/json"}
        read = await client.post("/api/try/named", content='{"name": "é"}'.encode(), headers=headers)
        other = await client.post("/api/try/named", content='{"name": "é"}'.encode(coding), headers=headers)
    assert (read.status_code, read.text) == (201, "é")
    assert (other.status_code, other.json()["code"]) == (400, "request.not_json")


@pytest.mark.anyio
async def test_the_headers_of_a_program_are_not_decoded_one_and_all(monkeypatch: pytest.MonkeyPatch) -> None:
    app = site(handlers=[take])
    async with visitor(app) as client:
        monkeypatch.setattr("litestar.datastructures.headers.Headers.__init__", None)
        assert (await client.post("/api/try/named", json={"name": "Eva"})).text == "Eva"
