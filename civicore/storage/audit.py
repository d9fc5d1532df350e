"""The audit log: lines are added, never changed, and erased only by age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import Where

from civicore.base.codes import new_id
from civicore.storage.statement import Insertion
from civicore.storage.tables import AuditRow
from civicore.storage.written import dumps, loads

_NEW = Insertion(AuditRow)


@dataclass(frozen=True)
class AuditLine:
    """Who did what to whom. ``actor`` and ``subject`` read like ``staff:<uuid>`` and ``booking:<uuid>``."""

    at: datetime
    actor: str
    action: str
    subject: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class AuditPage:
    """Some lines, the newest first; ``more`` says that an older page follows."""

    lines: tuple[AuditLine, ...]
    page: int
    more: bool


@dataclass(frozen=True)
class AuditFilter:
    """What to look for; None does not limit. ``since`` is included, ``until`` is not.

    ``actor`` is a person with all that their programs did (``staff:<uuid> token:<uuid>``).
    """

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def add_line(now: datetime, action: str, actor: str, subject: str, facts: Mapping[str, object]) -> None:
    """Add a line inside the running unit."""
    await _NEW.note(id=new_id(now), at=now, actor=actor, action=action, subject=subject, facts=dumps(dict(facts)))


async def audit_lines(wanted: AuditFilter | None = None, *, page: int = 1, size: int = 50) -> AuditPage:
    """One page of the log, counted from 1; inside ``store.reading()``."""
    matching = _matching(wanted or AuditFilter())
    query = AuditRow.select().order_by(AuditRow.at, AuditRow.position, ascending=False)
    if matching is not None:
        query = query.where(matching)
    rows = await query.limit(size + 1).offset((page - 1) * size)
    return AuditPage(tuple(_line(row) for row in rows[:size]), page, len(rows) > size)


async def audit_actions() -> tuple[str, ...]:
    """Every action that stands in the log, for a list to choose from; inside ``store.reading()``."""
    rows = await AuditRow.select(AuditRow.action).distinct().order_by(AuditRow.action)
    return tuple(row["action"] for row in rows)


def _matching(wanted: AuditFilter) -> Any:
    conditions: list[Any] = [
        column == value
        for column, value in (
            (AuditRow.action, wanted.action),
            (AuditRow.subject, wanted.subject),
        )
        if value is not None
    ]
    if wanted.actor is not None:
        conditions.append((AuditRow.actor == wanted.actor) | AuditRow.actor.like(f"{wanted.actor} token:%"))
    if wanted.since is not None:
        conditions.append(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditRow.at < wanted.until)
    matching: Where | Any = None
    for condition in conditions:
        matching = condition if matching is None else matching & condition
    return matching


def _line(row: dict[str, Any]) -> AuditLine:
    return AuditLine(row["at"], row["actor"], row["action"], row["subject"], loads(row["facts"]))
