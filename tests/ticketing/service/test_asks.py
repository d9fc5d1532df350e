"""Who asked to be told: told once wherever they were sent, and forgotten with the visit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from civicore_ticketing import jobs
from civicore_ticketing.asking import Asking
from civicore_ticketing.tables import AskRow
from civicore_ticketing.ticket import Ticket

from civicore.base.refusal import Refusal
from civicore.storage.tables import MessageRow
from tests.ticketing.service.hall import PETR, Hall, code_of

PHONE = "+420602111222"
SMS = "{gateway: smpp, host: smpp.example, user: town, key: {secret: sms_key}, number: '+420 499 000 999'}"
ASK = "{ways: [sms], before: 0}"


@pytest.fixture
def telling(rebuilt: Callable[..., Hall]) -> Hall:
    """The office, which writes to who is next; at its close it sends people home."""
    hall = rebuilt(
        channels__sms=SMS, ticketing__ask=ASK, ticketing__at_close="end", ticketing__remote="{enabled: true}"
    )
    hall.set("8:00")
    return hall


async def asks(hall: Hall, ticket: Ticket, phone: str = PHONE) -> object:
    return await Asking(hall.runtime).ask(ticket, phone, "en")


async def kept(hall: Hall) -> list[str]:
    async with hall.store.reading():
        return [row["address"] for row in await AskRow.select(AskRow.address)]


async def written_to(hall: Hall) -> list[str]:
    async with hall.store.reading():
        return [row["recipient"] for row in await MessageRow.select(MessageRow.recipient)]


async def test_who_is_called_already_asks_for_nothing(telling: Hall) -> None:
    """At the next deed they would be forgotten without a word."""
    mine = await telling.taken()
    await telling.next()
    assert code_of(await asks(telling, await telling.now_is(mine))) == "queue.moved_on" and await kept(telling) == []


async def test_the_night_forgets_who_was_never_called(telling: Hall) -> None:
    await asks(telling, await telling.taken())
    telling.set("0:10", "2026-11-25")
    await jobs.end_days(telling.queues.setting)
    assert await kept(telling) == [] and await written_to(telling) == []


async def test_who_is_sent_home_at_the_close_is_forgotten_at_once(telling: Hall) -> None:
    await telling.taken()
    await asks(telling, await telling.taken())
    await telling.queues.close_queue("hall", PETR)
    assert await kept(telling) == [] and await written_to(telling) == []


async def test_nobody_is_told_about_a_visit_that_has_ended_meanwhile(telling: Hall) -> None:
    seen = await telling.taken()
    await telling.queues.leave(telling.queues.token(seen.id))
    assert code_of(await asks(telling, seen)) == "queue.over" and await kept(telling) == []


async def test_a_stranger_is_not_flooded_with_messages(telling: Hall) -> None:
    answers = [await asks(telling, await telling.taken()) for _ in range(4)]
    assert [isinstance(one, Refusal) for one in answers] == [False, False, False, True]
    assert code_of(answers[-1]) == "queue.asked_enough" and len(await kept(telling)) == 3
    assert not isinstance(await asks(telling, await telling.taken(), "+420602111333"), Refusal)
    telling.later(hours=1, seconds=1)
    assert not isinstance(await asks(telling, await telling.taken()), Refusal)
