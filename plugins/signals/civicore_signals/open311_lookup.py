"""Finds the public cases that programs ask for; the one policy has the last word on every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from civicore_signals import looking, numbering, store
from civicore_signals.open311_asking import MOST, SPAN, Asked, before_next_second
from civicore_signals.open311_records import Update, updates_of
from civicore_signals.open311_services import listed
from civicore_signals.paging import Cursor
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow, EventRow
from civicore_signals.visibility import PublicCase

_MANY = 500  # keys in one statement; both databases bound the number of parameters
_LAST = UUID(int=2**128 - 1)


@dataclass(frozen=True)
class Found:
    """Records in order; ``more`` is the last row of a full page, behind which the next one begins."""

    cases: tuple[PublicCase, ...]
    more: Cursor | None = None


async def numbered(setting: Setting, numbers: Sequence[str]) -> tuple[PublicCase, ...]:
    """The cases of these numbers in their order; what is not there or not public is left out."""
    keys = list(dict.fromkeys(key for one in numbers if (key := numbering.key(one))))
    found: list[PublicCase] = []
    async with setting.runtime.store.reading():
        for at in range(0, len(keys), _MANY):
            rows = await store.select(CaseRow.number_key.is_in(keys[at : at + _MANY]))
            found.extend(await looking.views(setting.plan, rows, history=True))
    by_key = {numbering.key(one.number): one for one in found if _shown(setting.plan, one)}
    return tuple(by_key[key] for key in keys if key in by_key)


async def page(setting: Setting, asked: Asked) -> Found:
    """A page of records, the oldest first, so that pages stay what they are while new cases come in.

    Without pages the newest first, as many as one answer may have.
    """
    oldest_first = asked.page is not None
    async with setting.runtime.store.reading():
        matching = _matching(setting.plan, asked)
        if matching is None:
            return Found(())
        behind = asked.after or await _begin(matching, asked)
        if behind is not None:
            matching = matching & store.after(behind, oldest_first=True)
        rows = await store.select(matching, oldest_first=oldest_first, limit=asked.size + 1)
        kept = rows[: asked.size]
        cases = await looking.views(setting.plan, kept, history=True)
    more = Cursor(kept[-1].received_at, kept[-1].id) if len(rows) > asked.size else None
    return Found(tuple(one for one in cases if _shown(setting.plan, one)), more)


@dataclass(frozen=True)
class History:
    """What was told, the oldest first; ``more`` is the second at which what did not fit begins."""

    updates: tuple[Update, ...]
    more: datetime | None = None


async def history(setting: Setting, ids: Sequence[str], since: datetime, until: datetime) -> History:
    """What was told of public cases between two instants, both included; of named cases everything."""
    if ids:
        return History(tuple(one for case in await numbered(setting, ids) for one in updates_of(case)))
    end = before_next_second(until)
    async with setting.runtime.store.reading():
        rows = await _told(since, end)
        if more := _cut(rows, since):
            end = more
        wanted = {row["case_id"] for row in rows if row["at"] < end}
        cases = list((await store.many(wanted)).values())
        seen = await looking.views(setting.plan, cases, history=True)
    shown = [one for case in seen if _shown(setting.plan, case) for one in updates_of(case)]
    found = [one for one in shown if since <= one.event.at < end]
    return History(tuple(sorted(found, key=lambda one: one.event.at)), more)


async def _told(since: datetime, end: datetime) -> list[dict[str, Any]]:
    """What strangers may be told happened then, one line more than an answer has."""
    then = (EventRow.at >= since) & (EventRow.at < end) & EventRow.public.eq(True)
    query = EventRow.select(EventRow.case_id, EventRow.at).where(then).order_by(EventRow.at)
    rows: list[dict[str, Any]] = await query.limit(MOST + 1)
    return rows


def _cut(rows: Sequence[dict[str, Any]], since: datetime) -> datetime | None:
    """The full second before which everything is told; a second is never divided, however much happened in it."""
    if len(rows) <= MOST:
        return None
    last: datetime = rows[-1]["at"].replace(microsecond=0)
    return max(last, before_next_second(since.replace(microsecond=0)))


def _shown(plan: Plan, case: PublicCase) -> bool:
    return case.kind == plan.open311.kind and case.category in listed(plan)


def _matching(plan: Plan, asked: Asked) -> Any | None:
    """What must hold of a row; None: nothing can match."""
    codes = [one for one in listed(plan) if not asked.codes or one in asked.codes]
    statuses = [one.id for one in plan.statuses.values() if ("closed" if one.final else "open") in asked.statuses]
    if not codes or not statuses:
        return None
    matching = looking.public_condition(plan) & (CaseRow.kind == plan.open311.kind)
    matching = matching & CaseRow.category.is_in(codes) & CaseRow.status.is_in(statuses)
    return matching & (CaseRow.received_at >= asked.start) & (CaseRow.received_at < before_next_second(asked.end))


async def _begin(matching: Any, asked: Asked) -> Cursor | None:
    """The last row before the page, counted from the oldest one."""
    before = ((asked.page or 1) - 1) * asked.size
    if not before:
        return None
    query = CaseRow.select(CaseRow.received_at, CaseRow.id).where(matching)
    rows = await query.order_by(CaseRow.received_at).order_by(CaseRow.id).offset(before - 1).limit(1)
    return Cursor(rows[0]["received_at"], rows[0]["id"]) if rows else Cursor(asked.end + SPAN, _LAST)
