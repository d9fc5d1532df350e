"""The core's own parts for records: tidying by the city's file, and how the database and the outbox are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from piccolo.columns.combination import WhereRaw

from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import HealthProbe, Job, Retention
from civicore.storage import keeping
from civicore.storage.store import Store
from civicore.storage.tables import EventDelivery, MessageRow
from civicore.storage.telling import sweep
from civicore.storage.tidying import Keeping, tidy

_TIDY = timedelta(hours=1)
_SWEEP = timedelta(minutes=10)  # how often what was told of topics is swept
_LATE = timedelta(minutes=15)  # an unsent message is this late before staff are told


class StoragePlugin:
    """Registered by the core in every city."""

    @hookimpl
    def register_jobs(self, runtime: Any) -> Iterator[Job]:
        kept = runtime.city.retention
        keeping = Keeping(personal=kept.finished, lines=kept.audit)

        async def run() -> None:
            await tidy(runtime.store, keeping)

        yield Job("storage.tidy", _TIDY, run)
        yield Job("storage.told", _SWEEP, lambda: sweep(runtime.store))

    @hookimpl
    def register_retention(self, runtime: Any) -> Iterator[Retention]:
        yield keeping.retention(runtime.store)

    @hookimpl
    def register_health(self, runtime: Any) -> Iterator[HealthProbe]:
        yield HealthProbe("storage.outbox", lambda: outbox_trouble(runtime.store, runtime.clock.now()))


async def outbox_trouble(store: Store, now: datetime) -> str | None:
    """What is wrong with deliveries, in a sentence; None when all is well. Raises when the database is away."""
    waiting = WhereRaw("state IN ('queued', 'sending')")  # word for word as in the index
    async with store.reading():
        late = await MessageRow.count().where(waiting & (MessageRow.due_at < now - _LATE))
        parked = await EventDelivery.count().where(EventDelivery.state == "parked")
    found = store.symptoms()
    if late:
        found.append(f"{late} messages have waited for more than {_LATE.seconds // 60} minutes")
    if parked:
        found.append(f"{parked} events were given up by their subscriptions")
    return "; ".join(found) or None
