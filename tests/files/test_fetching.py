"""Fetching from an address that a stranger wrote: only the public internet, bounded, and by what was looked up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from civicore.base.refusal import Refusal
from civicore.files.addresses import is_public
from civicore.files.fetching import Fetched, FetchRules, fetch, resolved

pytestmark = pytest.mark.anyio
PUBLIC = "93.184.216.34"
RULES = FetchRules(max_size=1000, seconds=5, redirects=2)
Answers = Callable[[httpx.Request], httpx.Response]


class Sent(httpx.AsyncByteStream):
    """A body as it comes over the wire."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.content


async def asked(url: str, answers: Answers, *, rules: FetchRules = RULES, **names: str) -> Fetched | Refusal:
    async def resolve(host: str, port: int) -> list[str]:
        known = names.get(host.replace(".", "_").replace("-", "_"))
        return known.split() if known else ([host] if host[0].isdigit() or ":" in host else [PUBLIC])

    return await fetch(url, rules, resolve=resolve, transport=httpx.MockTransport(answers))


def photo(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, stream=Sent(b"pixels"))


def never(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"asked for {request.url}")


async def test_a_photo_is_fetched_from_where_its_name_was_looked_up() -> None:
    seen: list[httpx.Request] = []

    def answers(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return photo(request)

    found = await asked("https://photos.example/a/%D0%BF%D1%8A%D1%82.jpg?x=1#part", answers)
    assert found == Fetched(b"pixels", "път.jpg")
    assert seen[0].url.host == PUBLIC
    assert seen[0].headers["host"] == "photos.example"
    assert seen[0].extensions["sni_hostname"] == "photos.example"  # so the certificate is that of the name


@pytest.mark.check("S09")
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1",
        "localhost", "",
    ],
)  # fmt: skip
async def test_signal_case_23_addresses_within_are_not_asked(address: str) -> None:
    assert not is_public(address)
    answer = await asked("http://inside.example/photo.jpg", never, inside_example=f"{PUBLIC} {address or 'x'}")
    assert answer == Refusal("files.address")


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
async def test_public_addresses_are_asked(address: str) -> None:
    assert is_public(address)
    assert isinstance(await asked("http://a.example/p.jpg", photo, a_example=address), Fetched)


@pytest.mark.check("S09")
@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://photos.example/a", "gopher://a.example", "photo.jpg", "", "http://",
        "http://me:secret@photos.example/a", "http://photos.example:8080/a", "https://photos.example:22/",
        "http://127.0.0.1/a", "http://[::1]/a", "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/", "http://photos.example\\@127.0.0.1/", "http://\u0000/", "javascript:alert(1)",
    ],
)  # fmt: skip
async def test_signal_case_23_odd_addresses_are_not_asked(url: str) -> None:
    answer = await asked(url, never)
    assert isinstance(answer, Refusal)
    assert answer.code in ("files.address", "files.unreachable")


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "localhost", "017700000001"])
async def test_signal_case_23_other_ways_to_write_this_machine_lead_nowhere(host: str) -> None:
    found = await resolved(host, 80)
    assert not any(is_public(one) for one in found)


@pytest.mark.check("S65")
@pytest.mark.check("S09")
@pytest.mark.parametrize("to", ["http://127.0.0.1/a", "http://inside.example/", "file:///etc/passwd", "//[::1]/"])
async def test_signal_case_23_a_redirect_does_not_lead_within(to: str) -> None:
    asked_for: list[str] = []

    def answers(request: httpx.Request) -> httpx.Response:
        asked_for.append(request.headers["host"])
        return httpx.Response(302, headers={"location": to})

    assert await asked("http://out.example/", answers, inside_example="10.1.1.1") == Refusal("files.address")
    assert asked_for == ["out.example"]


async def test_redirects_are_followed_a_few_times() -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        steps = len(request.url.path)
        return photo(request) if steps > 3 else httpx.Response(301, headers={"location": "/" + "x" * steps})

    assert isinstance(await asked("http://a.example/a", answers), Fetched)
    endless = await asked("http://a.example/", lambda _: httpx.Response(307, headers={"location": "/"}))
    assert endless == Refusal("files.address")


async def test_signal_case_23_too_much_is_not_read_to_its_end() -> None:
    sent: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            sent.append(1)
            yield bytes(400)

    answer = await asked("http://a.example/", lambda _: httpx.Response(200, content=endless()))
    assert answer == Refusal("files.too_big", limit=0.0)
    assert len(sent) == 3


async def test_signal_case_23_who_answers_slowly_is_left() -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.Event().wait()

    rules = FetchRules(seconds=0.05)
    answer = await asked("http://a.example/", lambda _: httpx.Response(200, content=slow()), rules=rules)
    assert answer == Refusal("files.unreachable")


@pytest.mark.parametrize("status", [204, 401, 404, 500])
async def test_what_is_not_there_is_told(status: int) -> None:
    assert await asked("http://a.example/", lambda _: httpx.Response(status)) == Refusal("files.unreachable")


async def test_a_packed_answer_is_not_unpacked() -> None:
    """A few bytes that unpack to a gigabyte stay a few bytes."""
    headers = {"content-encoding": "gzip"}
    found = await asked(
        "http://a.example/a", lambda _: httpx.Response(200, headers=headers, stream=Sent(b"\x1f\x8b no gzip"))
    )
    assert isinstance(found, Fetched)
    assert found.content == b"\x1f\x8b no gzip"
