"""A messenger that is away for six hours (F12), asked of the outbox alone, on both databases."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

from civicore.base.clock import DemoClock
from civicore.extension.channels import CannotSend, Channel, ChannelMessage
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.storage.saying import Echo
from tests.tools.reliability import Counted

AWAY = timedelta(hours=6)
PEOPLE, STAGES = 6, 3
PER_SECOND = 25.0
MOST_TRIES = 20  # for one message: the pauses grow to an hour


async def test_f12_a_messenger_away_for_six_hours_loses_nothing_keeps_the_order_and_is_not_stormed(
    store: Store, clock: DemoClock, counted: Counted
) -> None:
    store.renderer = Echo()
    begins, refused = clock.now(), Counter[str]()
    brought: dict[str, list[str]] = defaultdict(list)
    at: list[timedelta] = []

    async def said(message: ChannelMessage) -> None:
        if clock.now() < begins + AWAY:
            refused[message.id] += 1
            raise CannotSend("nobody answers")
        brought[message.to].append(message.id)
        at.append(clock.now() - begins)

    outbox = Outbox(store, {"telegram": Channel("telegram", said, per_second=PER_SECOND)}, (), clock)
    for stage in range(STAGES):
        await store.transact(lambda unit, stage=stage: _told(unit, stage))  # type: ignore[misc]
        for _ in range(8):
            await outbox.flush()
            clock.advance(timedelta(minutes=15))
    assert clock.now() == begins + AWAY
    async with store.reading():
        rows = await MessageRow.select(MessageRow.id, MessageRow.recipient).order_by(MessageRow.position)
    while sum(map(len, brought.values())) < PEOPLE * STAGES and clock.now() < begins + AWAY + timedelta(hours=2):
        await outbox.flush()
        clock.advance(timedelta(seconds=1))
    written: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        written[row["recipient"]].append(str(row["id"]))
    assert brought == written, "each once, as they were written"
    assert 0 < max(refused.values()) <= MOST_TRIES
    assert max(Counter(at).values()) <= PER_SECOND, "no second sees more than the messenger takes"
    counted(runs=1, faults=sum(refused.values()), acknowledged=len(rows), lost=0)


async def _told(unit: UnitOfWork, stage: int) -> None:
    for person in range(PEOPLE):
        await unit.send(
            f"doctrack.stage{stage}", channel="telegram", to=f"bot:{person}", language="uk", context={}, about="paper:1"
        )  # fmt: skip
