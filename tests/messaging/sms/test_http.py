"""Gateways over HTTP, each as some file describes it: a small real server answers what it is told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from civicore.messaging.sms.json_paths import at, built, found
from civicore.messaging.sms.tables import TextOut
from tests.messaging.sms.conftest import NUMBER, Texting

pytestmark = pytest.mark.anyio
MAKE = Callable[..., Texting]


@dataclass
class Server:
    """``answers`` are taken one by one: status and JSON; the last one stays."""

    port: int = 0
    answers: list[tuple[int, object]] = field(default_factory=lambda: [(200, {"id": "g1"})])
    asked: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
            body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
            original = {line.split(": ", 1)[0].lower(): line.split(": ", 1)[1] for line in head[1:] if ": " in line}
            self.asked.append((head[0], original, body))
            if "/token" in head[0]:
                self._say(writer, 200, {"access_token": f"t{len(self.asked)}", "expires_in": 3600})
            else:
                self._say(writer, *(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _say(self, writer: asyncio.StreamWriter, status: int, said: object) -> None:
        if said == "hang up":
            return
        body = json.dumps(said).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)


@asynccontextmanager
async def http_server() -> AsyncIterator[Server]:
    serving = Server()
    server = await asyncio.start_server(serving.talk, "127.0.0.1", 0)
    serving.port = server.sockets[0].getsockname()[1]
    try:
        yield serving
    finally:
        server.close()
        await server.wait_closed()


def described(server: Server, http: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {"gateway": "http", "host": server.address, "user": "town", "key": {"secret": "sms_key"}, "sender": "TOWN"}
    return {**said, "http": http, **more}


async def sent(city: Texting, text: str = "PIN 048291 {key}") -> str:
    await city.send(text)
    await city.outbox.flush()
    return (await city.fates())[-1].state


async def test_json_with_a_bearer_token_and_names_that_lead_inwards(texting: MAKE) -> None:
    async with http_server() as server:
        fields = {"messages.0.to": "{to}", "messages.0.body": "{text}", "from": "{sender}", "ref": "{id}"}
        city = texting(described(server, {"path": "/v1/sms", "fields": fields, "id": "id"}))
        assert await sent(city) == "sent"
        (first, headers, body) = server.asked[0]
        said = json.loads(body)
        assert first == "POST /v1/sms HTTP/1.1" and headers["authorization"] == "Bearer pw"
        assert said["messages"] == [{"to": NUMBER, "body": "PIN 048291 {key}"}] and said["from"] == "TOWN"
        async with city.store.reading():
            (row,) = await TextOut.select()
        assert (row["remote"], row["paid"]) == ("g1", 1)


async def test_a_form_with_basic_sign_in_and_a_query(texting: MAKE) -> None:
    async with http_server() as server:
        http = {"body": "form", "auth": "basic", "query": {"dlr": "1"}, "fields": {"n": "{to}", "t": "{text}"}}
        assert await sent(texting(described(server, http))) == "sent"
        (first, headers, body) = server.asked[0]
        assert first == "POST /?dlr=1 HTTP/1.1" and headers["authorization"].startswith("Basic ")
        assert parse_qs(body) == {"n": [NUMBER], "t": ["PIN 048291 {key}"]}


async def test_a_get_with_the_key_in_the_query(texting: MAKE) -> None:
    async with http_server() as server:
        http = {"method": "GET", "body": "none", "auth": "none", "query": {"apikey": "{key}", "text": "{text}"}}
        assert await sent(texting(described(server, http)), "a & b") == "sent"
        assert server.asked[0][0] in (
            "GET /?apikey=pw&text=a+%26+b HTTP/1.1",
            "GET /?apikey=pw&text=a%20%26%20b HTTP/1.1",
        )


async def test_a_token_is_fetched_once_used_as_long_as_it_lasts_and_renewed(texting: MAKE) -> None:
    async with http_server() as server:
        city = texting(described(server, {"auth": "oauth2", "token": "/token"}))
        assert [await sent(city), await sent(city)] == ["sent", "sent"]
        assert [one[0].split()[1] for one in server.asked] == ["/token", "/", "/"]
        city.clock.advance(timedelta(hours=1))
        await sent(city)
        server.answers = [(401, {}), (200, {})]
        assert await sent(city) == "sent"
        assert [one[0].split()[1] for one in server.asked][3:] == ["/token", "/", "/", "/token", "/"]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((429, {}), "queued"),
        ((503, {}), "queued"),
        ((401, {}), "queued"),
        ((302, {}), "queued"),
        ((400, {}), "failed"),
        ((422, {"error": "x"}), "failed"),
        ((200, {"error": "busy"}), "queued"),
        ((200, {"error": "bad_number"}), "failed"),
        ((200, "hang up"), "queued"),
        ((202, {"error": "none"}), "sent"),
    ],
)
async def test_what_the_gateway_answers_decides_whether_it_is_tried_again(
    texting: MAKE, answer: tuple[int, object], state: str
) -> None:
    async with http_server() as server:
        server.answers = [answer]
        http = {"ok_if": {"error": "none"}, "permanent_if": {"error": "bad_number"}}
        city = texting(described(server, http))
        assert await sent(city) == state
        assert all(
            NUMBER not in one.detail and "pw" not in one.detail for fate in await city.fates() for one in fate.tries
        )


async def test_channel_case_37_when_the_first_host_is_down_the_second_is_used_once(texting: MAKE) -> None:
    async with http_server() as first, http_server() as second:
        down = "http://127.0.0.1:9"
        city = texting(described(first, {}, host=down, second_host=second.address))
        assert await sent(city) == "sent"
        assert len(second.asked) == 1
        back = texting(described(first, {}, second_host=second.address))
        assert await sent(back) == "sent"
        assert (len(first.asked), len(second.asked)) == (1, 1)


async def test_channel_case_37_a_host_that_may_have_taken_it_is_not_doubled(texting: MAKE) -> None:
    async with http_server() as first, http_server() as second:
        first.answers = [(200, "hang up")]
        city = texting(described(first, {}, second_host=second.address))
        assert await sent(city) == "queued"
        assert second.asked == []
        first.answers = [(500, {})]
        city.clock.advance(timedelta(minutes=5))
        await city.outbox.flush()
        assert len(second.asked) == 1


async def test_without_its_secret_nothing_is_sent_in_the_clear(texting: MAKE) -> None:
    async with http_server() as server:
        city = texting(described(server, {}))
        assert await sent(city) == "sent"
        assert await sent(city, "x" * 4000) == "failed"


def test_places_in_json() -> None:
    said = {"a": [{"b": 1}, {"b": True}], "c": None}
    assert (found(said, "a.0.b"), found(said, "a.1.b"), found(said, "c"), found(said, "a"), found(None, "a")) == (
        "1",
        "true",
        "",
        "",
        "",
    )
    assert at(said, "a.7.b") is None
    assert built({"a.0.b": "1", "a.1.b": "2", "c.d": "3"}) == {"a": [{"b": "1"}, {"b": "2"}], "c": {"d": "3"}}
