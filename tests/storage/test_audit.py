"""The audit log can be read by page and by what one looks for, and is kept as long as the file says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicore.base.clock import DemoClock
from civicore.base.spans import Duration
from civicore.storage.audit import AuditFilter, audit_actions, audit_lines
from civicore.storage.messages import messages_about
from civicore.storage.outbox import Outbox
from civicore.storage.plugin import outbox_trouble
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, IdempotencyRow
from civicore.storage.tidying import Keeping, tidy
from civicore.storage.unit_of_work import UnitOfWork
from tests.storage.saying import Echo, Mailbox, post

pytestmark = pytest.mark.anyio


async def line(store: Store, action: str, actor: str = "staff:1", subject: str = "booking:1") -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.record(action, actor=actor, subject=subject, facts={"důvod": "nemoc"})

    await store.transact(work)


async def read(store: Store, wanted: AuditFilter | None = None, **paging: int) -> list[str]:
    async with store.reading():
        found = await audit_lines(wanted, **paging)
    return [one.action for one in found.lines]


async def test_lines_come_by_page_the_newest_first(store: Store) -> None:
    for number in range(5):
        await line(store, f"booking.{number}")
    assert await read(store, page=1, size=2) == ["booking.4", "booking.3"]
    async with store.reading():
        last = await audit_lines(page=3, size=2)
    assert [one.facts for one in last.lines] == [{"důvod": "nemoc"}]
    assert not last.more
    assert (await read(store, page=2, size=2)) == ["booking.2", "booking.1"]


async def test_lines_are_found_by_who_what_whom_and_when(store: Store, clock: DemoClock) -> None:
    began = clock.now()
    await line(store, "booking.opened")
    await line(store, "booking.cancelled", subject="booking:2")
    clock.advance(timedelta(hours=1))
    await line(store, "booking.opened", actor="staff:2")
    hour = began + timedelta(hours=1)
    for wanted, count in (
        (AuditFilter(), 3),
        (AuditFilter(actor="staff:1"), 2),
        (AuditFilter(action="booking.opened"), 2),
        (AuditFilter(actor="staff:1", action="booking.opened"), 1),
        (AuditFilter(subject="booking:2"), 1),
        (AuditFilter(since=hour), 1),
        (AuditFilter(until=hour), 2),
    ):
        assert len(await read(store, wanted)) == count, wanted
    async with store.reading():
        assert await audit_actions() == ("booking.cancelled", "booking.opened")


async def test_what_is_old_is_erased_as_the_file_says(store: Store, clock: DemoClock) -> None:
    store.renderer = Echo()
    mailbox = Mailbox()
    outbox = Outbox(store, {"email": mailbox.channel}, (), clock)

    async def claim(unit: UnitOfWork) -> None:
        await unit.once("api", "key", "print")
        await unit.keep_answer("api", "key", {})

    await post(store, "old")
    await store.transact(claim)
    await line(store, "booking.opened")
    await outbox.flush()
    keeping = Keeping(personal=Duration(days=30), lines=Duration(days=730))

    async def left() -> tuple[list[str], int, int]:
        await tidy(store, keeping)
        async with store.reading():
            texts = [one.text + one.to for one in await messages_about("booking:1")]
            return texts, await AuditRow.count(), await IdempotencyRow.count()

    assert await left() == (["oldjan@example.org"], 1, 1)
    clock.advance(timedelta(days=30, seconds=1))
    assert await left() == ([""], 1, 0)
    clock.advance(timedelta(days=700))
    assert await left() == ([], 0, 0)


async def test_unsent_messages_are_never_tidied_away_and_staff_hear_of_them(store: Store, clock: DemoClock) -> None:
    store.renderer = Echo()
    await post(store, "unsent")
    assert await outbox_trouble(store, clock.now()) is None
    clock.advance(timedelta(days=999))
    await tidy(store, Keeping(Duration(days=1), Duration(days=1)))
    assert await outbox_trouble(store, clock.now()) == "1 messages have waited for more than 15 minutes"
