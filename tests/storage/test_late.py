"""Messages that are of no use after an instant, and what staff see of a try that nobody ended."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.extension.channels import CannotSend, Channel, ChannelMessage
from civicore.storage.messages import Fate, messages_about
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from tests.storage.saying import Echo, Mailbox, letter, post

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailbox(store: Store) -> Mailbox:
    store.renderer = Echo()
    return Mailbox()


@pytest.fixture
def outbox(store: Store, clock: DemoClock, mailbox: Mailbox) -> Outbox:
    return Outbox(store, {"email": mailbox.channel}, (), clock)


async def fates(store: Store, about: str = "booking:1") -> tuple[Fate, ...]:
    async with store.reading():
        return await messages_about(about)


async def test_channel_case_56_a_message_that_expired_is_never_sent(
    store: Store, clock: DemoClock, outbox: Outbox, mailbox: Mailbox
) -> None:
    mailbox.fails["call"] = [CannotSend("busy")] * 9
    await post(store, "call", expires=clock.now() + 2 * MINUTE, forget=True)
    await outbox.flush()
    clock.advance(2 * MINUTE)
    mailbox.fails.clear()
    await outbox.flush()
    (fate,) = await fates(store)
    assert mailbox.texts == []
    assert (fate.state, fate.to, fate.text) == ("failed", "", "")
    assert [one.outcome for one in fate.tries] == ["later", "failed"]


async def test_channel_case_56_one_second_before_it_still_goes(
    store: Store, clock: DemoClock, outbox: Outbox, mailbox: Mailbox
) -> None:
    await post(store, "call", expires=clock.now() + MINUTE)
    clock.advance(MINUTE - timedelta(seconds=1))
    await outbox.flush()
    assert mailbox.texts == ["call"]
    assert mailbox.got[0].expires_at is not None


async def test_nobody_waits_behind_a_message_that_expired(
    store: Store, clock: DemoClock, outbox: Outbox, mailbox: Mailbox
) -> None:
    mailbox.fails["call"] = [CannotSend("busy")] * 9
    await post(store, "call", expires=clock.now() + timedelta(seconds=10))
    await outbox.flush()
    await post(store, "PIN")
    clock.advance(timedelta(seconds=11))
    await outbox.flush()
    assert mailbox.texts == ["PIN"]


async def test_channel_case_52_what_is_rolled_back_leaves_no_message(store: Store, mailbox: Mailbox) -> None:
    async def refused(unit: UnitOfWork) -> Refusal:
        await letter(unit, "a PIN")
        return Refusal("booking.slot_taken")

    async def broken(unit: UnitOfWork) -> None:
        await letter(unit, "a PIN")
        raise ZeroDivisionError

    await store.transact(refused)
    with pytest.raises(ZeroDivisionError):
        await store.transact(broken)
    assert await fates(store) == ()
    await post(store, "a PIN")
    assert [one.state for one in await fates(store)] == ["queued"]


async def test_channel_case_53_two_workers_send_one_message_once(
    store: Store, clock: DemoClock, mailbox: Mailbox
) -> None:
    for number in range(12):
        await post(store, f"{number}", to=f"n{number}@example.org")
    workers = [Outbox(store, {"email": mailbox.channel}, (), clock) for _ in range(2)]
    await asyncio.gather(*(one.flush() for one in workers))
    assert sorted(mailbox.texts) == sorted(str(number) for number in range(12))


async def test_channel_case_53_a_worker_killed_in_the_call_leaves_a_try_of_unknown_end(
    store: Store, clock: DemoClock, mailbox: Mailbox, outbox: Outbox
) -> None:
    begun = asyncio.Event()

    async def hang(_message: ChannelMessage) -> None:
        begun.set()
        await asyncio.Event().wait()

    await post(store, "PIN")
    killed = asyncio.create_task(Outbox(store, {"email": Channel("email", hang)}, (), clock).flush())
    await begun.wait()
    killed.cancel()
    await asyncio.wait({killed})
    (fate,) = await fates(store)
    assert (fate.state, fate.unknown) == ("sending", 1)
    clock.advance(timedelta(minutes=2))
    await outbox.flush()
    (fate,) = await fates(store)
    assert (fate.state, fate.unknown, mailbox.texts) == ("sent", 1, ["PIN"])
