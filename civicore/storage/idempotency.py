"""Requests that a client may repeat: the second gets the first one's answer and has no effect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.storage.tables import IdempotencyRow
from civicore.storage.written import dumps, loads


async def claim(scope: str, key: str, fingerprint: str, now: datetime) -> Literal["new"] | dict[str, Any] | Refusal:
    """Claim the key by a unique record in the running unit; a rival waits here until that unit has ended."""
    row = IdempotencyRow(id=new_id(), scope=scope, key=key, fingerprint=fingerprint, at=now)
    if await IdempotencyRow.insert(row).on_conflict(action="DO NOTHING").returning(IdempotencyRow.id):
        return "new"
    found = await _found(scope, key)
    if found["fingerprint"] != fingerprint:
        return Refusal("request.key_reused")
    answer: dict[str, Any] = loads(found["answer"])
    return answer


async def keep(scope: str, key: str, answer: Mapping[str, Any]) -> None:
    """Keep the answer with its key."""
    await IdempotencyRow.update({IdempotencyRow.answer: dumps(dict(answer))}).where(
        (IdempotencyRow.scope == scope) & (IdempotencyRow.key == key)
    )


async def _found(scope: str, key: str) -> dict[str, Any]:
    rows = await IdempotencyRow.select(IdempotencyRow.fingerprint, IdempotencyRow.answer).where(
        (IdempotencyRow.scope == scope) & (IdempotencyRow.key == key)
    )
    return rows[0]
