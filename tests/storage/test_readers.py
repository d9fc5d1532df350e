"""Connections that read are opened when somebody must wait, lent in the order of coming, and lost by nobody."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from civicore.storage.line import Line
from civicore.storage.readers import Readers
from civicore.storage.transaction import StoreBusy
from tests.databases import PATIENT

pytestmark = pytest.mark.anyio

MOST = 3


class Bench:
    """Readers of a file, and all lines that were opened for them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[Line] = []
        self.trouble: Exception | None = None

    async def opened(self) -> Line:
        if self.trouble is not None:
            raise self.trouble
        self.lines.append(await Line.opened(database=str(self.path)))
        return self.lines[-1]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "a.sqlite")


@asynccontextmanager
async def lending(bench: Bench, *, most: int = MOST, wait: float = PATIENT) -> AsyncIterator[Readers]:
    readers = Readers(await bench.opened(), bench.opened, most, wait)
    try:
        yield readers
    finally:
        await readers.settle()
        for line in bench.lines:
            await line.close()


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_comes_one_after_the_other_has_the_same_one(bench: Bench) -> None:
    async with lending(bench) as readers:
        for _ in range(5):
            readers.give(await readers.take())
        assert len(bench.lines) == 1
        assert readers.at_rest


async def test_so_many_are_opened_as_are_wanted_at_once_and_no_more(bench: Bench) -> None:
    async with lending(bench) as readers:
        taken = await asyncio.gather(*(readers.take() for _ in range(MOST)))
        assert len({id(line) for line in taken}) == len(bench.lines) == MOST
        waits = asyncio.create_task(readers.take())
        await turns()
        assert not waits.done()
        assert not readers.at_rest
        readers.give(taken[0])
        assert await waits is taken[0]
        for line in taken:
            readers.give(line)
        await readers.settle()
        assert len(bench.lines) == MOST
        assert readers.at_rest


async def test_whoever_waits_longest_is_the_next(bench: Bench) -> None:
    async with lending(bench, most=1) as readers:
        line = await readers.take()
        came: list[int] = []

        async def one(number: int) -> None:
            mine = await readers.take()
            came.append(number)
            readers.give(mine)

        waiting = [asyncio.create_task(one(number)) for number in range(5)]
        await turns()
        waiting[2].cancel()
        readers.give(line)
        late = asyncio.create_task(one(5))
        await asyncio.gather(*waiting, late, return_exceptions=True)
        assert came == [0, 1, 3, 4, 5]
        assert readers.at_rest


@pytest.mark.parametrize("steps", range(4))
async def test_one_that_came_when_nobody_wanted_it_any_more_is_given_on(bench: Bench, steps: int) -> None:
    async with lending(bench, most=1) as readers:
        line = await readers.take()
        first, second = asyncio.create_task(readers.take()), asyncio.create_task(readers.take())
        await turns()
        readers.give(line)
        for _ in range(steps):
            await asyncio.sleep(0)
        first.cancel()
        (got,) = await asyncio.gather(first, return_exceptions=True)
        if isinstance(got, Line):
            readers.give(got)
        assert await second is line
        readers.give(line)
        assert readers.at_rest


async def test_who_waits_in_vain_is_told_and_takes_nothing(bench: Bench) -> None:
    async with lending(bench, most=1, wait=0.01) as readers:
        line = await readers.take()
        with pytest.raises(StoreBusy):
            await readers.take()
        readers.give(line)
        assert readers.at_rest


async def test_one_that_cannot_be_opened_is_tried_again_by_the_next(bench: Bench) -> None:
    async with lending(bench) as readers:
        line = await readers.take()
        bench.trouble = sqlite3.OperationalError("unable to open database file")
        waits = asyncio.create_task(readers.take())
        await turns()
        assert not waits.done()
        bench.trouble = None
        last = asyncio.create_task(readers.take())
        new = await waits  # who waits longest has what the next one had opened
        readers.give(line)
        assert await last is line
        readers.give(line)
        readers.give(new)
        assert readers.at_rest
        assert len(bench.lines) == 2
