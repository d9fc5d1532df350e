"""Several ways to one person: which goes first, what stands in, what is taken along."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicore import ways
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.extension.channels import Action, CannotSend
from civicore.storage.dead_addresses import is_dead
from civicore.storage.manners import Chosen
from civicore.storage.messages import undelivered
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.storage.far_sides import JAN, MAIL, SMS, VIBER, Far, Manners, fates, send, states
from tests.storage.saying import Echo
from tests.tools.reliability import Counted

pytestmark = pytest.mark.anyio
GREY = CannotSend("recipient refused: 451 4.7.1")
SCHEDULE = (30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600)  # seconds: twice as many each time, up to an hour


async def test_only_the_first_way_is_used_when_it_works(store: Store, outbox: Outbox, far: Far) -> None:
    await send(store, MAIL, SMS, actions=[Action("Open", url="https://city.example")])
    await outbox.flush()
    assert far.got == [("email", MAIL.to)]
    assert far.seen[0].actions == (Action("Open", url="https://city.example"),)
    async with store.reading():
        assert await MessageRow.count() == 1, "what stood in is gone, with the number in it"


async def test_f10_and_channel_case_21_greylisting_is_one_message_and_two_tries(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, counted: Counted
) -> None:
    far.answers = {MAIL.to: [GREY]}
    await send(store, MAIL, SMS)
    await outbox.flush()
    assert far.got == []
    clock.freeze(clock.now() + timedelta(minutes=1))
    await outbox.flush()
    assert far.got == [("email", MAIL.to)]
    (fate,) = await fates(store)
    assert [one.outcome for one in fate.tries] == ["later", "sent"]
    counted(runs=1, faults=1, acknowledged=1, lost=1 - len(far.got))


async def test_f10_a_grey_server_is_asked_again_by_schedule_to_the_second_and_never_between(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, counted: Counted
) -> None:
    far.answers = {MAIL.to: [GREY] * len(SCHEDULE)}
    await send(store, MAIL)
    await outbox.flush()
    for number, seconds in enumerate(SCHEDULE, start=1):
        due = clock.now() + timedelta(seconds=seconds)
        for when, tries in ((due - timedelta(seconds=1), number), (due, number + 1)):
            clock.freeze(when)
            await outbox.flush()
            (fate,) = await fates(store)
            assert len(fate.tries) == tries
    assert far.got == [("email", MAIL.to)]
    assert [one.outcome for one in fate.tries] == [*["later"] * len(SCHEDULE), "sent"]
    assert {one.detail for one in fate.tries[:-1]} == {GREY.reason}, "staff read what the server said"
    counted(runs=1, faults=len(fate.tries) - 1, acknowledged=1, lost=1 - len(far.got))


async def test_channel_case_16_taken_and_then_lost_takes_the_next_way_and_arrivals_count_once(
    store: Store, outbox: Outbox, far: Far
) -> None:
    first = await send(store, VIBER, SMS)
    await outbox.flush()
    assert await states(store) == [("viber", "sent")]
    for news in (True, False):
        assert await store.transact(lambda unit: ways.lost(unit, first)) is news
    await outbox.flush()
    assert await states(store) == [("viber", "failed"), ("sms", "sent")]
    second = await send(store, VIBER, SMS)
    await outbox.flush()
    for _ in range(3):
        await store.transact(lambda unit: ways.arrived(unit, second))
    await outbox.flush()
    assert far.got == [("viber", VIBER.to), ("sms", SMS.to), ("viber", VIBER.to)]
    async with store.reading():
        assert not await MessageRow.exists().where(MessageRow.state == "spare")


async def test_channel_case_17_and_channel_case_19_what_a_messenger_refuses_falls_to_the_text_message(
    store: Store, outbox: Outbox, far: Far
) -> None:
    far.answers = {VIBER.to: [CannotSend("12: too many", permanent=True), CannotSend("24: no balance", permanent=True)]}
    for _ in range(2):
        await send(store, VIBER, SMS)
        await outbox.flush()
    assert far.got == [("sms", SMS.to)] * 2
    async with store.reading():
        assert not await is_dead(VIBER)
        assert await undelivered([JAN]) == frozenset(), "somebody was reached"


async def test_a_way_that_takes_too_long_gives_way(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, manners: Manners
) -> None:
    manners.after = timedelta(minutes=10)
    far.answers = {MAIL.to: [CannotSend("451")] * 20}
    await send(store, MAIL, VIBER, SMS)
    await outbox.flush()
    clock.freeze(clock.now() + timedelta(minutes=10))
    await outbox.flush()
    assert await states(store) == [("email", "failed"), ("viber", "sent")]
    clock.freeze(clock.now() + timedelta(minutes=10))
    await outbox.flush()
    assert far.got == [("viber", VIBER.to), ("sms", SMS.to)], "viber never said that it arrived"


async def test_channel_case_52_what_was_undone_leaves_no_message_and_what_stands_has_one(store: Store) -> None:
    store.renderer = Echo()

    async def undone(unit: UnitOfWork) -> Refusal:
        await unit.send(
            "n", channel="email", to=MAIL.to, language="cs", context={}, about=JAN, otherwise=(SMS,)
        )  # fmt: skip
        return Refusal("booking.full")

    await store.transact(undone)
    async with store.reading():
        assert await MessageRow.count() == 0
    await send(store, MAIL)
    assert await states(store) == [("email", "queued")]


async def test_channel_case_55_a_channel_that_the_city_gave_up_ends_in_the_next_way(
    store: Store, far: Far, clock: DemoClock, manners: Manners
) -> None:
    await send(store, VIBER, MAIL)
    await Outbox(store, {"email": far.channel("email")}, (), clock).flush()
    assert far.got == [("email", MAIL.to)]


async def test_channel_case_56_what_expired_is_never_sent_by_any_way(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    far.answers = {MAIL.to: [CannotSend("451")]}
    await send(store, MAIL, SMS, expires=clock.now() + timedelta(minutes=5))
    await outbox.flush()
    clock.freeze(clock.now() + timedelta(minutes=6))
    await outbox.flush()
    assert far.got == []
    assert await states(store) == [("email", "failed")]


async def test_the_way_a_person_chose_comes_first_and_the_usual_ones_stand_in(
    store: Store, outbox: Outbox, far: Far, manners: Manners
) -> None:
    async def tell(unit: UnitOfWork, purpose: str = "transaction") -> int:
        said = {"about": JAN, "language": "cs", "context": {}, "usual": [MAIL, SMS], "every": True, "purpose": purpose}
        return len(await unit.notify("booking.moved", **said))  # type: ignore[arg-type]

    assert await store.transact(tell) == 2, "who chose nothing gets both, as ever"
    manners.choice = Chosen((VIBER,))
    far.answers = {VIBER.to: [CannotSend("no", permanent=True)]}
    assert await store.transact(tell) == 1
    await outbox.flush()
    assert sorted(far.got) == sorted([("email", MAIL.to), ("sms", SMS.to), ("email", MAIL.to)])
    manners.choice = Chosen(ended=True)
    assert await store.transact(lambda unit: tell(unit, "reminder")) == 0
    assert await store.transact(tell) == 2, "what must be known is told all the same"


async def test_reminders_wait_for_the_morning_and_transactions_do_not(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, manners: Manners
) -> None:
    manners.held = clock.now() + timedelta(hours=8)
    await send(store, MAIL, purpose="reminder")
    await send(store, SMS)
    await outbox.flush()
    assert far.got == [("sms", SMS.to)]
    clock.freeze(manners.held)
    await outbox.flush()
    assert far.got == [("sms", SMS.to), ("email", MAIL.to)]


async def test_withdrawn_and_forgotten_messages_take_their_spares_along(store: Store, outbox: Outbox) -> None:
    await send(store, MAIL, SMS)
    assert await store.transact(lambda unit: unit.withdraw(JAN)) == 1
    async with store.reading():
        assert await MessageRow.count() == 0
    await send(store, MAIL, forget=True)
    await outbox.flush()
    (fate,) = await fates(store)
    assert (fate.to, fate.shown) == ("", "j…@example.org")
    await store.transact(lambda unit: unit.forget(JAN))
    (fate,) = await fates(store)
    assert fate.shown == ""


async def test_messages_lie_in_the_order_in_which_they_were_written(
    store: Store, outbox: Outbox, clock: DemoClock
) -> None:
    for number in range(5):
        clock.freeze(clock.now() + timedelta(seconds=number))
        await send(store, MAIL, SMS)
    async with store.reading():
        made = [row["made_at"] for row in await MessageRow.select(MessageRow.made_at).order_by(MessageRow.id)]
    assert len(made) == 10
    assert made == sorted(made)
