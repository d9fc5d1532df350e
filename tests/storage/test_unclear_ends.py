"""Tries whose end nobody knows: what is repeated, what staff see and send again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from civicore.base.clock import DemoClock
from civicore.contracts.dialog import Contact
from civicore.extension.channels import CannotSend, Channel, ChannelMessage
from civicore.storage import resending
from civicore.storage.messages import undelivered
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from tests.storage.far_sides import JAN, LEASE, MAIL, SMS, Far, fates, send

pytestmark = pytest.mark.anyio


async def test_channel_case_22_an_unclear_end_is_repeated_for_a_code_and_never_for_news(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    far.answers = {
        MAIL.to: [CannotSend("hung up", unclear=True)],
        "eva@example.org": [CannotSend("hung up", unclear=True)],
    }
    await send(store, MAIL)
    await send(store, Contact("email", "eva@example.org"), purpose="news", about="booking:2")
    for _ in range(3):
        await outbox.flush()
        clock.freeze(clock.now() + timedelta(hours=1))
    assert far.got == [("email", MAIL.to)]
    (news,) = await fates(store, "booking:2")
    assert (news.state, news.tries[0].outcome) == ("unknown", "unknown")


async def test_channel_case_53_what_was_in_a_killed_workers_hands_is_shown_and_not_sent_again(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    begun = asyncio.Event()

    async def stuck(message: ChannelMessage) -> None:
        begun.set()
        await asyncio.Event().wait()

    worker = Outbox(store, {"sms": Channel("sms", stuck)}, (), clock)
    await send(store, SMS, repeats=False)
    under_way = asyncio.create_task(worker.flush())
    await begun.wait()
    await outbox.flush()
    assert far.got == [], "a second worker leaves it alone"
    under_way.cancel()
    with pytest.raises(asyncio.CancelledError):
        await under_way
    clock.freeze(clock.now() + LEASE)
    await outbox.flush()
    assert far.got == []
    async with store.reading():
        (shown,) = await resending.undelivered_messages(10)
        assert await undelivered([JAN]) == {JAN}
    assert (shown.state, shown.unknown, shown.text) == ("unknown", 1, "t")
    for _ in range(2):  # a double click is one message
        assert await store.transact(lambda unit: resending.again(unit, shown.id, "sms")) == JAN
    await outbox.flush()
    assert far.got == [("sms", SMS.to)]
    async with store.reading():
        assert await resending.undelivered_messages(10) == ()


async def test_staff_send_what_nobody_knows_of_by_a_way_that_stood_in(store: Store, outbox: Outbox, far: Far) -> None:
    far.answers = {MAIL.to: [CannotSend("hung up", unclear=True)]}
    id = await send(store, MAIL, SMS, repeats=False)
    await outbox.flush()
    async with store.reading():
        assert await resending.ways_of([id]) == {id: [MAIL, SMS]}
    assert await store.transact(lambda unit: resending.again(unit, id, "telegram")) is None
    assert await store.transact(lambda unit: resending.again(unit, id, "sms")) == JAN
    await outbox.flush()
    assert far.got == [("sms", SMS.to)]
