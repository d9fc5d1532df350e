"""News on their way to subscriptions: each gets every event at least once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from civicore.base.clock import Clock
from civicore.base.codes import new_id
from civicore.base.tasks import is_the_end
from civicore.extension.parts import Subscription
from civicore.storage.delivering import described, pause, together
from civicore.storage.statement import Statement
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

_NEW = Statement("SELECT 1 FROM core_event WHERE spread_at IS NULL LIMIT 1")
_READY = "subscription IN ({mine}) AND state IN ('waiting', 'leased') AND next_at <= {{}}"
_WAITING = f"SELECT 1 FROM core_event_delivery WHERE {_READY} LIMIT 1"  # noqa: S608
_CLAIMED = (
    "UPDATE core_event_delivery SET state = 'leased', lease = {{}}, tries = tries + 1, next_at = {{}}"  # noqa: S608
    f" WHERE id IN (SELECT id FROM core_event_delivery WHERE {_READY} ORDER BY next_at LIMIT {{{{}}}})"
    " RETURNING id, event, subscription, tries"
)
_DELIVERED = Statement("DELETE FROM core_event_delivery WHERE id = {} AND lease = {}")
_DELIVERED_TO_ALL = Statement(
    "DELETE FROM core_event WHERE id = {} AND NOT EXISTS (SELECT 1 FROM core_event_delivery WHERE event = {})"
)


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
        self._wanting: dict[str, list[Subscription]] = {}
        for one in subscriptions:
            self._wanting.setdefault(kind_of(one.event), []).append(one)
        mine = ", ".join(["{}"] * len(self._subscriptions)) or "''"
        self._waiting, self._claimed = (Statement(one.format(mine=mine)) for one in (_WAITING, _CLAIMED))
        self._one_round = asyncio.Lock()

    async def round(self) -> bool:
        """Deliver some of what is due; whether there was anything."""
        async with self._one_round:
            if not await self._anything():
                return False
            spread, claimed = await self._store.transact(self._spread_and_claim)
            by_subscription: dict[str, list[_Claimed]] = {}
            for one in claimed:
                by_subscription.setdefault(one.subscription, []).append(one)
            await together(self._hand_over_all(group) for group in by_subscription.values())
            return bool(spread or claimed)

    async def _anything(self) -> bool:
        async with self._store.reading():
            return bool(await _NEW.ask() or await self._waiting.ask(*self._subscriptions, self._clock.now()))

    async def _spread_and_claim(self, unit: UnitOfWork) -> tuple[int, list[_Claimed]]:
        await unit.lock("outbox:news")
        return await self._spread(unit.now), await self._claim(unit.now)

    async def _spread(self, now: datetime) -> int:
        """Write down one delivery for each subscription of each new event; how many events there were."""
        new = (
            await EventRow.select(EventRow.id, EventRow.kind)
            .where(EventRow.spread_at.is_null())
            .order_by(EventRow.position)
            .limit(_AT_ONCE)
        )
        deliveries = [
            EventDelivery(id=new_id(now), event=event["id"], subscription=one.id, state="waiting", next_at=now)
            for event in new
            for one in self._wanting.get(event["kind"], ())
        ]
        if deliveries:
            await EventDelivery.insert(*deliveries)
            wanted = list({one.event for one in deliveries})
            await EventRow.update({EventRow.spread_at: now}).where(EventRow.id.is_in(wanted))
        unwanted = [event["id"] for event in new if event["kind"] not in self._wanting]
        if unwanted:
            await EventRow.delete().where(EventRow.id.is_in(unwanted))
        return len(new)

    async def _claim(self, now: datetime) -> list[_Claimed]:
        """Lease what is due, in the order of the events."""
        lease = new_id()
        taken = await self._claimed.ask(lease, now + _LEASE, *self._subscriptions, now, _AT_ONCE)
        if not taken:
            return []
        found = await EventRow.select().where(EventRow.id.is_in(list({row["event"] for row in taken})))
        events = {event["id"]: event for event in found}
        there = [row for row in taken if row["event"] in events]
        return [
            _Claimed(row["id"], row["event"], row["subscription"], row["tries"], lease, events[row["event"]]["body"])
            for row in sorted(there, key=lambda row: events[row["event"]]["position"])
        ]

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
        await _DELIVERED.ask(one.id, one.lease)
        await _DELIVERED_TO_ALL.ask(one.event, one.event)
