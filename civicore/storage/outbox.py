"""Delivers after commit what units of work left: news to subscriptions, messages to people.

Everything is handed over at least once. Several processes may deliver from one database: each claims records
for a while by a conditional write, and takes over what another one left when that while has passed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from datetime import timedelta
from typing import Protocol

from civicore.base.clock import Clock
from civicore.extension.parts import Channel, Subscription
from civicore.storage.delivering import described
from civicore.storage.event_delivery import EventLane
from civicore.storage.message_delivery import MessageLane
from civicore.storage.store import Store

log = logging.getLogger("civicore.outbox")

_POLL = 1.0  # seconds until news of other processes are looked for
_GRACE = 10.0  # seconds that a delivery under way may take when the server stops


class Lane(Protocol):
    """Deliveries of one kind; a slow one does not hold up the others."""

    async def round(self) -> bool:
        """Deliver some of what is due; whether there was anything."""


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
        self._news: list[asyncio.Event] = []
        self._stopping = False
        store.watch(self.wake)

    def wake(self) -> None:
        """There is something to deliver."""
        for event in self._news:
            event.set()

    async def flush(self) -> None:
        """Deliver all that is due now, and what comes of it."""
        while any([await lane.round() for lane in self._lanes]):
            pass

    @asynccontextmanager
    async def around(self) -> AsyncIterator[None]:
        """Deliver while the server lives."""
        self._stopping = False
        self._news = [asyncio.Event() for _lane in self._lanes]
        # A fresh context: a task must not inherit a transaction.
        tasks = [
            asyncio.create_task(self._serve(lane, news), context=Context())
            for lane, news in zip(self._lanes, self._news, strict=True)
        ]
        try:
            yield
        finally:
            self._stopping = True
            self.wake()
            _done, late = await asyncio.wait(tasks, timeout=_GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _serve(self, lane: Lane, news: asyncio.Event) -> None:
        while not self._stopping:
            news.clear()
            try:
                while not self._stopping and await lane.round():
                    pass
            except Exception as error:
                log.error("delivery was interrupted and goes on: %s", described(error))
            if not self._stopping:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_POLL):
                        await news.wait()
