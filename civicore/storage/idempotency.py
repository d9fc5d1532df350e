"""Requests that a client may repeat: the second gets the first one's answer and has no effect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.storage.statement import Insertion, Statement
from civicore.storage.tables import IdempotencyRow
from civicore.storage.written import dumps, loads

_NEW = Insertion(IdempotencyRow, " ON CONFLICT DO NOTHING RETURNING id")
_ANSWERED = Statement("UPDATE core_idempotency SET answer = {} WHERE scope = {} AND key = {}")


async def claim(scope: str, key: str, fingerprint: str, now: datetime) -> Literal["new"] | dict[str, Any] | Refusal:
    """Claim the key by a unique record in the running unit; a rival waits here until that unit has ended."""
    if await _NEW.hope(id=new_id(now), scope=scope, key=key, fingerprint=fingerprint, at=now):
        return "new"
    found = await _found(scope, key)
    if found["fingerprint"] != fingerprint:
        return Refusal("request.key_reused")
    answer: dict[str, Any] = loads(found["answer"])
    return answer


async def keep(scope: str, key: str, answer: Mapping[str, Any]) -> None:
    """Keep the answer with its key."""
    said = dumps(dict(answer))
    if not _NEW.amend({"scope": scope, "key": key}, answer=said):
        await _ANSWERED.note(said, scope, key)


async def _found(scope: str, key: str) -> dict[str, Any]:
    rows = await IdempotencyRow.select(IdempotencyRow.fingerprint, IdempotencyRow.answer).where(
        (IdempotencyRow.scope == scope) & (IdempotencyRow.key == key)
    )
    return rows[0]
