"""What is done in a waiting room costs the same however many wait in it. Counted, not timed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from civicore_ticketing.views import CheckedIn

from civicore.base.refusal import Refusal
from tests.speed.writing.counting import counted
from tests.ticketing.service.hall import JANA, Hall

pytestmark = pytest.mark.anyio

FEW, MORE = 4, 40
Deed = Callable[[], Awaitable[Any]]


async def checked_in(hall: Hall) -> Deed:
    """From the code to the number that is printed, with how many are before it."""
    code = hall.code(await hall.booked(f"8:{hall.clock.now().minute + 10}", email=f"{hall.clock.now():%M}@example.cz"))

    async def deed() -> Any:
        done = await hall.types(code)
        return await hall.queues.followed(done.ticket) if isinstance(done, CheckedIn) else done

    return deed


async def taken(hall: Hall) -> Deed:
    async def deed() -> Any:
        return await hall.queues.place(await hall.taken())

    return deed


async def called(hall: Hall) -> Deed:
    return lambda: hall.queues.next("hall.k1", JANA)


async def cost_with(hall: Hall, waiting: int, deed: Deed, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Statements, and rows that the database gave, where so many wait; one look at them was there before."""
    while sum((await hall.queues.board("hall")).waiting.values()) < waiting:
        await hall.taken()
    await hall.queues.board("hall")
    with counted(monkeypatch) as cost:
        answer = await deed()
    assert not isinstance(answer, Refusal), answer
    return cost.asked, cost.read


@pytest.mark.parametrize("made", [checked_in, taken, called])
async def test_nothing_is_dearer_where_more_people_wait(
    hall: Hall, made: Callable[[Hall], Awaitable[Deed]], monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.set("8:00")
    await hall.taken()
    assert await hall.next() is not None
    few = await cost_with(hall, FEW, await made(hall), monkeypatch)
    hall.later(minutes=5)
    assert await cost_with(hall, MORE, await made(hall), monkeypatch) == few
