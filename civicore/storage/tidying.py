"""Erases what is older than the city's file allows: old messages, audit lines and idempotency keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from civicore.base.spans import Duration
from civicore.storage.messages import erased
from civicore.storage.spares import forget_unused
from civicore.storage.store import Store
from civicore.storage.tables import Attempt, AuditRow, IdempotencyRow, MessageRow
from civicore.storage.unit_of_work import UnitOfWork

_REPEATABLE = timedelta(days=1)  # how long a client may repeat a request under the same key
_STAND_IN = timedelta(days=7)  # how long other ways wait for what became of a message
_ENDED = ("sent", "failed", "unknown")


@dataclass(frozen=True)
class Keeping:
    """How long is kept: ``personal``, the person and content of messages; ``lines``, that there were any.

    From ``retention.finished`` and ``retention.audit`` of the city's file; days count as 24 hours.
    """

    personal: Duration
    lines: Duration


async def tidy(store: Store, keeping: Keeping) -> int:
    """Erase what is too old; returns how many records were erased or emptied."""

    async def work(unit: UnitOfWork) -> int:
        emptied = await _empty_messages(unit.now - keeping.personal.exact)
        gone = await _delete_messages(unit.now - keeping.lines.exact)
        audit = await AuditRow.delete().where(AuditRow.at < unit.now - keeping.lines.exact).returning(AuditRow.id)
        old = IdempotencyRow.at < unit.now - _REPEATABLE
        keys = await IdempotencyRow.delete().where(old).returning(IdempotencyRow.id)
        spare = await forget_unused(unit.now - _STAND_IN)
        return emptied + gone + spare + len(audit) + len(keys)

    return await store.transact(work)


async def _empty_messages(before: datetime) -> int:
    full = (MessageRow.recipient != "") | (MessageRow.shown != "")
    old = MessageRow.state.is_in(list(_ENDED)) & (MessageRow.due_at < before) & full
    return len(await MessageRow.update({**erased(), MessageRow.shown: ""}).where(old).returning(MessageRow.id))


async def _delete_messages(before: datetime) -> int:
    old = MessageRow.state.is_in(list(_ENDED)) & (MessageRow.due_at < before)
    gone = await MessageRow.delete().where(old).returning(MessageRow.id)
    await Attempt.delete().where(Attempt.at < before)
    return len(gone)
