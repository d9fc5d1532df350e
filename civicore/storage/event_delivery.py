"""News on their way to subscriptions: each gets every event at least once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from civicore.base.clock import Clock
from civicore.base.codes import new_id
from civicore.base.tasks import is_the_end
from civicore.extension.parts import Subscription
from civicore.storage.delivering import described, pause, together
from civicore.storage.store import Store
from civicore.storage.tables import EventDelivery, EventRow
from civicore.storage.unit_of_work import UnitOfWork
from civicore.storage.written import kind_of, load_event

log = logging.getLogger("civicore.outbox")

_TRIES = 10
_AT_ONCE = 50
_LEASE = timedelta(minutes=2)
_PATIENCE = 90.0  # seconds for one handler; below the lease, else another process would begin too
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)


@dataclass(frozen=True)
class _Claimed:
    id: UUID
    event: UUID
    subscription: str
    tries: int
    lease: UUID
    body: str


class EventLane:
    """Spreads events over subscriptions and hands them over."""

    name = "news"

    soon = 1.0

    def __init__(self, store: Store, subscriptions: Sequence[Subscription], clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._subscriptions = {one.id: one for one in subscriptions}
        self._one_round = asyncio.Lock()

    async def round(self) -> bool:
        """Deliver some of what is due; whether there was anything."""
        async with self._one_round:
            if not await self._anything():
                return False
            spread = await self._store.transact(self._spread)
            claimed = await self._store.transact(self._claim)
            by_subscription: dict[str, list[_Claimed]] = {}
            for one in claimed:
                by_subscription.setdefault(one.subscription, []).append(one)
            await together(self._hand_over_all(group) for group in by_subscription.values())
            return bool(spread or claimed)

    async def _anything(self) -> bool:
        async with self._store.reading():
            return await EventRow.exists().where(EventRow.spread_at.is_null()) or await EventDelivery.exists().where(
                self._due()
            )

    def _due(self) -> Any:
        mine = EventDelivery.subscription.is_in(list(self._subscriptions) or [""])
        return mine & EventDelivery.state.is_in(["waiting", "leased"]) & (EventDelivery.next_at <= self._clock.now())

    async def _spread(self, unit: UnitOfWork) -> int:
        """Write down one delivery for each subscription of each new event."""
        new = (
            await EventRow.select(EventRow.id, EventRow.kind)
            .where(EventRow.spread_at.is_null())
            .order_by(EventRow.position)
            .limit(_AT_ONCE)
        )
        for event in new:
            mine = (EventRow.id == event["id"]) & EventRow.spread_at.is_null()
            if await EventRow.update({EventRow.spread_at: unit.now}).where(mine).returning(EventRow.id):
                await self._spread_one(event["id"], event["kind"], unit)
        return len(new)

    async def _spread_one(self, event: UUID, kind: str, unit: UnitOfWork) -> None:
        wanted = [one.id for one in self._subscriptions.values() if kind_of(one.event) == kind]
        for subscription in wanted:
            await EventDelivery.insert(
                EventDelivery(id=new_id(), event=event, subscription=subscription, state="waiting", next_at=unit.now)
            )
        if not wanted:
            await EventRow.delete().where(EventRow.id == event)

    async def _claim(self, unit: UnitOfWork) -> list[_Claimed]:
        """Lease what is due, in the order of the events."""
        lease = new_id()
        due = await EventDelivery.select().where(self._due()).order_by(EventDelivery.next_at).limit(_AT_ONCE)
        taken = [row for row in due if await self._take(row, lease, unit)]
        if not taken:
            return []
        events = await EventRow.select().where(EventRow.id.is_in([row["event"] for row in taken]))
        return [
            _Claimed(row["id"], event["id"], row["subscription"], row["tries"] + 1, lease, event["body"])
            for event in sorted(events, key=lambda one: one["position"])
            for row in taken
            if row["event"] == event["id"]
        ]

    async def _take(self, row: dict[str, Any], lease: UUID, unit: UnitOfWork) -> bool:
        # The number of tries grows with every claim: only one of several claimers finds it unchanged.
        return bool(
            await EventDelivery.update(
                {
                    EventDelivery.state: "leased",
                    EventDelivery.lease: lease,
                    EventDelivery.tries: row["tries"] + 1,
                    EventDelivery.next_at: unit.now + _LEASE,
                }
            )
            .where((EventDelivery.id == row["id"]) & (EventDelivery.tries == row["tries"]))
            .returning(EventDelivery.id)
        )

    async def _hand_over_all(self, claimed: Sequence[_Claimed]) -> None:
        """One after the other; what cannot begin while the lease surely holds is left to the next round."""
        loop = asyncio.get_running_loop()
        last_begin = loop.time() + _LEASE.total_seconds() - _PATIENCE
        for number, one in enumerate(claimed):
            if number and loop.time() > last_begin:
                await self._release(claimed[number:])
                return
            await self._hand_over(one)

    async def _release(self, rest: Sequence[_Claimed]) -> None:
        ours = EventDelivery.id.is_in([one.id for one in rest]) & (EventDelivery.lease == rest[0].lease)

        async def work(unit: UnitOfWork) -> None:
            await EventDelivery.update(
                {
                    EventDelivery.state: "waiting",
                    EventDelivery.tries: EventDelivery.tries - 1,
                    EventDelivery.next_at: unit.now,
                }
            ).where(ours)

        await self._store.transact(work)

    async def _hand_over(self, one: _Claimed) -> None:
        subscription = self._subscriptions[one.subscription]
        try:
            async with asyncio.timeout(_PATIENCE):
                await subscription.handler(load_event(subscription.event, one.body))
        except BaseException as error:
            if is_the_end(error):
                raise
            log.error("%s failed on an event, try %d: %s", one.subscription, one.tries, described(error))
            trouble = type(error).__name__
            await self._store.transact(lambda unit: self._again(one, trouble, unit))
        else:
            await self._store.transact(lambda unit: self._done(one, unit))

    async def _again(self, one: _Claimed, trouble: str, unit: UnitOfWork) -> None:
        await EventDelivery.update(
            {
                EventDelivery.state: "parked" if one.tries >= _TRIES else "waiting",
                EventDelivery.next_at: unit.now + pause(_FIRST_PAUSE, _LONGEST_PAUSE, one.tries),
                EventDelivery.trouble: trouble,
            }
        ).where((EventDelivery.id == one.id) & (EventDelivery.lease == one.lease))

    async def _done(self, one: _Claimed, unit: UnitOfWork) -> None:
        """Forget the delivery, and the event with its last one."""
        await unit.lock(f"event:{one.event}")
        await EventDelivery.delete().where((EventDelivery.id == one.id) & (EventDelivery.lease == one.lease))
        if not await EventDelivery.exists().where(EventDelivery.event == one.event):
            await EventRow.delete().where(EventRow.id == one.event)
