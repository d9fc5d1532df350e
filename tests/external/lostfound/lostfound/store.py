"""Reads and writes things and reports; called inside a unit of work or a reading."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from civicore import fold
from lostfound.tables import ReportRow, ThingRow
from lostfound.things import Report, Thing

_NOT_OF_REPORT = frozenset({"email_key"})
_NOT_OF_THING = frozenset({"search"})


async def add_thing(thing: Thing) -> None:
    """Keep a thing that was handed in."""
    await ThingRow.insert(ThingRow(**asdict(thing), search=fold(f"{thing.words} {thing.place}")))


async def add_report(report: Report, email_key: str) -> None:
    """Keep a report."""
    columns = {**asdict(report), "answers": json.dumps(dict(report.answers)), "email_key": email_key}
    await ReportRow.insert(ReportRow(**columns))


async def thing(id: UUID) -> Thing | None:
    return next(iter(await _things(ThingRow.id == id, 1, 0)), None)


async def report(id: UUID) -> Report | None:
    return next(iter(await _reports(ReportRow.id == id, 1)), None)


async def things_here(category: str, words: str, limit: int, offset: int) -> tuple[Thing, ...]:
    """Things that wait for their owners, the newest first; every folded word must stand in them."""
    matching: Any = ThingRow.state == "here"
    if category:
        matching = matching & (ThingRow.category == category)
    for word in fold(words).split():
        matching = matching & ThingRow.search.like(f"%{_literally(word)}%")
    return await _things(matching, limit, offset)


async def reports_waiting(limit: int) -> tuple[Report, ...]:
    """Reports whose owners still wait, the newest first."""
    return await _reports(ReportRow.state.is_in(["open", "told"]), limit)


async def reports_with(keys: Sequence[str]) -> tuple[Report, ...]:
    """What came from an address; ``keys`` are its keyed hashes."""
    return await _reports(ReportRow.email_key.is_in(list(keys)), 1000)


async def reports_told_of(thing_id: UUID) -> tuple[Report, ...]:
    """Reports whose owners were told of this thing and have not ended."""
    return await _reports((ReportRow.thing == thing_id) & (ReportRow.state == "told"), 1000)


async def reports_before(made: datetime, ended: datetime, limit: int) -> tuple[UUID, ...]:
    """Reports that were made, or have ended, before these instants."""
    old = (ReportRow.made_at < made) | (ReportRow.ended_at < ended)
    rows = await ReportRow.select(ReportRow.id).where(old).limit(limit)
    return tuple(row["id"] for row in rows)


async def things_forgotten(before: datetime) -> int:
    """Erase things that were handed in before; returns how many."""
    return len(await ThingRow.delete().where(ThingRow.added_at < before).returning(ThingRow.id))


async def thing_is(id: UUID, state: str, ended_at: datetime | None) -> None:
    await ThingRow.update({ThingRow.state: state, ThingRow.ended_at: ended_at}).where(ThingRow.id == id)


async def report_is(id: UUID, state: str, thing_id: UUID | None, ended_at: datetime | None) -> None:
    changed: dict[Any, Any] = {ReportRow.state: state, ReportRow.thing: thing_id, ReportRow.ended_at: ended_at}
    await ReportRow.update(changed).where(ReportRow.id == id)


async def report_forgotten(id: UUID) -> int:
    """Erase a report; returns how many there were."""
    return len(await ReportRow.delete().where(ReportRow.id == id).returning(ReportRow.id))


async def _things(matching: Any, limit: int, offset: int) -> tuple[Thing, ...]:
    query = ThingRow.select().where(matching).order_by(ThingRow.found_on, ascending=False)
    rows = await query.order_by(ThingRow.id).limit(limit).offset(offset)
    return tuple(Thing(**{name: one for name, one in row.items() if name not in _NOT_OF_THING}) for row in rows)


async def _reports(matching: Any, limit: int) -> tuple[Report, ...]:
    query = ReportRow.select().where(matching).order_by(ReportRow.made_at, ascending=False)
    return tuple(_report(row) for row in await query.order_by(ReportRow.id).limit(limit))


def _report(row: dict[str, Any]) -> Report:
    columns = {name: one for name, one in row.items() if name not in _NOT_OF_REPORT}
    return Report(**{**columns, "answers": json.loads(row["answers"])})


def _literally(word: str) -> str:
    """A word in a pattern; the signs of patterns stand for any one sign, which never hides a thing."""
    return word.replace("%", "_").replace("\\", "_")
