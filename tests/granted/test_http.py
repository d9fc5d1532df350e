"""A plugin's HTTP client reaches the hosts that it is granted, at addresses that are what they say (security S09)."""

import gzip
from collections.abc import Callable

import httpx
import pytest

from civicore.extension.grants import Grants, NotGranted
from civicore.granted.http import LARGEST, client

PUBLIC, METADATA = "93.184.216.34", "169.254.169.254"


def asked(
    *words: str, at: str = PUBLIC, answer: Callable[[httpx.Request], httpx.Response] | None = None
) -> tuple[httpx.AsyncClient, list[httpx.Request]]:
    """A client with these grants, whose every host is at one address; the requests that left."""
    left: list[httpx.Request] = []

    async def resolve(host: str, port: int) -> list[str]:
        return [at] if at else []

    def far(request: httpx.Request) -> httpx.Response:
        left.append(request)
        return answer(request) if answer else httpx.Response(200, text="well")

    grants = Grants("acme", "acme", frozenset(words))
    return client(grants, resolve=resolve, inner=httpx.MockTransport(far)), left


async def test_a_granted_host_is_asked_at_the_address_that_was_judged() -> None:
    http, left = asked("network:api.example")
    answer = await http.get("https://api.example/x")
    assert answer.text == "well"
    assert (left[0].url.host, left[0].headers["host"]) == (PUBLIC, "api.example")
    assert left[0].extensions["sni_hostname"] == "api.example"


@pytest.mark.parametrize(
    "url", ["https://other.example/", "https://api.example.evil/", "https://10.0.0.1/", "http://[::1]/"]
)
async def test_s09_another_host_is_refused_with_the_word_to_write(url: str) -> None:
    http, left = asked("network:api.example")
    with pytest.raises(NotGranted, match="network:"):
        await http.get(url)
    assert left == []


@pytest.mark.parametrize("address", [METADATA, "127.0.0.1", "10.1.2.3", "::1", "fd00::1"])
async def test_s09_a_public_name_that_leads_inside_is_not_asked(address: str) -> None:
    http, left = asked("network:*", at=address)
    with pytest.raises(httpx.ConnectError, match="no host of the public internet"):
        await http.get("https://api.example/")
    assert left == []


async def test_a_host_inside_is_asked_where_the_city_says_so() -> None:
    http, left = asked("network.inside:gate.lan", at="10.1.2.3")
    assert (await http.get("http://gate.lan:8080/")).status_code == 200
    assert left[0].url.host == "10.1.2.3"


async def test_a_host_without_address_cannot_be_asked() -> None:
    http, _ = asked("network:api.example", at="")
    with pytest.raises(httpx.ConnectError, match="no address"):
        await http.get("https://api.example/")


@pytest.mark.check("S65")
async def test_a_redirect_is_an_answer_and_not_followed() -> None:
    http, left = asked(
        "network:api.example", answer=lambda request: httpx.Response(302, headers={"Location": "http://10.0.0.1/"})
    )
    assert (await http.get("https://api.example/")).status_code == 302
    assert len(left) == 1


async def test_an_answer_that_is_too_large_is_not_read_to_the_end() -> None:
    http, _ = asked("network:api.example", answer=lambda request: httpx.Response(200, content=b"x" * (LARGEST + 1)))
    with pytest.raises(httpx.ReadError):
        await http.get("https://api.example/")


async def test_a_packed_answer_is_not_unpacked() -> None:
    packed = gzip.compress(b"x" * LARGEST * 50)
    assert len(packed) < LARGEST
    headers = {"Content-Encoding": "gzip"}
    http, left = asked(
        "network:api.example", answer=lambda request: httpx.Response(200, content=packed, headers=headers)
    )
    with pytest.raises(httpx.ReadError, match="packed"):
        await http.get("https://api.example/")
    assert left[0].headers["accept-encoding"] == "identity"
