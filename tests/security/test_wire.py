"""What comes over the wire itself: requests that say two things at once (S30), and who they say they are from (S29)."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.faults.town import FILE as OFFICE
from tests.faults.town import some
from tests.security.fortress import BASE, Fortress, running
from tests.web.site import site
from tests.web.test_server import listening

HIDDEN = b"GET /robots.txt HTTP/1.1\r\nHost: city\r\n\r\n"
TWICE = (
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
    b"Content-Length: -1\r\n\r\n",
    b"Content-Length: 5, 0\r\n\r\n",
    b"Content-Length : 44\r\nContent-Length: 0\r\n\r\n",
    b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n5;\n\r\nabcde\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nzz\r\n0\r\n\r\n",
)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    """Where the site listens with the server that the product ships with."""
    with listening(site()) as base:
        host, _, port = base.removeprefix("http://").partition(":")
        yield host, int(port)


@pytest.mark.parametrize("said", TWICE, ids=range(len(TWICE)))
def test_s30_a_request_that_says_two_lengths_hides_no_other_request(server: tuple[str, int], said: bytes) -> None:
    with socket.create_connection(server, timeout=30) as line:
        line.sendall(b"POST /cs/search HTTP/1.1\r\nHost: city\r\nConnection: keep-alive\r\n" + said + HIDDEN)
        line.shutdown(socket.SHUT_WR)
        told = b""
        while more := line.recv(65536):
            told += more
    assert b"User-agent" not in told, "the hidden request was answered"
    assert not told or told.startswith(b"HTTP/1.1 4"), told[:200]


CLAIMS = (
    "X-Forwarded-For",
    "X-Real-IP",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "Forwarded",
    "X-Original-URL",
    "X-Host",
)


@pytest.fixture
async def office() -> AsyncIterator[Fortress]:
    """A town that trusts no proxy and slows robots down."""
    async with running(OFFICE, strict=True) as town:
        yield town


@pytest.mark.anyio
async def test_s29_who_claims_to_be_somebody_else_gains_nothing(
    office: Fortress, caplog: pytest.LogCaptureFixture
) -> None:
    robot, told = office.browser(network="203.0.113.7"), []
    for number, wish in enumerate(some(24)):
        claims = dict.fromkeys(CLAIMS, f"10.9.{number}.1") | {"X-Forwarded-Host": "evil.example", "Host": "city"}
        told.append((await robot.http.post("/api/v1/bookings", json=wish.body, headers=claims)).status_code)
    assert told.count(201) == 20 and set(told) <= {201, 409, 429}
    for letter in await office.letters():
        assert all(link.startswith(BASE) for link in letter["links"])
    page = await robot.http.get("/en/", headers=dict.fromkeys(CLAIMS, "evil.example"))
    assert "evil.example" not in page.text + str(page.headers)
    assert "10.9." not in caplog.text and "evil.example" not in caplog.text
