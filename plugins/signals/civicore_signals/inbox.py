"""Lists of the office: the cases of one's own units by queue and filter, page by page, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from civicore import Principal
from civicore_signals import (
    acting,
    clockwork,
    lapsing,
    numbering,
    people,
    rights,
    staff,
    store,
    store_people,
    visibility,
)
from civicore_signals.case import Case
from civicore_signals.conditions import within
from civicore_signals.dossier import Counts, InboxFilter, InboxPage, Line, Queue
from civicore_signals.paging import Cursor
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow

_LARGEST = 500
_NOBODY = UUID(int=0)


async def inbox(setting: Setting, by: Principal, wanted: InboxFilter, cursor: str | None, size: int) -> InboxPage:
    """A page; longest overdue first in that queue, else newest first."""
    size = max(1, min(size, _LARGEST))
    late = wanted.queue == "overdue"
    column = CaseRow.due_at if late else CaseRow.received_at
    async with setting.runtime.store.reading():
        matching = await _matching(setting, by, wanted)
        after = Cursor.parse(cursor)
        if after is not None:
            matching = matching.also(store.after(after, by=column, oldest_first=late))
        found = await store.first(matching, size + 1, by=column, oldest_first=late)
        heard = await _heard(found[:size])
    shown = [lapsing.as_of(setting.plan, one, setting.now) for one in found[:size]]
    lines = tuple(Line(one, clockwork.overdue(one.clock, setting.now), heard.get(one.id)) for one in shown)
    return InboxPage(lines, str(_cursor(found[size - 1], late)) if len(found) > size else None)


def _cursor(last: Case, late: bool) -> Cursor:
    return Cursor(last.clock.due_at if late and last.clock.due_at else last.received_at, last.id)


async def _heard(cases: Sequence[Case]) -> dict[UUID, datetime]:
    if not cases:
        return {}
    ids = [one.id for one in cases]
    rows = await CaseRow.select(CaseRow.id, CaseRow.heard_at).where(CaseRow.id.is_in(ids))
    return {row["id"]: row["heard_at"] for row in rows if row["heard_at"] is not None}


async def counts(setting: Setting, by: Principal) -> Counts:
    """How many cases stand in each queue of the reader."""
    async with setting.runtime.store.reading():
        mine = _mine(setting, by)
        each = {queue: await _queue(setting, by, queue) for queue in get_args(Queue) if queue}
        unread = {"to_check": await store.count(mine & each.pop("to_check"))}
        found = await store.counts(each, mine & _still())
    return Counts(**found, **unread)


def _mine(setting: Setting, by: Principal) -> Any:
    """Cases that the reader may see at all."""
    units = acting.units_of(setting.plan, by)
    there: Any = CaseRow.state != "unconfirmed"
    if not by.may(rights.SEE):
        return CaseRow.id == _NOBODY
    return there if units is None else there & store.beside(CaseRow.unit, sorted(units) or [""])


async def _matching(setting: Setting, by: Principal, wanted: InboxFilter) -> store.Narrow:
    matching: Any = _mine(setting, by)
    if wanted.queue:
        matching = matching & await _queue(setting, by, wanted.queue)
    if wanted.since is not None:
        matching = matching & (CaseRow.received_at >= setting.begins(wanted.since))
    if wanted.until is not None:
        matching = matching & (CaseRow.received_at < setting.ends(wanted.until))
    said = await _said(setting, by, wanted.text) if wanted.text.strip() else None
    if said is not None:
        matching = matching & said.matching
    # A queue has an index of its own, and so have named cases.
    led = bool(wanted.queue) or (said is not None and said.few)
    return store.narrow(matching, _filters(setting, by, wanted), led=led)


def _filters(setting: Setting, by: Principal, wanted: InboxFilter) -> Sequence[store.Filter]:
    """What was chosen, the narrowest first; without any choice the units of the reader."""
    below = [one for one in setting.plan.categories if within(one, wanted.category)] if wanted.category else []
    filters: list[store.Filter] = [(CaseRow.category, below or ([wanted.category] if wanted.category else []))]
    for column, value in (
        (CaseRow.area, wanted.area),
        (CaseRow.unit, wanted.unit),
        (CaseRow.status, wanted.status),
        (CaseRow.kind, wanted.kind),
    ):
        filters.append((column, [value] if value else []))
    return [*filters, (CaseRow.unit, sorted(acting.units_of(setting.plan, by) or ()))]


async def _queue(setting: Setting, by: Principal, queue: Queue) -> Any:
    still = _still()
    match queue:
        case "mine":
            return still & (CaseRow.clerk == (staff.named(by) or _NOBODY))
        case "unassigned":
            return still & CaseRow.clerk.is_null()
        case "overdue":
            return still & (CaseRow.due_at <= setting.now)
        case "silent":
            return still & CaseRow.heard_at.is_null()
        case "to_check":
            return _to_check(setting)
        case "waiting":
            return still & CaseRow.silence_on.is_not_null()
        case "must_move":
            return still & await lost(setting)
    return still


def _still() -> Any:
    """Cases that somebody still works on."""
    return CaseRow.closed_at.is_null() & CaseRow.merged_into.is_null() & (CaseRow.state == "live")


def _to_check(setting: Setting) -> Any:
    """What may become public and nobody has looked at yet."""
    if setting.plan.publish == "at_once":
        return CaseRow.id == _NOBODY
    kinds = list(visibility.searchable(setting.plan))
    seen = (CaseRow.published == "{}") & (CaseRow.state == "live") & CaseRow.merged_into.is_null()
    open_ = list(visibility.open_categories(setting.plan))
    known = store.beside(CaseRow.kind, kinds or [""]) & store.beside(CaseRow.category, open_ or [""])
    return seen & known & CaseRow.hidden.eq(False)


async def lost(setting: Setting) -> Any:
    """Cases of closed or unknown units and of clerks who have left (case 30)."""
    closed = [one.id for one in setting.plan.units.values() if one.closed]
    known = list(setting.plan.units)
    nobodys: Any = CaseRow.unit.is_in(closed or [""]) | CaseRow.unit.not_in(known or [""])
    gone = await staff.gone(setting)
    return nobodys | CaseRow.clerk.is_in(sorted(gone)) if gone else nobodys


async def _said(setting: Setting, by: Principal, text: str) -> store.Holding:
    """A number goes first; an address finds what it sent, for those who may see contacts; else the words."""
    key = numbering.key(text)
    if key and await store.numbered(key) is not None:
        return store.Holding(CaseRow.number_key == key, few=True)
    if "@" in text and by.may(rights.CONTACTS):
        keys = people.address_keys(setting.runtime.keys, text)
        ids = [one.case for one in await store_people.with_address(keys)]
        return store.Holding(CaseRow.id.is_in(ids or [_NOBODY]), few=True)
    return await store.holding(text) or store.Holding(CaseRow.id == _NOBODY, few=True)
