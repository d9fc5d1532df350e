"""What a stream costs while it is open, and what one costs that is not read: counted in bytes, not timed."""

from __future__ import annotations

import asyncio
import gc
import socket
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT

from civicore.live import reader
from civicore.reloading import unread
from civicore.storage.store import Store
from civicore.web import live
from tests.databases import PATIENT
from tests.live.streaming import Served, serving
from tests.live.told import tell

MOST_BYTES, MOST_TASKS = 40_000, 6  # of one stream; a thousand of them are 40 MB
STREAMS, WARM = 100, 10
LONG = 200_000  # letters of an event


@pytest.fixture
async def served(store: Store) -> AsyncIterator[Served]:
    async with serving(store) as running:
        running.app.state.streams._limited = False
        yield running


def opened(served: Served) -> socket.socket:
    """Somebody who asks for a stream, and reads nothing of it."""
    address = urlsplit(served.base)
    one = socket.create_connection((address.hostname, address.port))
    one.sendall(b"GET /api/v1/live HTTP/1.1\r\nHost: x\r\n\r\n")
    return one


async def until(there: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENT):
        while not there():
            await asyncio.sleep(0.01)


async def opened_all(served: Served, stack: ExitStack, number: int) -> list[socket.socket]:
    """So many streams, each of which has come to its first event."""
    found = [stack.enter_context(opened(served)) for _ in range(number)]
    await heard(found, b'data: {"whole":true}')
    return found


async def heard(readers: list[socket.socket], words: bytes) -> None:
    """Until each of them was told this."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(PATIENT):
        for one in readers:
            one.setblocking(False)
            told = b""
            while words not in told:
                told += await loop.sock_recv(one, 65536)


def kept() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


async def test_a_stream_keeps_little_and_no_more_after_many_events(served: Served, store: Store) -> None:
    with ExitStack() as stack:
        tracemalloc.start()
        stack.callback(tracemalloc.stop)
        readers = await opened_all(served, stack, WARM)
        await tell(store, *range(reader._HELD), "held")  # once for all; they are there before anything is counted
        await heard(readers, b'"held"')
        none, tasks = kept(), len(asyncio.all_tasks())
        readers += await opened_all(served, stack, STREAMS)
        first = kept()
        assert (first - none) / STREAMS < MOST_BYTES
        assert (len(asyncio.all_tasks()) - tasks) // STREAMS <= MOST_TASKS
        await tell(store, *range(50), "last")
        await heard(readers, b'"last"')
        assert (kept() - first) / STREAMS < MOST_BYTES / 10


async def test_who_does_not_read_holds_up_nobody_and_one_event_waits_for_them(served: Served, store: Store) -> None:
    with opened(served):
        await until(served.app.state.streams._of.total)
        (deaf,) = [one.transport for one in served.connections]
        async with served.reading() as other:
            await other.events(1)
            for number in range(40):
                await tell(store, f"{number}" + "x" * LONG)
                ((_, told),) = await other.events(1)
                assert told.startswith(f'{{"note":"{number}x')
        assert HIGH_WATER_LIMIT < deaf.get_write_buffer_size() < HIGH_WATER_LIMIT + 2 * LONG


async def test_of_who_was_dropped_nothing_is_kept(
    served: Served, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PATIENCE", 0.05)
    with opened(served):
        await until(served.app.state.streams._of.total)
        while served.app.state.streams._of.total():
            await tell(store, "x" * LONG)
        (left,) = [one.transport for one in served.connections]
        assert left.get_write_buffer_size() > HIGH_WATER_LIMIT
        monkeypatch.setattr(unread, "PATIENCE", 0.05)
        await until(lambda: not served.connections)


class Left:
    """A connection that was closed with something left to read."""

    def __init__(self, size: int) -> None:
        self.transport, self.size, self.aborted = self, size, False

    def is_closing(self) -> bool:
        return True

    def get_write_buffer_size(self) -> int:
        return self.size

    def abort(self) -> None:
        self.aborted = True


def test_who_reads_slowly_may_read_to_the_end() -> None:
    slow, deaf, dropping = Left(900), Left(900), unread.Unread()
    for second in range(int(unread.PATIENCE) + 1):
        slow.size -= 1
        dropping.drop([slow, deaf], float(second))  # type: ignore[list-item]
    assert (slow.aborted, deaf.aborted) == (False, True)
