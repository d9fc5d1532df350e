"""The audit log: lines are added, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from piccolo.querystring import Unquoted

from civicore.base.codes import new_id
from civicore.storage.tables import AuditRow
from civicore.storage.written import dumps

_NEXT = Unquoted("(SELECT COALESCE(MAX(position), 0) + 1 FROM core_audit)")


async def add_line(now: datetime, action: str, actor: str, subject: str, facts: Mapping[str, object]) -> None:
    """Add a line inside the running unit."""
    row = AuditRow(
        id=new_id(), at=now, actor=actor, action=action, subject=subject, facts=dumps(dict(facts)), position=_NEXT
    )
    await AuditRow.insert(row)
