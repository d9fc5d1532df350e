"""Addresses that are dead: by what a channel says, by a bounce, until their owner writes again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from civicore import ways
from civicore.base.clock import DemoClock
from civicore.contracts.dialog import Contact
from civicore.extension.channels import CannotSend
from civicore.storage.dead_addresses import bury, is_dead
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from tests.storage.far_sides import MAIL, SMS, VIBER, Far, fates, send, states

pytestmark = pytest.mark.anyio


async def test_channel_case_07_a_blocked_chat_is_dead_and_the_next_way_is_taken_at_once(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    far.answers = {"bot:jan": [CannotSend("403 blocked", dead=True)]}
    await send(store, Contact("telegram", "bot:jan"), SMS)
    await outbox.flush()
    assert far.got == [("sms", SMS.to)]
    assert await states(store) == [("telegram", "failed"), ("sms", "sent")]
    assert [one.dead for one in await fates(store)] == [True, False]
    await send(store, Contact("telegram", "bot:jan"), SMS)
    await outbox.flush()
    assert far.got == [("sms", SMS.to)] * 2, "nothing is tried at a dead address"
    assert await store.transact(lambda unit: ways.revive(unit, Contact("telegram", "bot:jan")))
    await send(store, Contact("telegram", "bot:jan"), SMS)
    await outbox.flush()
    assert far.got[-1] == ("telegram", "bot:jan")


async def test_channel_case_20_one_refused_address_is_no_others_trouble(store: Store, outbox: Outbox, far: Far) -> None:
    far.answers = {"eva@example.org": [CannotSend("recipient refused: 550 5.1.1", dead=True)]}
    await send(store, Contact("email", "eva@example.org"), about="booking:2")
    await send(store, MAIL)
    await outbox.flush()
    assert far.got == [("email", MAIL.to)]
    (lost,) = await fates(store, "booking:2")
    assert (lost.state, lost.dead, lost.shown) == ("failed", True, "e…@example.org")


async def test_channel_case_18_who_unsubscribed_is_dead_until_they_write(
    store: Store, outbox: Outbox, far: Far
) -> None:
    await send(store, VIBER, MAIL, send_at=store.clock.now() + timedelta(days=1))
    await store.transact(lambda unit: ways.bury(unit, VIBER, "6: not subscribed"))
    await outbox.flush()
    assert far.got == [("email", MAIL.to)], "what waited for the address goes by the next way"
    assert await store.transact(lambda unit: ways.revive(unit, VIBER))
    async with store.reading():
        assert not await is_dead(VIBER)


async def test_channel_case_23_a_bounce_of_a_letter_that_was_taken_marks_its_address(
    store: Store, outbox: Outbox, far: Far
) -> None:
    id = await send(store, MAIL)
    await outbox.flush()
    assert await store.transact(lambda unit: ways.lost(unit, id, dead=True))
    assert not await store.transact(lambda unit: ways.lost(unit, UUID(int=7), dead=True)), "an unknown id is nobody's"
    (fate,) = await fates(store)
    assert (fate.state, fate.dead) == ("failed", True)


async def test_an_address_that_dies_twice_is_dead_and_that_is_no_news(store: Store) -> None:
    assert [await store.transact(lambda unit: bury(MAIL, "550", unit.now)) for _ in range(3)] == [True, False, False]
    for _ in range(2):
        await store.transact(lambda unit: ways.bury(unit, MAIL, "550"))
    assert await store.transact(lambda unit: ways.revive(unit, MAIL))


async def test_a_letter_that_is_refused_for_good_where_another_one_was_is_not_sent_again(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock
) -> None:
    """Both were on their way when the first was refused: the second is for the same box in another spelling."""
    for to in ("Eva@posta.cz", MAIL.to):
        far.answers[to] = [CannotSend("550 no such user", dead=True) for _ in range(9)]
    await send(store, Contact("email", "Eva@posta.cz"), about="booking:2")
    await send(store, MAIL)
    await store.transact(lambda unit: bury(MAIL, "it bounced", unit.now))
    await store.transact(lambda unit: bury(Contact("email", "eva@posta.cz"), "it bounced", unit.now))
    for _ in range(4):
        await outbox.flush()
        clock.advance(timedelta(hours=24))
    assert [len(one) for one in far.answers.values()] == [8, 8]
    assert [(one.state, one.dead) for one in [*await fates(store), *await fates(store, "booking:2")]] == [
        ("failed", True),
        ("failed", True),
    ]


async def test_of_rivals_who_bury_one_address_one_has_the_news(store: Store) -> None:
    told = await asyncio.gather(*(store.transact(lambda unit: bury(MAIL, "550", unit.now)) for _ in range(8)))
    assert sorted(told) == [False] * 7 + [True]
