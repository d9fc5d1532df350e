"""Server-sent events over a real socket: numbers, replay, limits, and an end as soon as the server is to end."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest

from civicore.storage.store import Store
from civicore.web import live
from tests.databases import PATIENT
from tests.live.streaming import Served, serving
from tests.live.told import tell


@pytest.fixture
async def served(store: Store) -> AsyncIterator[Served]:
    async with serving(store) as running:
        yield running


def told(number: int, note: object) -> tuple[str, str]:
    return str(number), f'{{"note":{json.dumps(note)}}}'


async def until_none_reads(served: Served) -> None:
    async with asyncio.timeout(PATIENT):
        while served.app.state.streams._of.total():
            await asyncio.sleep(0.01)


async def test_the_first_visit_gets_the_state_then_every_event(served: Served, store: Store) -> None:
    await tell(store, "before")
    async with served.reading() as reader:
        assert reader.answer.headers["content-type"].startswith("text/event-stream")
        assert reader.answer.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in reader.answer.headers
        assert "default-src 'none'" in reader.answer.headers["content-security-policy"]
        assert await reader.event() == {"retry": "2000"}
        assert await reader.events(1) == [("1", '{"whole":true}')]
        await tell(store, "a", "hidden", "b")
        assert await reader.events(2) == [told(2, "a"), told(4, "b")]


async def test_who_comes_back_with_the_last_number_gets_the_rest(served: Served, store: Store) -> None:
    await tell(store, 1, 2, 3, 4)
    async with served.reading(**{"Last-Event-ID": "2"}) as reader:
        assert await reader.events(2) == [told(3, 3), told(4, 4)]


@pytest.mark.parametrize("strange", ["77", "-1", "x", "9" * 30])
async def test_a_number_that_never_was_gets_the_whole_state(served: Served, store: Store, strange: str) -> None:
    await tell(store, 1)
    async with served.reading(**{"Last-Event-ID": strange}) as reader:
        assert await reader.events(1) == [("1", '{"whole":true}')]


async def test_where_one_drawing_shows_all_only_the_newest_is_drawn(served: Served, store: Store) -> None:
    await tell(store, 1, 2, 3, 4)
    async with served.reading("/api/v1/newest", **{"Last-Event-ID": "1"}) as reader:
        assert await reader.events(1) == [told(4, 4)]


async def test_two_hundred_streams_hear_every_event(served: Served, store: Store) -> None:
    async with AsyncExitStack() as stack:
        served.app.state.streams._limited = False
        readers = [await stack.enter_async_context(served.reading()) for _ in range(200)]
        await asyncio.gather(*(reader.events(1) for reader in readers))
        await tell(store, "x", "y")
        assert all(
            found == [told(1, "x"), told(2, "y")] for found in await asyncio.gather(*(one.events(2) for one in readers))
        )
    await until_none_reads(served)


async def test_one_client_gets_no_more_than_its_share(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_OF_ONE", 2)
    async with served.reading() as one, served.reading() as two:
        await asyncio.gather(one.events(1), two.events(1))
        async with served.reading() as three:
            assert (three.answer.status_code, three.answer.headers["retry-after"]) == (429, "60")
    await until_none_reads(served)
    async with served.reading() as again:
        assert again.answer.status_code == 200


async def test_the_line_is_said_to_be_alive(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BEAT", 0.01)
    async with served.reading() as reader:
        beat = await reader.event()
        while beat.get("event") != "beat":
            beat = await reader.event()
    assert json.loads(beat["data"]) == {"now": served.app.runtime.clock.now().isoformat()}


async def test_a_long_stream_ends_so_that_its_reader_is_asked_again(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LONGEST", 0.05)
    async with served.reading() as reader:
        with pytest.raises(EOFError):
            await reader.events(9)


async def test_all_streams_end_when_the_server_is_to_end(served: Served) -> None:
    async with served.reading() as reader:
        await reader.events(1)
        served.app.state.streams.closing.set()
        with pytest.raises(EOFError):
            await reader.events(1)
    await until_none_reads(served)


async def test_who_does_not_read_is_dropped(served: Served, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PATIENCE", 0.05)
    address = urlsplit(served.base)
    with socket.create_connection((address.hostname, address.port)) as deaf:
        deaf.sendall(b"GET /api/v1/live HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(PATIENT):
            while not served.app.state.streams._of.total():
                await asyncio.sleep(0.01)
            while served.app.state.streams._of.total():
                await tell(store, "x" * 500_000)


async def test_a_handler_that_compresses_is_refused(served: Served) -> None:
    async with served.reading("/api/v1/squeezed") as reader:
        assert reader.answer.status_code == 500
