"""What happened to cases, in the database: lines are added, and only the words in them can be taken away."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from civicore import new_id
from civicore_signals import store_values
from civicore_signals.case import Event, EventKind
from civicore_signals.tables import CaseRow, EventRow

_MANY = 500  # ids in one statement; both databases bound the number of parameters


async def add_event(
    case: UUID,
    kind: EventKind,
    at: datetime,
    actor: str,
    *,
    public: bool = False,
    status: str | None = None,
    unit: str | None = None,
    outcome: str | None = None,
    text: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """Write what happened, as the next one of the case; ``facts`` are plain values without personal data.

    The case's own row counts its events, so that two at once are one after the other.
    """
    counted = (
        await CaseRow.update({CaseRow.events: CaseRow.events + 1}).where(CaseRow.id == case).returning(CaseRow.events)
    )
    said = dict(facts or {})
    new = Event(new_id(), case, counted[0]["events"], at, kind, actor, public, status, unit, outcome, text, said)
    row = EventRow(
        id=new.id,
        case_id=case,
        seq=new.seq,
        at=at,
        kind=kind,
        actor=actor,
        public=public,
        status=status,
        unit=unit,
        outcome=outcome,
        text=text,
        facts=json.dumps(said, ensure_ascii=False),
    )
    await EventRow.insert(row)
    return new


async def events_of(case: UUID, after: int = 0) -> tuple[Event, ...]:
    """What happened to a case after its event with this number, oldest first."""
    rows = await EventRow.select().where(EventRow.case_id == case, EventRow.seq > after).order_by(EventRow.seq)
    return tuple(store_values.event(row) for row in rows)


async def events_of_many(cases: Collection[UUID]) -> dict[UUID, tuple[Event, ...]]:
    """What happened to each of these cases, oldest first."""
    found: dict[UUID, list[Event]] = {one: [] for one in cases}
    wanted = list(found)
    for at in range(0, len(wanted), _MANY):
        query = EventRow.select().where(EventRow.case_id.is_in(wanted[at : at + _MANY])).order_by(EventRow.seq)
        for row in await query:
            found[row["case_id"]].append(store_values.event(row))
    return {case: tuple(events) for case, events in found.items()}


async def stands(case: UUID, words: str) -> bool:
    """Whether these words still stand in the history of a case: they may have been blacked out or erased since."""
    return bool(words) and await EventRow.exists().where(EventRow.case_id == case, EventRow.text == words)


async def erase_words(case: UUID) -> None:
    """Take out of a case's history whatever people wrote; that it happened stays."""
    await EventRow.update({EventRow.text: ""}).where(EventRow.case_id == case)
