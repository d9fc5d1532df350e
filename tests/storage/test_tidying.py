"""What is too old goes part by part, whatever there is, and what is done is not done again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from civicore.base.clock import DemoClock
from civicore.base.spans import Duration
from civicore.extension.channels import CannotSend
from civicore.storage import tidying
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.tables import Attempt, AuditRow, MessageRow
from civicore.storage.tidying import Keeping, tidy
from civicore.storage.unit_of_work import UnitOfWork
from tests.storage.far_sides import MAIL, SMS, VIBER, Far, send, states

pytestmark = pytest.mark.anyio
KEEPING = Keeping(personal=Duration(days=30), lines=Duration(days=730))


@pytest.fixture
def parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many records each unit of the tidying was about; two at once."""
    done: list[Any] = []
    transact = store.transact

    async def counting(work: Callable[[UnitOfWork], Awaitable[Any]]) -> Any:
        done.append(await transact(work))
        return done[-1]

    monkeypatch.setattr(tidying, "AT_ONCE", 2)
    monkeypatch.setattr(tidying, "_PAUSE", 0)
    monkeypatch.setattr(store, "transact", counting)
    return done


async def sent(store: Store, outbox: Outbox, number: int) -> None:
    async def note(unit: UnitOfWork) -> None:
        for _ in range(number):
            await unit.record("booking.taken", actor="visitor", subject="booking:1")

    for _ in range(number):
        await send(store, MAIL)
    await outbox.flush()
    await store.transact(note)


async def test_much_that_is_due_goes_in_several_units(
    store: Store, outbox: Outbox, clock: DemoClock, parts: list[int]
) -> None:
    await sent(store, outbox, 5)
    clock.advance(timedelta(days=31))
    parts.clear()
    assert await tidy(store, KEEPING) == 5
    assert parts[:3] == [2, 2, 1]
    async with store.reading():
        assert await MessageRow.count().where((MessageRow.recipient != "") | (MessageRow.shown != "")) == 0
    clock.advance(timedelta(days=700))
    parts.clear()
    assert await tidy(store, KEEPING) == 15
    assert parts == [0, 2, 2, 1, 2, 2, 1, 2, 2, 1, 0, 0]
    async with store.reading():
        assert [await table.count() for table in (MessageRow, Attempt, AuditRow)] == [0, 0, 0]


async def test_what_is_empty_is_not_emptied_each_hour_again(store: Store, outbox: Outbox, clock: DemoClock) -> None:
    await sent(store, outbox, 3)
    clock.advance(timedelta(days=31))
    assert [await tidy(store, KEEPING) for _ in range(2)] == [3, 0]


async def test_lines_that_are_kept_no_longer_than_persons_take_both_along(
    store: Store, outbox: Outbox, clock: DemoClock
) -> None:
    await sent(store, outbox, 1)
    clock.advance(timedelta(days=31))
    await tidy(store, Keeping(personal=Duration(days=60), lines=Duration(days=30)))
    async with store.reading():
        assert await MessageRow.count() == 0


async def test_what_stands_in_waits_for_those_on_their_way_and_no_longer_than_a_week_for_others(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, parts: list[int]
) -> None:
    far.answers = {MAIL.to: [CannotSend("451")] * 30}
    await send(store, VIBER, SMS)
    for _ in range(3):
        await send(store, MAIL, SMS)
    await outbox.flush()
    assert (await states(store)).count(("email", "queued")) == 3
    clock.advance(timedelta(days=7, seconds=1))
    await tidy(store, KEEPING)
    async with store.reading():
        assert await MessageRow.count().where(MessageRow.state == "spare") == 3
