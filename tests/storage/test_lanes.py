"""Whatever a channel, a handler or a job lets out, deliveries and jobs go on; only a real cancellation ends them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from civicore.base import tasks
from civicore.base.clock import DemoClock
from civicore.extension.channels import Channel, ChannelMessage
from civicore.extension.parts import Job, Subscription
from civicore.jobs import running
from civicore.storage import serving
from civicore.storage.messages import messages_about
from civicore.storage.outbox import Outbox
from civicore.storage.plugin import outbox_trouble
from civicore.storage.serving import Served
from civicore.storage.store import Store
from civicore.storage.tables import EventDelivery
from tests.databases import PATIENT
from tests.storage.news import Booked
from tests.storage.saying import Echo, Mailbox, post

pytestmark = pytest.mark.anyio


async def test_a_channel_that_lets_out_a_cancellation_is_tried_again(
    store: Store, clock: DemoClock, mailbox: Mailbox
) -> None:
    store.renderer = Echo()
    mailbox.fails["first"] = [asyncio.CancelledError()]
    outbox = Outbox(store, {"email": mailbox.channel}, (), clock)
    await post(store, "first")
    await outbox.flush()
    clock.advance(timedelta(seconds=30))
    await outbox.flush()
    async with store.reading():
        (fate,) = await messages_about("booking:1")
    assert [(one.outcome, one.detail) for one in fate.tries] == [("later", "CancelledError"), ("sent", "")]


async def test_a_handler_that_lets_out_a_cancellation_is_called_again(store: Store, clock: DemoClock) -> None:
    calls: list[object] = []

    async def handler(event: object) -> None:
        calls.append(event)
        if len(calls) == 1:
            raise asyncio.CancelledError

    outbox = Outbox(store, {}, (Subscription("a", Booked, handler),), clock)
    await store.transact(lambda unit: unit.publish(Booked(uuid4())))
    await outbox.flush()
    async with store.reading():
        (left,) = await EventDelivery.select()
    assert (left["state"], left["trouble"]) == ("waiting", "CancelledError")
    clock.advance(timedelta(seconds=30))
    await outbox.flush()
    assert len(calls) == 2


async def test_a_delivery_that_is_really_cancelled_ends(store: Store, clock: DemoClock) -> None:
    store.renderer = Echo()
    begun = asyncio.Event()

    async def send(_message: ChannelMessage) -> None:
        begun.set()
        await asyncio.Event().wait()

    await post(store, "first")
    task = asyncio.create_task(Outbox(store, {"email": Channel("email", send)}, (), clock).flush())
    await begun.wait()
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    async with store.reading():
        (fate,) = await messages_about("booking:1")
    assert (fate.state, fate.tries) == ("sending", ())


class Stumbling:
    """A lane whose first rounds fail."""

    name = "trials"
    soon = 1.0

    def __init__(self, failures: int, failure: type[BaseException]) -> None:
        self.reached = asyncio.Event()
        self.left, self._failure = failures, failure

    async def round(self) -> bool:
        if self.left:
            self.left -= 1
            raise self._failure
        self.reached.set()
        return False


@pytest.mark.parametrize("failure", [asyncio.CancelledError, OSError])
async def test_a_lane_outlives_its_failed_rounds(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failure: type[BaseException]
) -> None:
    monkeypatch.setattr(serving, "_POLL", 0)
    lane = Stumbling(3, failure)
    served = Served(lane)
    served.begin()
    async with asyncio.timeout(PATIENT):
        await lane.reached.wait()
    await served.end()
    assert caplog.text.count("delivery of trials was interrupted") == 3
    assert caplog.text.count(failure.__name__) >= 3


async def test_staff_are_told_of_a_lane_that_fails_and_no_longer_once_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_POLL", 0)
    lane = Stumbling(10**9, OSError)
    served = Served(lane)
    served.begin()
    async with asyncio.timeout(PATIENT):
        while served.trouble() is None:
            await asyncio.sleep(0)
        assert "delivery of trials failed" in str(served.trouble())
        lane.left = 0
        while served.trouble() is not None:
            await asyncio.sleep(0)
    await served.end()


async def test_staff_are_told_of_a_dead_lane(store: Store, clock: DemoClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_PAUSE", 3600)
    outbox = Outbox(store, {"email": Mailbox().channel}, (), clock)
    async with outbox.around():
        assert await outbox_trouble(store, clock.now()) is None
        await _kill("delivery of messages by email")
        assert await outbox_trouble(store, clock.now()) == "delivery of messages by email has stopped"
    assert await outbox_trouble(store, clock.now()) is None


async def test_a_dead_lane_is_begun_again(store: Store, clock: DemoClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_PAUSE", 0)
    store.renderer = Echo()
    arrived = asyncio.Event()

    async def send(_message: ChannelMessage) -> None:
        arrived.set()

    async with Outbox(store, {"email": Channel("email", send)}, (), clock).around():
        await _kill("delivery of messages by email")
        await post(store, "first")
        async with asyncio.timeout(PATIENT):
            await arrived.wait()


async def _kill(name: str) -> None:
    (task,) = [one for one in asyncio.all_tasks() if one.get_name() == name]
    task.cancel()
    await asyncio.wait({task})


@pytest.mark.parametrize("failure", [asyncio.CancelledError, OSError])
async def test_a_job_comes_again_after_whatever_it_lets_out(
    caplog: pytest.LogCaptureFixture, failure: type[BaseException]
) -> None:
    tries: list[int] = []
    reached = asyncio.Event()

    async def run() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise failure
        reached.set()

    async with running([Job("trial.stumble", timedelta(0), run)], list[str]().append), asyncio.timeout(PATIENT):
        await reached.wait()
    assert caplog.text.count("job trial.stumble failed") == 2


async def test_jobs_end_with_the_server() -> None:
    begun = asyncio.Event()

    async def run() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with running([Job("trial.long", timedelta(0), run)], list[str]().append):
        await begun.wait()
    assert "job trial.long" not in {one.get_name() for one in asyncio.all_tasks()}


class Busy:
    """A lane that always has something to deliver."""

    name = "of busy trials"
    soon = 0.0

    def __init__(self) -> None:
        self.rounds = 0

    async def round(self) -> bool:
        self.rounds += 1
        await asyncio.sleep(0)
        return True


async def test_those_who_wait_for_an_answer_go_first_and_letters_still_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_STEP", 0)
    crowd, lane = 40, Busy()
    served = Served(lane, lambda: crowd)
    monkeypatch.setattr(serving, "_AFTER", 10**9)
    served.begin()
    for _ in range(100):
        await asyncio.sleep(0)
    assert lane.rounds == 1  # and then it waits
    crowd = 1
    async with asyncio.timeout(PATIENT):
        while lane.rounds < 10:
            await asyncio.sleep(0)
    crowd = 40
    monkeypatch.setattr(serving, "_AFTER", 0)  # nobody is let go first for ever
    before = lane.rounds
    async with asyncio.timeout(PATIENT):
        while lane.rounds < before + 10:
            await asyncio.sleep(0)
    await served.end()


async def test_a_lane_that_found_nothing_lets_a_crowd_go_first_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_STEP", 0)
    monkeypatch.setattr(serving, "_AFTER", PATIENT)
    rounds: list[int] = []
    patience = asyncio.Event()

    class Fruitless:
        name, soon = "trials", 1.0

        async def round(self) -> bool:
            rounds.append(len(asked))
            return False

    asked: list[str] = []

    def crowd() -> int:
        asked.append("how many")
        if len(asked) < 20:
            served.wake()  # each of them leaves news
            return 9
        patience.set()
        return 0

    served = Served(Fruitless(), crowd)
    served.begin()
    async with asyncio.timeout(PATIENT):
        await patience.wait()
    await served.end()
    assert rounds[:2] in ([0], [0, 20])  # none while they were many
