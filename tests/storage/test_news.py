"""News reach every subscription after commit, at least once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.extension.parts import Subscription
from civicore.storage import event_delivery
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.tables import EventDelivery, EventRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT
from tests.storage.news import Booked
from tests.storage.saying import Echo, Mailbox, post

pytestmark = pytest.mark.anyio


async def publish(store: Store, note: str = "") -> Booked:
    event = Booked(uuid4(), note)
    await store.transact(lambda unit: unit.publish(event))
    return event


async def test_news_reach_each_subscription_and_are_then_forgotten(store: Store, clock: DemoClock) -> None:
    got: list[tuple[str, Booked]] = []

    def subscription(name: str) -> Subscription:
        async def handler(event: Booked) -> None:
            got.append((name, event))

        return Subscription(name, Booked, handler)

    outbox = Outbox(store, {}, (subscription("a.one"), subscription("b.two")), clock)
    events = [Booked(uuid4()), Booked(uuid4())]

    async def work(unit: UnitOfWork) -> None:
        for event in events:
            await unit.publish(event)

    await store.transact(work)
    await outbox.flush()
    assert sorted(got, key=lambda one: one[0]) == [(name, event) for name in ("a.one", "b.two") for event in events]
    async with store.reading():
        assert (await EventRow.count(), await EventDelivery.count()) == (0, 0)


async def test_news_of_a_refused_unit_reach_nobody(store: Store, clock: DemoClock) -> None:
    got: list[Booked] = []

    async def handler(event: Booked) -> None:
        got.append(event)

    async def work(unit: UnitOfWork) -> Refusal:
        await unit.publish(Booked(uuid4()))
        return Refusal("booking.full")

    await store.transact(work)
    await Outbox(store, {}, (Subscription("a", Booked, handler),), clock).flush()
    assert got == []


async def test_a_failing_subscription_is_parked_after_ten_tries_and_does_not_hold_up_others(
    store: Store, clock: DemoClock, caplog: pytest.LogCaptureFixture
) -> None:
    tries, got = [], []

    async def failing(event: Booked) -> None:
        tries.append(event)
        raise LookupError(f"about {event.note}")

    async def working(event: Booked) -> None:
        got.append(event)

    outbox = Outbox(store, {}, (Subscription("a", Booked, failing), Subscription("b", Booked, working)), clock)
    await publish(store, "Jan Novák")
    for _hour in range(15):
        await outbox.flush()
        clock.advance(timedelta(hours=1))
    assert (len(tries), len(got)) == (10, 1)
    async with store.reading():
        (left,) = await EventDelivery.select()
    assert (left["state"], left["trouble"]) == ("parked", "LookupError")
    assert "LookupError" in caplog.text
    assert "Novák" not in caplog.text


async def test_a_slow_subscription_does_not_outlive_its_lease(
    store: Store, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each round then hands over one event and leaves the rest to the next, without counting it as a try."""
    monkeypatch.setattr(event_delivery, "_PATIENCE", event_delivery._LEASE.total_seconds())
    got: list[Booked] = []

    async def handler(event: Booked) -> None:
        got.append(event)
        async with store.reading():
            assert max([row["tries"] for row in await EventDelivery.select()]) == 1

    events = [await publish(store) for _ in range(12)]
    await Outbox(store, {}, (Subscription("a", Booked, handler),), clock).flush()
    assert sorted(got, key=str) == sorted(events, key=str)


async def test_a_handler_may_write_and_what_it_leaves_is_delivered_too(
    store: Store, clock: DemoClock, mailbox: Mailbox
) -> None:
    store.renderer = Echo()

    async def handler(event: Booked) -> None:
        await post(store, str(event.booking))

    outbox = Outbox(store, {"email": mailbox.channel}, (Subscription("a", Booked, handler),), clock)
    event = await publish(store)
    await outbox.flush()
    assert mailbox.texts == [str(event.booking)]


async def test_a_server_delivers_by_itself_after_a_commit(store: Store, clock: DemoClock) -> None:
    arrived = asyncio.Event()

    async def handler(_event: Booked) -> None:
        arrived.set()

    outbox = Outbox(store, {}, (Subscription("a", Booked, handler),), clock)
    async with outbox.around():
        await publish(store)
        await asyncio.wait_for(arrived.wait(), PATIENT)


async def test_news_that_nobody_subscribes_to_are_not_written_down(store: Store, clock: DemoClock) -> None:
    async def handler(_event: object) -> None:
        raise AssertionError("nobody told of it")

    await publish(store)  # as long as nobody says who subscribes, all are kept
    Outbox(store, {}, (Subscription("a", type(clock), handler),), clock)
    await publish(store)
    async with store.reading():
        assert await EventRow.count() == 1
