"""Erases what is older than the city's file allows: old messages, audit lines and idempotency keys.

It goes part by part, each in a unit of its own: however much there is, others write between two of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from piccolo.columns.combination import WhereRaw
from piccolo.table import Table

from civicore.base.spans import Duration
from civicore.storage.delivering import large
from civicore.storage.messages import erased
from civicore.storage.store import Store
from civicore.storage.tables import Attempt, AuditRow, IdempotencyRow, MessageRow
from civicore.storage.unit_of_work import UnitOfWork

AT_ONCE = 1_000
"""Records of one part."""
_PAUSE = 0.05  # seconds between two parts: another process looks so often at least whether it may write
_REPEATABLE = timedelta(days=1)  # how long a client may repeat a request under the same key
_STAND_IN = timedelta(days=7)  # how long other ways wait for what became of a message
# Word for word as in the indexes: SQLite takes them for nothing else.
_ENDED = "state IN ('sent', 'failed', 'unknown')"
_FULL = f"{_ENDED} AND (recipient <> '' OR shown <> '')"
_EMPTY = f"{_ENDED} AND recipient = '' AND shown = ''"
_UNUSED = (
    "state = 'spare' AND NOT EXISTS (SELECT 1 FROM core_message AS other"
    " WHERE other.chain = core_message.chain AND other.state IN ('queued', 'sending'))"
)

Part = Callable[[datetime], Awaitable[int]]
"""Does it to the oldest of those from before an instant; returns to how many, at most ``AT_ONCE``."""


@dataclass(frozen=True)
class Keeping:
    """How long is kept: ``personal``, the person and content of messages; ``lines``, that there were any.

    From ``retention.finished`` and ``retention.audit`` of the city's file; days count as 24 hours.
    """

    personal: Duration
    lines: Duration


async def tidy(store: Store, keeping: Keeping) -> int:
    """Erase what is too old; returns how many records were erased or emptied.

    What is done stays done when it fails in the middle, and the rest comes with the next time.
    """
    lines = keeping.lines.exact
    due: tuple[tuple[timedelta, Part], ...] = (
        (min(keeping.personal.exact, lines), _empty),  # only what is empty is deleted
        (lines, partial(_delete, MessageRow, "due_at", _EMPTY)),
        (lines, partial(_delete, Attempt, "at", "")),
        (lines, partial(_delete, AuditRow, "at", "")),
        (_REPEATABLE, partial(_delete, IdempotencyRow, "at", "")),
        (_STAND_IN, partial(_delete, MessageRow, "due_at", _UNUSED)),
    )
    with large():
        return sum([await _to_the_last(store, kept, part) for kept, part in due])


async def _to_the_last(store: Store, kept: timedelta, part: Part) -> int:
    async def work(unit: UnitOfWork) -> int:
        return await part(unit.now - kept)

    done = some = await store.transact(work)
    while some == AT_ONCE:
        await asyncio.sleep(_PAUSE)
        some = await store.transact(work)
        done += some
    return done


async def _empty(before: datetime) -> int:
    changes = {**erased(), MessageRow.shown: ""}
    oldest = _oldest(MessageRow, "due_at", _FULL, before)
    return len(await MessageRow.update(changes).where(oldest).returning(MessageRow.id))


async def _delete(table: Any, time: str, which: str, before: datetime) -> int:
    return len(await table.delete().where(_oldest(table, time, which, before)).returning(table.id))


def _oldest(table: type[Table], time: str, which: str, before: datetime) -> WhereRaw:
    those = f"{which} AND {time} < {{}}" if which else f"{time} < {{}}"
    name = table._meta.tablename
    return WhereRaw(f"id IN (SELECT id FROM {name} WHERE {those} ORDER BY {time} LIMIT {AT_ONCE})", before)  # noqa: S608
