"""Delivers after commit what units of work left: news to subscriptions, messages to people.

Everything is handed over at least once. Several processes may deliver from one database: each claims records
for a while by a conditional write, and takes over what another one left when that while has passed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from civicore.base.clock import Clock
from civicore.extension.channels import Channel
from civicore.extension.parts import Subscription
from civicore.storage.event_delivery import EventLane
from civicore.storage.message_delivery import MessageLane
from civicore.storage.serving import Lane, Served
from civicore.storage.spare_lane import SpareLane
from civicore.storage.store import Store
from civicore.storage.stray_messages import StrayLane
from civicore.storage.written import kind_of


class Outbox:
    """``retry_for`` is how long an unsent message is tried (``operations.outbox_for``).

    ``per_hour`` is the most messages that a channel sends in an hour; what is above it waits.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        subscriptions: Sequence[Subscription],
        clock: Clock,
        *,
        retry_for: timedelta = timedelta(days=3),
        per_hour: Mapping[str, int] | None = None,
    ) -> None:
        limits = per_hour or {}
        self._lanes: list[Lane] = [EventLane(store, subscriptions, clock)]
        self._lanes += [MessageLane(store, one, clock, retry_for, limits.get(name)) for name, one in channels.items()]
        self._lanes += [SpareLane(store, clock), StrayLane(store, channels, clock)]
        self._served: list[Served] = []
        self._store = store
        store.listen(kind_of(one.event) for one in subscriptions)
        store.watch(self.wake)
        store.examine(self.trouble)

    def wake(self) -> None:
        """There is something to deliver."""
        for one in self._served:
            one.wake()

    def trouble(self) -> str | None:
        """What is wrong with the deliveries of this process, in a sentence; None when all is well."""
        return "; ".join(found for one in self._served if (found := one.trouble())) or None

    async def flush(self) -> None:
        """Deliver all that is due now, and what comes of it."""
        while any([await lane.round() for lane in self._lanes]):
            pass

    @asynccontextmanager
    async def around(self) -> AsyncIterator[None]:
        """Deliver while the server lives."""
        self._served = [Served(lane, self._store.crowd) for lane in self._lanes]
        for one in self._served:
            one.begin()
        try:
            yield
        finally:
            await asyncio.gather(*(one.end() for one in self._served))
            self._served = []
