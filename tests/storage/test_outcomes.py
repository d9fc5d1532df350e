"""How tries ended is written down in the end: what went out does not go again only because that was hard to store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from civicore.base.clock import DemoClock
from civicore.contracts.dialog import Contact
from civicore.extension.channels import CannotSend
from civicore.storage import spare_lane
from civicore.storage.message_delivery import MessageLane
from civicore.storage.outbox import Outbox
from civicore.storage.statement import Statement
from civicore.storage.store import Store
from civicore.storage.tables import Attempt, MessageRow
from civicore.storage.transaction import CommitUnknown, StoreBusy
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import PATIENT
from tests.storage.far_sides import JAN, LEASE, MAIL, SMS, Far, Manners, fates, send

pytestmark = pytest.mark.anyio
PEOPLE = [Contact("email", f"{name}@example.org") for name in ("ann", "bob", "eva")]
Work = Callable[..., Awaitable[Any]]
WRITING_DOWN = MessageLane._write_down.__qualname__
_WAITING = Statement("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")


class Hard:
    """Storing how tries ended fails so often, and is perhaps done nevertheless."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store, self.monkeypatch = store, monkeypatch

    def becomes(self, *troubles: Exception) -> None:
        left, transact = list(troubles), self.store.transact

        async def troubled(work: Work, *rest: Any, **more: Any) -> Any:
            if not left or WRITING_DOWN not in work.__qualname__:
                return await transact(work, *rest, **more)
            trouble = left.pop(0)
            if isinstance(trouble, CommitUnknown):
                await transact(work, *rest, **more)
            raise trouble

        self.monkeypatch.setattr(self.store, "transact", troubled)


@pytest.fixture
def hard(store: Store, monkeypatch: pytest.MonkeyPatch) -> Hard:
    return Hard(store, monkeypatch)


async def rounds(outbox: Outbox, clock: DemoClock) -> None:
    """Until nobody's turn it is any more; each that fails is followed by another, later than any lease."""
    for _ in range(6):
        try:
            await outbox.flush()
        except (StoreBusy, CommitUnknown):
            clock.advance(LEASE)


@pytest.mark.parametrize(
    "troubles",
    [
        [StoreBusy("too many wait")],
        [CommitUnknown("gone")],
        [StoreBusy("too many wait"), CommitUnknown("gone"), StoreBusy("too many wait")],
    ],
    ids=["not stored", "perhaps stored", "again and again"],
)
async def test_a_burst_goes_out_once_though_its_ends_could_not_be_stored_at_first(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, hard: Hard, troubles: list[Exception]
) -> None:
    for number, one in enumerate(PEOPLE):
        await send(store, one, about=f"booking:{number}", repeats=number != 1)
    hard.becomes(*troubles)
    await rounds(outbox, clock)
    assert sorted(far.got) == [("email", one.to) for one in PEOPLE]
    found = [(await fates(store, f"booking:{number}"))[0] for number in range(len(PEOPLE))]
    assert [(one.state, [each.outcome for each in one.tries], one.unknown) for one in found] == [
        ("sent", ["sent"], 0)
    ] * 3
    async with store.reading():
        assert await Attempt.count() == len(PEOPLE)


async def test_a_refusal_that_could_not_be_stored_at_first_is_kept_to(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, hard: Hard
) -> None:
    far.answers = {MAIL.to: [CannotSend("nobody of that name", permanent=True)]}
    await send(store, MAIL)
    hard.becomes(StoreBusy("too many wait"))
    await rounds(outbox, clock)
    assert far.got == []
    (fate,) = await fates(store, JAN)
    assert (fate.state, len(fate.tries)) == ("failed", 1)


async def test_what_must_not_come_twice_is_left_to_staff_where_the_process_that_knew_is_gone(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, hard: Hard
) -> None:
    await send(store, MAIL, repeats=False)
    hard.becomes(StoreBusy("too many wait"))
    with pytest.raises(StoreBusy):
        await outbox.flush()
    another = Outbox(store, {"email": far.channel("email")}, (), clock)
    await rounds(another, clock)
    clock.advance(LEASE)
    await rounds(another, clock)
    assert far.got == [("email", MAIL.to)]
    (fate,) = await fates(store, JAN)
    assert (fate.state, fate.unknown) == ("unknown", 1)
    await outbox.flush()  # it lived after all, and knows
    (fate,) = await fates(store, JAN)
    assert (fate.state, [one.outcome for one in fate.tries]) == ("sent", ["sent"])
    assert far.got == [("email", MAIL.to)]


@pytest.mark.parametrize("engine_name", ["postgres"], indirect=True)
async def test_a_message_given_up_for_the_next_way_is_not_claimed_by_whoever_waited_for_its_row(
    store: Store, outbox: Outbox, far: Far, clock: DemoClock, manners: Manners
) -> None:
    """On SQLite there is one writer: nobody claims while another gives up."""
    manners.after = timedelta(minutes=1)
    await send(store, MAIL, SMS)
    clock.advance(timedelta(minutes=2))
    given_up, waited_for = asyncio.Event(), asyncio.Event()

    async def too_slow(unit: UnitOfWork) -> None:
        rows = await MessageRow.select().where(MessageRow.state == "spare")
        assert await spare_lane._release(rows[0], unit)
        given_up.set()
        await waited_for.wait()

    slow = asyncio.create_task(store.transact(too_slow))
    await given_up.wait()
    claiming = asyncio.create_task(MessageLane(store, far.channel("email"), clock, timedelta(days=1), None).round())
    async with asyncio.timeout(PATIENT):
        while not await _somebody_waits(store):
            await asyncio.sleep(0.01)
    waited_for.set()
    await slow
    assert not await claiming
    await outbox.flush()
    assert far.got == [("sms", SMS.to)]


async def _somebody_waits(store: Store) -> bool:
    async with store.reading():
        return bool(await _WAITING.ask())
