"""What is taken back or erased while it is being sent is never sent again, and leaves nothing personal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from civicore.base.clock import DemoClock
from civicore.base.codes import new_id
from civicore.extension.channels import CannotSend, Channel, ChannelMessage
from civicore.storage.messages import Fate, messages_about
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.tables import Attempt, MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.storage.saying import Echo, letter, post

pytestmark = pytest.mark.anyio

Act = Callable[[UnitOfWork], Awaitable[object]]


async def withdraw(unit: UnitOfWork) -> None:
    assert await unit.withdraw("booking:1", "booking.confirmed") == 0


async def forget(unit: UnitOfWork) -> None:
    assert await unit.forget("booking:1") == 1


class Interrupted:
    """A channel during whose first message something else happens; then it answers as it is told."""

    def __init__(self, store: Store, act: Act, answer: Exception | None) -> None:
        self.got: list[str] = []
        self._store, self._act, self._answer = store, act, answer

    async def send(self, message: ChannelMessage) -> None:
        self.got.append(message.text)
        if len(self.got) == 1:
            await self._store.transact(self._act)
            if self._answer is not None:
                raise self._answer


async def after_days(store: Store, clock: DemoClock, channel: Interrupted) -> tuple[Fate, ...]:
    """What is left of the message after three days of trying."""
    store.renderer = Echo()
    outbox = Outbox(store, {"email": Channel("email", channel.send)}, (), clock)
    await post(store, "Jan Novák, PIN 1234")
    for _day in range(4):
        await outbox.flush()
        clock.advance(timedelta(days=1))
    async with store.reading():
        return await messages_about("booking:1")


@pytest.mark.parametrize("act", [withdraw, forget])
@pytest.mark.parametrize("answer", [CannotSend("greylisted"), OSError(), CannotSend("unknown", permanent=True)])
async def test_what_is_taken_back_while_it_is_tried_in_vain_is_deleted(
    store: Store, clock: DemoClock, act: Act, answer: Exception
) -> None:
    channel = Interrupted(store, act, answer)
    assert await after_days(store, clock, channel) == ()
    assert len(channel.got) == 1
    async with store.reading():
        assert await Attempt.count() == 0


async def test_what_is_erased_while_it_is_sent_is_emptied(store: Store, clock: DemoClock) -> None:
    (fate,) = await after_days(store, clock, Interrupted(store, forget, None))
    assert (fate.state, fate.to, fate.subject, fate.text) == ("sent", "", "", "")


async def test_what_is_withdrawn_too_late_stays_as_a_sent_message(store: Store, clock: DemoClock) -> None:
    (fate,) = await after_days(store, clock, Interrupted(store, withdraw, None))
    assert (fate.state, fate.to) == ("sent", "jan@example.org")


async def test_what_a_dead_process_was_sending_is_deleted_once_its_time_is_over(
    store: Store, clock: DemoClock, outbox: Outbox, got: list[str]
) -> None:
    await post(store, "taken back")
    await store.transact(_claimed_by_another)
    await store.transact(forget)
    await post(store, "next")
    await outbox.flush()
    assert got == []
    clock.advance(timedelta(minutes=3))
    await outbox.flush()
    assert got == ["next"]
    async with store.reading():
        assert [one.text for one in await messages_about("booking:1")] == ["next"]


async def test_what_was_taken_back_is_deleted_also_when_its_channel_is_gone(
    store: Store, clock: DemoClock, outbox: Outbox
) -> None:
    await post(store, "taken back", channel="letter")
    await store.transact(_claimed_by_another)
    await store.transact(forget)
    clock.advance(timedelta(minutes=3))
    await outbox.flush()
    async with store.reading():
        assert await messages_about("booking:1") == ()


async def test_a_message_of_the_same_unit_is_not_taken_back_with_the_earlier_one(
    store: Store, outbox: Outbox, got: list[str]
) -> None:
    await post(store, "old")

    async def work(unit: UnitOfWork) -> None:
        assert await unit.withdraw("booking:1") == 1
        await letter(unit, "new")

    await store.transact(work)
    await outbox.flush()
    assert got == ["new"]


@pytest.fixture
def got() -> list[str]:
    return []


@pytest.fixture
def outbox(store: Store, clock: DemoClock, got: list[str]) -> Outbox:
    async def send(message: ChannelMessage) -> None:
        got.append(message.text)

    store.renderer = Echo()
    return Outbox(store, {"email": Channel("email", send)}, (), clock)


async def _claimed_by_another(unit: UnitOfWork) -> UUID:
    lease = new_id()
    until = unit.now + timedelta(seconds=90)
    await MessageRow.update(
        {MessageRow.state: "sending", MessageRow.lease: lease, MessageRow.tries: 1, MessageRow.next_at: until}
    ).where(MessageRow.state == "queued")
    return lease
