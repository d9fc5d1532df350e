"""Messages are sent after commit: at least once, to each person in order, and with patience."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.extension.channels import Attachment, CannotSend
from civicore.storage import stray_messages
from civicore.storage.messages import messages_about, undelivered
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT
from tests.storage.news import Booked
from tests.storage.saying import Echo, Mailbox, letter, post

pytestmark = pytest.mark.anyio


@pytest.fixture
def outbox(store: Store, clock: DemoClock, mailbox: Mailbox) -> Outbox:
    store.renderer = Echo()
    return Outbox(store, {"email": mailbox.channel}, (), clock)


async def fates(store: Store, about: str = "booking:1") -> list[str]:
    async with store.reading():
        return [one.state for one in await messages_about(about)]


async def test_a_message_is_sent_once_with_all_it_had(store: Store, outbox: Outbox, mailbox: Mailbox) -> None:
    calendar = Attachment("visit.ics", "text/calendar", b"\x00\xff")

    async def work(unit: UnitOfWork) -> None:
        await letter(unit, "vítejte", attachments=(calendar,))

    await store.transact(work)
    assert mailbox.got == []
    await outbox.flush()
    await outbox.flush()
    (message,) = mailbox.got
    assert (message.to, message.subject, message.text) == ("jan@example.org", "booking.confirmed cs", "vítejte")
    assert message.attachments == (calendar,)
    async with store.reading():
        (fate,) = await messages_about("booking:1")
    assert str(fate.id) == message.id
    assert [(one.outcome, one.detail) for one in fate.tries] == [("sent", "")]


async def test_whose_messages_were_given_up_is_told_at_once(
    store: Store, outbox: Outbox, mailbox: Mailbox, clock: DemoClock
) -> None:
    await post(store, "arrives")
    await outbox.flush()
    await post(store, "lost", about="booking:2")
    await Outbox(store, {}, (), clock).flush()
    async with store.reading():
        assert await undelivered(["booking:1", "booking:2", "booking:3"]) == {"booking:2"}
        assert await undelivered(()) == frozenset()


async def test_what_was_refused_is_not_sent(store: Store, outbox: Outbox, mailbox: Mailbox) -> None:
    async def work(unit: UnitOfWork) -> Refusal:
        await letter(unit, "never")
        await unit.publish(Booked(uuid4()))
        return Refusal("booking.full")

    await store.transact(work)
    await outbox.flush()
    assert mailbox.got == []


async def test_a_later_message_waits_for_its_time(
    store: Store, outbox: Outbox, mailbox: Mailbox, clock: DemoClock
) -> None:
    async def work(unit: UnitOfWork) -> None:
        await letter(unit, "tomorrow", send_at=unit.now + timedelta(days=1))
        await letter(unit, "now")

    await store.transact(work)
    await outbox.flush()
    assert mailbox.texts == ["now"]
    clock.advance(timedelta(days=1))
    await outbox.flush()
    assert mailbox.texts == ["now", "tomorrow"]


async def test_what_is_withdrawn_is_not_sent(store: Store, outbox: Outbox, mailbox: Mailbox) -> None:
    async def work(unit: UnitOfWork) -> int:
        await letter(unit, "reminder")
        await letter(unit, "other", about="booking:2")
        assert await unit.withdraw("booking:1", "booking.reminder") == 0
        return await unit.withdraw("booking:1", "booking.confirmed")

    assert await store.transact(work) == 1
    await outbox.flush()
    assert mailbox.texts == ["other"]


async def test_messages_to_one_person_keep_their_order_through_trouble(
    store: Store, outbox: Outbox, mailbox: Mailbox, clock: DemoClock
) -> None:
    mailbox.fails["first"] = [CannotSend("greylisted"), OSError()]
    for text in ("first", "second"):
        await post(store, text)
    await post(store, "neighbour", to="eva@example.org")
    await outbox.flush()
    assert mailbox.texts == ["neighbour"]
    assert await fates(store) == ["queued", "queued", "sent"]
    clock.advance(timedelta(seconds=30))
    await outbox.flush()
    assert mailbox.texts == ["neighbour"]
    clock.advance(timedelta(seconds=60))
    await outbox.flush()
    assert mailbox.texts == ["neighbour", "first", "second"]


async def test_a_message_is_given_up_after_its_time_and_the_next_one_goes(
    store: Store, clock: DemoClock, mailbox: Mailbox
) -> None:
    store.renderer = Echo()
    outbox = Outbox(store, {"email": mailbox.channel}, (), clock, retry_for=timedelta(hours=1))
    mailbox.fails["first"] = [CannotSend("server of jan@example.org is down") for _ in range(99)]
    await post(store, "first")
    await post(store, "second")
    began = clock.now()
    for _minute in range(61):
        await outbox.flush()
        clock.advance(timedelta(minutes=1))
    assert await fates(store) == ["failed", "sent"]
    async with store.reading():
        first, _second = await messages_about("booking:1")
    assert [one.at - began for one in first.tries][-1] == timedelta(hours=1)
    assert {one.detail for one in first.tries} == {"server of … is down"}


async def test_what_can_never_be_sent_is_not_tried_again(
    store: Store, outbox: Outbox, mailbox: Mailbox, clock: DemoClock
) -> None:
    mailbox.fails["first"] = [CannotSend("no such person", permanent=True)]
    await post(store, "first", forget=True)
    await outbox.flush()
    clock.advance(timedelta(days=1))
    await outbox.flush()
    async with store.reading():
        (fate,) = await messages_about("booking:1")
    assert (fate.state, fate.to, fate.text) == ("failed", "", "")
    assert mailbox.got == []


async def test_a_forgetful_message_leaves_nothing_personal(store: Store, outbox: Outbox, mailbox: Mailbox) -> None:
    await post(store, "erased", forget=True)
    await outbox.flush()
    assert mailbox.texts == ["erased"]
    async with store.reading():
        (fate,) = await messages_about("booking:1")
    assert (fate.state, fate.to, fate.subject, fate.text) == ("sent", "", "", "")


async def test_messages_about_an_erased_person_are_emptied(store: Store, outbox: Outbox, mailbox: Mailbox) -> None:
    await post(store, "sent")
    await outbox.flush()

    async def erase(unit: UnitOfWork) -> int:
        await letter(unit, "waiting")
        touched = await unit.forget("booking:1")
        await letter(unit, "erased", forget=True)
        return touched

    assert await store.transact(erase) == 2
    await outbox.flush()
    assert mailbox.texts == ["sent", "erased"]
    async with store.reading():
        assert {(one.to, one.text) for one in await messages_about("booking:1")} == {("", "")}


async def test_a_message_by_a_channel_that_the_city_has_not_is_given_up_when_it_is_due(
    store: Store, outbox: Outbox, mailbox: Mailbox, clock: DemoClock, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(unit: UnitOfWork) -> None:
        await letter(unit, "by post", channel="letter")
        await letter(unit, "secret", channel="letter", forget=True)
        await letter(unit, "tomorrow", channel="letter", send_at=unit.now + timedelta(days=1))
        await letter(unit, "by mail")

    await store.transact(work)
    await outbox.flush()
    await outbox.flush()
    assert mailbox.texts == ["by mail"]
    async with store.reading():
        kept, erased, later, _sent = await messages_about("booking:1")
    assert (kept.state, kept.text) == (erased.state, "by post") == ("failed", "by post")
    assert [(one.outcome, one.detail) for one in kept.tries] == [("failed", "the city has no such channel")]
    assert (erased.to, erased.text, len(erased.tries)) == ("", "", 1)
    assert (later.state, later.tries) == ("queued", ())
    assert "no such channel: letter" in caplog.text
    clock.advance(timedelta(days=1))
    await outbox.flush()
    assert await fates(store) == ["failed", "failed", "failed", "sent"]


async def test_many_messages_without_a_channel_are_given_up_one_portion_after_the_other(
    store: Store, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stray_messages, "_AT_ONCE", 2)
    for number in range(5):
        await post(store, str(number), channel="letter")
    await outbox.flush()
    assert await fates(store) == ["failed"] * 5


async def test_the_brake_lets_no_more_than_its_number_through_in_an_hour(
    store: Store, clock: DemoClock, mailbox: Mailbox
) -> None:
    store.renderer = Echo()
    outbox = Outbox(store, {"email": mailbox.channel}, (), clock, per_hour={"email": 3})
    for number in range(7):
        await post(store, str(number), to=f"{number}@example.org")
    for _hour in range(3):
        await outbox.flush()
        clock.advance(timedelta(minutes=59))
        await outbox.flush()
        clock.advance(timedelta(minutes=1))
    assert mailbox.texts == ["0", "1", "2", "3", "4", "5", "6"]
    async with store.reading():
        sent = [one.sent_at for one in await messages_about("booking:1")]
    assert [sent.count(at) for at in sorted(set(sent), key=str)] == [3, 3, 1]


async def test_several_processes_share_the_work_without_sending_twice(
    database_url: str, store: Store, clock: DemoClock, mailbox: Mailbox
) -> None:
    store.renderer = Echo()
    others = [Store(database_url, clock=clock, wait=PATIENT) for _ in range(2)]
    for number in range(30):
        await post(store, str(number), to=f"{number % 4}@example.org")
    for other in others:
        await other.open()
    try:
        stores = (store, *others)
        outboxes = [Outbox(one, {"email": mailbox.channel}, (), clock) for one in stores]
        await asyncio.gather(*(outbox.flush() for outbox in outboxes))
        await outboxes[0].flush()
    finally:
        for other in others:
            await other.close()
    assert sorted(map(int, mailbox.texts)) == list(range(30))
    for person in range(4):
        own = [int(one.text) for one in mailbox.got if one.to == f"{person}@example.org"]
        assert own == sorted(own)


async def test_what_ends_together_is_written_down_in_few_units(
    store: Store, clock: DemoClock, mailbox: Mailbox, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    units: list[object] = []
    transact = Store.transact

    async def counted(self: Store, work: object, *more: object) -> object:
        units.append(work)
        return await transact(self, work, *more)  # type: ignore[arg-type]

    for number in range(10):
        await post(store, f"no. {number}", to=f"p{number}@example.cz")
    monkeypatch.setattr(Store, "transact", counted)
    await outbox.flush()
    assert len(mailbox.texts) == 10
    assert len(units) <= 4  # claiming, the first that ended, those that ended meanwhile


async def test_a_fate_that_cannot_be_written_down_keeps_no_other_from_it(
    store: Store, clock: DemoClock, mailbox: Mailbox, outbox: Outbox
) -> None:
    mailbox.fails["no. 1"] = [CannotSend("NUL \x00 in the answer")]
    for number in range(4):
        await post(store, f"no. {number}", to=f"p{number}@example.cz", about=f"booking:{number}")
    with pytest.raises(ValueError, match="NUL"):
        await outbox.flush()
    async with store.reading():
        states = [(await messages_about(f"booking:{number}"))[0].state for number in range(4)]
    assert states == ["sent", "sending", "sent", "sent"]
