"""A call costs the database and the drawing pen the same for one stream as for many. Counted, not timed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from types import ModuleType
from typing import Any, cast

import pytest
from civicore_ticketing import board, looking
from civicore_ticketing.service import Queues
from civicore_ticketing.ticket import Ticket

from civicore.live import reader
from civicore.live.reader import Live
from civicore.web import drawings, live
from civicore.web.front import CityApp
from tests.live.streaming import Reader, Served, answering
from tests.speed.writing.counting import Cost, counted
from tests.ticketing.board.house import JANA, House

BOARD = "/cs/device/hall.tv/board/events"
STREAMS = 25


@pytest.fixture(autouse=True)
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader never looks by itself and hears no database: what is told comes from this process' own commits."""

    async def nothing(_: Live) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(reader, "_POLL", 3600.0)
    monkeypatch.setattr(Live, "_hear", nothing)
    monkeypatch.setattr(live, "BEAT", 3600.0)
    monkeypatch.setattr(drawings, "FRESH", timedelta(hours=1))


@pytest.fixture
async def served(house: House) -> AsyncIterator[Served]:
    async with answering(cast(CityApp, house.built.app)) as running:
        yield running


async def call_with(
    house: House, served: Served, path: str, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Cost:
    """What is said to the database while somebody is called and many streams are told."""
    async with AsyncExitStack() as stack:
        readers: list[Reader] = []
        for _ in range(STREAMS):
            readers.append(await stack.enter_async_context(served.reading(path, **headers)))
            await readers[-1].events(1)
        with counted(monkeypatch) as cost:
            assert isinstance(await house.queues.next("hall.k1", JANA), Ticket)
            heard = await asyncio.gather(*(one.events(1) for one in readers))
    assert len({told[0] for told in heard}) == 1, "all were told the same"
    assert sum('FROM "core_live_topic"' in one for one in cost.said) <= 3, "the one reader, when it is woken"
    return cost


@pytest.fixture
async def line(house: House) -> str:
    """The path of a telephone's stream; three people are before it."""
    await house.called()
    for _ in range(4):
        last = await house.taken()
    return f"/cs/ticket/{house.built.runtime.services.one(Queues).token(last.id)}/events"


async def test_boards_are_looked_up_and_drawn_once(
    house: House, served: Served, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house.browser("tv") as browser:
        known = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    drawn = seen(monkeypatch, board, "_draw")
    cost = await call_with(house, served, BOARD, known, monkeypatch)
    assert len(drawn) == 1 + 1, "at first sight and for the call"
    assert sum('FROM "core_token"' in one for one in cost.said) == 1, "one look at who is still admitted"


async def test_telephones_are_answered_by_one_look_at_the_line(
    house: House, served: Served, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = seen(monkeypatch, looking, "_room")
    await call_with(house, served, line, {}, monkeypatch)
    assert len(looks) == STREAMS + 1, "the first sight of each, and one for the call"


def seen(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[Any]:
    """Each time that this function was called."""
    called, real = list[Any](), getattr(module, name)

    async def noted(*asked: Any, **named: Any) -> Any:
        called.append(asked)
        return await real(*asked, **named)

    monkeypatch.setattr(module, name, noted)
    return called
