"""The switches of what may go wrong, each on and off again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from civicore import CannotSend, Job, Subscription
from civicore.storage.transaction import StoreBusy
from civicore.testing import Faults
from civicore.testing.faults import PartBroken

pytestmark = pytest.mark.anyio


class Counting:
    """A part that counts how often it was asked, and for what."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    async def run(self) -> None:
        self.asked.append("job")

    async def handle(self, news: str) -> None:
        self.asked.append(news)

    async def send(self, message: str) -> None:
        self.asked.append(message)


@pytest.fixture
def part() -> Counting:
    return Counting()


@pytest.fixture
def faults() -> Faults:
    return Faults()


async def test_a_part_raises_while_it_is_told_to(faults: Faults, part: Counting) -> None:
    job = faults.switched(Job("sham.count", timedelta(hours=1), part.run))
    with faults.raising("sham.count"):
        with pytest.raises(PartBroken):
            await job.run()
        await faults.minding("sham.other", part.run)()
    await job.run()
    assert part.asked == ["job", "job"]
    assert faults.called == ["sham.count", "sham.other", "sham.count"]


async def test_a_slow_part_answers_late(faults: Faults, part: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("civicore.testing.faults.asyncio.sleep", sleep)
    job = faults.minding("sham.count", part.run)
    with faults.slow("sham.count", 7):
        await job()
    await job()
    assert (slept, part.asked) == ([7], ["job", "job"])


async def test_a_channel_that_is_down_takes_nothing(faults: Faults, part: Counting) -> None:
    email, sms = faults.minding("email", part.send), faults.minding("sms", part.send)
    with faults.smtp_down():
        with pytest.raises(CannotSend):
            await email("letter")
        await sms("text")
    await email("letter")
    assert part.asked == ["text", "letter"]


async def test_news_come_twice(faults: Faults, part: Counting) -> None:
    handler = faults.minding("sham.news", part.handle, news=True)
    with faults.duplicate():
        await handler("one")
    await handler("two")
    assert part.asked == ["one", "one", "two"]


async def test_news_are_kept_back_and_come_in_the_order_of_the_test(faults: Faults, part: Counting) -> None:
    handler = faults.minding("sham.news", part.handle, news=True)
    with faults.reorder() as kept:
        await handler("one")
        await handler("two")
        assert part.asked == []
        for late in reversed(kept):
            await late()
    await handler("three")
    assert part.asked == ["two", "one", "three"]


async def test_nothing_can_be_stored_on_a_full_disk(faults: Faults) -> None:
    class Disk(SimpleNamespace):
        async def transact(self, work: Callable[[], Awaitable[str]]) -> str:
            return await work()

    async def stored() -> str:
        return "stored"

    store: Any = Disk()
    with faults.disk_full(store), pytest.raises(StoreBusy):
        await store.transact(stored)
    assert await store.transact(stored) == "stored"


def test_what_is_no_part_stays_as_it_is(faults: Faults) -> None:
    for one in ("word", 7, Subscription, object()):
        assert faults.switched(one) is one
