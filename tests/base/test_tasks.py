"""Tasks of the server end when they are told to, and for no other reason."""

from __future__ import annotations

import asyncio

import pytest

from civicore.base import tasks
from civicore.base.tasks import Kept, is_the_end

pytestmark = pytest.mark.anyio


async def forever() -> None:
    await asyncio.Event().wait()


async def judged(error: BaseException) -> bool:
    return is_the_end(error)


async def test_a_cancelled_error_that_nobody_asked_for_is_a_failure() -> None:
    assert not await asyncio.create_task(judged(asyncio.CancelledError()))
    assert not await asyncio.create_task(judged(OSError()))
    assert await asyncio.create_task(judged(SystemExit()))


async def test_a_real_cancellation_is_the_end() -> None:
    seen: list[bool] = []
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await forever()
        except asyncio.CancelledError as error:
            seen.append(is_the_end(error))
            raise

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert seen == [True]


@pytest.mark.parametrize("failure", [asyncio.CancelledError, OSError])
async def test_a_task_that_ends_before_its_time_is_begun_again_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failure: type[BaseException]
) -> None:
    monkeypatch.setattr(tasks, "_PAUSE", 0)
    begun: list[int] = []
    third = asyncio.Event()

    async def work() -> None:
        begun.append(1)
        if len(begun) < 3:
            raise failure
        third.set()
        await forever()

    kept = Kept("the lift", work)
    kept.begin()
    await third.wait()
    assert kept.alive
    await kept.end()
    assert not kept.alive
    assert len(begun) == 3
    assert caplog.text.count("the lift ended") == 2


async def test_what_was_told_to_end_is_not_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_PAUSE", 0)
    begun: list[int] = []
    ended = asyncio.Event()

    async def work() -> None:
        begun.append(1)
        asyncio.get_running_loop().call_soon(ended.set)

    kept = Kept("the lift", work)
    kept.begin()
    await ended.wait()
    await kept.end()
    so_far = len(begun)
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(begun) == so_far
