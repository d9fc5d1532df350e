"""Cases in the database: rows, and rows as values. Two deeds on one case never both win."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from civicore_signals import numbering, store_values
from civicore_signals.case import Case
from civicore_signals.paging import Cursor
from civicore_signals.store_events import add_event as add_event
from civicore_signals.store_events import events_of as events_of
from civicore_signals.store_events import events_of_many as events_of_many
from civicore_signals.store_files import CaseFile as CaseFile
from civicore_signals.store_files import add_file as add_file
from civicore_signals.store_files import change_file as change_file
from civicore_signals.store_files import drop_file as drop_file
from civicore_signals.store_files import files_of as files_of
from civicore_signals.store_files import files_of_many as files_of_many
from civicore_signals.store_narrow import Filter as Filter
from civicore_signals.store_narrow import Narrow as Narrow
from civicore_signals.store_narrow import beside as beside
from civicore_signals.store_narrow import narrow as narrow
from civicore_signals.store_narrow import within as within
from civicore_signals.store_people import sender_of as sender_of
from civicore_signals.store_words import Holding as Holding
from civicore_signals.store_words import holding as holding
from civicore_signals.tables import CaseRow, NumberRow

_ON_MAP = (
    CaseRow.id,
    CaseRow.kind,
    CaseRow.category,
    CaseRow.number,
    CaseRow.registered_on,
    CaseRow.status,
    CaseRow.unit,
    CaseRow.origin,
    CaseRow.language,
    CaseRow.received_at,
    CaseRow.changed_at,
    CaseRow.state,
    CaseRow.hidden,
    CaseRow.lat,
    CaseRow.lon,
    CaseRow.area,
    CaseRow.published,
)
_MANY = 500  # ids in one statement; both databases bound the number of parameters


async def add(case: Case, network: str | None = None) -> None:
    """Write a new case; ``network`` is the keyed hash of where it was filed from."""
    await CaseRow.insert(CaseRow(id=case.id, network=network, number_key=_key(case), **store_values.columns(case)))


async def forget_network(case: UUID) -> None:
    """Keep no longer where a case was filed from."""
    await CaseRow.update({CaseRow.network: None}).where(CaseRow.id == case)


async def get(case: UUID) -> Case | None:
    return next(iter(await select(CaseRow.id == case)), None)


async def many(cases: Collection[UUID]) -> dict[UUID, Case]:
    """Those of the cases that there are, by id."""
    wanted = list(cases)
    found: dict[UUID, Case] = {}
    for at in range(0, len(wanted), _MANY):
        found.update({one.id: one for one in await select(CaseRow.id.is_in(wanted[at : at + _MANY]))})
    return found


async def change(case: Case, was: Case) -> Case | None:
    """Write a case anew, one version on, if it still stands as it was read; None when somebody was faster."""
    new = replace(case, version=was.version + 1)
    kept: dict[Column | str, Any] = dict(store_values.columns(new).items())
    kept["number_key"] = _key(new)
    changed = (
        await CaseRow.update(kept).where(CaseRow.id == was.id, CaseRow.version == was.version).returning(CaseRow.id)
    )
    return new if changed else None


async def numbered(key: str) -> Case | None:
    """The case whose folded number this is."""
    return next(iter(await select(CaseRow.number_key == key)), None) if key else None


async def select(
    matching: Any, *, by: Any = CaseRow.received_at, oldest_first: bool = False, limit: int | None = None
) -> tuple[Case, ...]:
    """Cases that match a condition over CaseRow, newest first by this column, then by id."""
    rows = await _rows(matching, by, oldest_first, limit)
    return tuple(store_values.case(row) for row in rows)


async def first(wanted: Narrow, limit: int, *, by: Any = CaseRow.received_at, oldest_first: bool = False) -> list[Case]:
    """The first cases of a narrow question, in the order of ``select``; what leads has few values."""
    rows = [row for one in wanted.each for row in await _rows(one, by, oldest_first, limit)]
    if len(wanted.each) > 1:
        rows.sort(key=lambda row: (row[by._meta.name], row["id"]), reverse=not oldest_first)
    return [store_values.case(row) for row in rows[:limit]]


async def _rows(matching: Any, by: Any, oldest_first: bool, limit: int | None) -> list[dict[str, Any]]:
    query = CaseRow.select().where(matching).order_by(by, ascending=oldest_first)
    query = query.order_by(CaseRow.id, ascending=oldest_first)
    rows: list[dict[str, Any]] = await (query.limit(limit) if limit is not None else query)
    return rows


async def on_map(wanted: Narrow, limit: int) -> list[dict[str, Any]]:
    """Rows with what a map asks of cases and nothing else, in no order; ``store_values.sketch`` reads one.

    Of each value that leads there are at most so many, the newest.
    """
    rows: list[dict[str, Any]] = []
    for matching in wanted.each:
        query = CaseRow.select(*_ON_MAP).where(matching).order_by(CaseRow.received_at, ascending=False)
        rows += await query.limit(limit)
    return rows


def after(cursor: Cursor, *, by: Any = CaseRow.received_at, oldest_first: bool = False) -> Any:
    """The condition that a case comes after this one in the order of ``select``."""
    if oldest_first:
        return (by > cursor.at) | ((by == cursor.at) & (CaseRow.id > cursor.id))
    return (by < cursor.at) | ((by == cursor.at) & (CaseRow.id < cursor.id))


async def ids(matching: Any, limit: int) -> tuple[UUID, ...]:
    """Cases that match, by their ids alone, the oldest first."""
    if limit <= 0:
        return ()
    rows = await CaseRow.select(CaseRow.id).where(matching).order_by(CaseRow.received_at).limit(limit)
    return tuple(row["id"] for row in rows)


async def count(matching: Any) -> int:
    """How many cases match."""
    number: int = await CaseRow.count().where(matching)
    return number


async def counts(each: Mapping[str, Any], matching: Any) -> dict[str, int]:
    """How many of the cases that match also match each of these conditions, read in one pass."""
    asked = ", ".join(f'COUNT(*) FILTER (WHERE {{}}) AS "{name}"' for name in each)
    conditions = [one.querystring for one in each.values()]
    query = f"SELECT {asked} FROM signals_case WHERE {{}}"  # noqa: S608  # the names are ours
    rows = await CaseRow.raw(query, *conditions, matching.querystring)
    return dict(rows[0])


async def take_number(stream: str, period: str) -> int:
    """The next number of a register, from 1.

    One statement takes it, and the database runs it for one caller after the other. A unit that is undone gives
    its number back: the register has no gaps (case 54).
    """
    rows = await NumberRow.raw(
        "INSERT INTO signals_number (key, last) VALUES ({}, 1)"
        " ON CONFLICT (key) DO UPDATE SET last = signals_number.last + 1 RETURNING last",
        f"{stream}|{period}",
    )
    number: int = rows[0]["last"]
    return number


def _key(case: Case) -> str | None:
    return None if case.number is None else numbering.key(case.number)
