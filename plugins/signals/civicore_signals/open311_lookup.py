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
    matching = _matching(setting.plan, asked)
    if matching is None:
        return Found(())
    oldest_first = asked.page is not None
    async with setting.runtime.store.reading():
        behind = asked.after or await _begin(matching, asked)
        if behind is not None:
            matching = matching & store.after(behind, oldest_first=True)
        rows = await store.select(matching, oldest_first=oldest_first, limit=asked.size + 1)
        kept = rows[: asked.size]
        cases = await looking.views(setting.plan, kept, history=True)
    more = Cursor(kept[-1].received_at, kept[-1].id) if len(rows) > asked.size else None
    return Found(tuple(one for one in cases if _shown(setting.plan, one)), more)


async def updates(setting: Setting, ids: Sequence[str], since: datetime, until: datetime) -> tuple[Update, ...]:
    """What was told of public cases between two instants, the oldest first, at most ``MOST``."""
    cases = await numbered(setting, ids) if ids else await _told(setting, since, before_next_second(until))
    found = [one for case in cases for one in updates_of(case) if _between(one.event.at, since, until)]
    return tuple(sorted(found, key=lambda one: one.event.at))[:MOST]


async def _told(setting: Setting, since: datetime, until: datetime) -> tuple[PublicCase, ...]:
    """Public cases of which something was told then."""
    happened = EventRow.select(EventRow.case_id).where(
        (EventRow.at >= since) & (EventRow.at < until) & EventRow.public.eq(True)
    )
    async with setting.runtime.store.reading():
        rows = await happened.order_by(EventRow.at).limit(MOST)
        cases = list((await store.many({row["case_id"] for row in rows})).values())
        seen = await looking.views(setting.plan, cases, history=True)
    return tuple(one for one in seen if _shown(setting.plan, one))


def _between(at: datetime, since: datetime, until: datetime) -> bool:
    return since <= at < before_next_second(until)


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
