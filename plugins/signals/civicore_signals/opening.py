"""One case with everything that this reader may know of it: the dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from civicore import CalendarEnds, Principal, Refusal, undelivered
from civicore_signals import (
    acting,
    clockwork,
    earlier,
    lapsing,
    lifecycle,
    placing,
    progressing,
    publishing,
    replies,
    rights,
    staff,
    store,
    store_followers,
    store_people,
)
from civicore_signals.case import Case, Event
from civicore_signals.dossier import Deadline, Dossier
from civicore_signals.duplicates import around, metres
from civicore_signals.lifecycle import Move
from civicore_signals.setting import Setting
from civicore_signals.splitting import parts_of
from civicore_signals.tables import CaseRow

_NEAR = 20  # others that a clerk looks through


async def dossier(setting: Setting, case: UUID, by: Principal) -> Dossier | Refusal:
    """A case of the reader's units; of one that has left them only what was theirs, and no contacts (case 14)."""
    async with setting.runtime.store.reading():
        found = await store.get(case)
        if found is None or found.state == "unconfirmed" or not by.may(rights.SEE):
            return acting.UNKNOWN
        events = await store.events_of(case)
        here = lapsing.as_of(setting.plan, found, setting.now)
        if acting.holds(setting.plan, by, found, rights.SEE):
            return await _whole(setting, here, events, by)
        if acting.was_with(setting.plan, by, events):
            return await _left(setting, here, events)
        return acting.UNKNOWN


async def _whole(setting: Setting, case: Case, events: Sequence[Event], by: Principal) -> Dossier:
    plan, id = setting.plan, case.id
    contacts = by.may(rights.CONTACTS)
    known = await store_people.known(id)
    related = await store.many([one for one in (case.merged_into, case.parent) if one is not None])
    parts = await store.many(parts_of(events))
    return Dossier(
        case=case,
        sender=known.sender if known is not None and contacts else None,
        contacts=contacts,
        works=by.may(rights.WORK) and case.state == "live" and case.merged_into is None,
        events=tuple(one for one in events if one.kind != "note"),
        notes=tuple(one for one in events if one.kind == "note"),
        files=await store.files_of(id),
        moves=_moves(setting, case, by),
        deadline=deadline(setting, case),
        because=placing.route_of(plan, case).because,
        flags=publishing.flags_of(plan, case),
        followers=(await store_followers.counts([id])).get(id, 0),
        merged=await store.select(CaseRow.merged_into == id, oldest_first=True),
        parts=tuple(parts.values()),
        near=await _near(setting, case),
        earlier=await earlier.of_sender(setting, known.sender, by, id) if known is not None else (),
        into=related.get(case.merged_into) if case.merged_into else None,
        parent=related.get(case.parent) if case.parent else None,
        templates=replies.fitting(setting, case, known.sender if known else None),
        undelivered=bool(known and known.bounced_at) or bool(await undelivered([acting.subject(id)])),
        names=await staff.names(setting),
    )


async def _left(setting: Setting, case: Case, events: Sequence[Event]) -> Dossier:
    """What a unit keeps of a case that has gone on: where it went, and its history up to then."""
    gone = max((one.seq for one in events if one.facts.get("to_unit")), default=0)
    return Dossier(
        case=replace(case, clerk=None),
        sender=None,
        contacts=False,
        works=False,
        events=tuple(one for one in events if one.kind != "note" and (one.public or one.seq <= gone)),
        notes=(),
        files=(),
        moves=(),
        deadline=deadline(setting, case),
        because=placing.route_of(setting.plan, case).because,
        flags=(),
        followers=0,
    )


def _moves(setting: Setting, case: Case, by: Principal) -> tuple[Move, ...]:
    found: dict[str, Move] = {}
    for actor in progressing.actors(by):
        for one in lifecycle.moves(setting.plan, case, actor, setting.now):
            found.setdefault(one.to, one)
    return tuple(found.values())


def deadline(setting: Setting, case: Case) -> Deadline:
    """When the answer is due and why."""
    plan, now = setting.plan, setting.now
    law = plan.law(case.kind, case.category)
    if law is None or case.clock.deadline is None:
        return Deadline(None, None, overdue=False, may_extend=False)
    try:
        due = clockwork.explained(case.clock, law, plan.calendar)
    except CalendarEnds:
        due = None
    late = clockwork.overdue(case.clock, now)
    extend = law.extend
    open_ = not late and case.clock.stopped_at is None
    return Deadline(law.name, due, late, extend is not None and open_ and case.clock.times_extended < extend.times)


async def _near(setting: Setting, case: Case) -> tuple[Case, ...]:
    """Others about the same thing nearby, that this one may be a repeat of."""
    category = setting.plan.category(case.category)
    rule = category.duplicates if category is not None else None
    if rule is None or case.place is None or case.place.point is None or case.merged_into is not None:
        return ()
    south, west, north, east = around(case.place.point, rule.radius)
    here = (CaseRow.lat >= south) & (CaseRow.lat <= north) & (CaseRow.lon >= west) & (CaseRow.lon <= east)
    since = case.received_at - timedelta(days=rule.days)
    same = here & (CaseRow.kind == case.kind) & (CaseRow.received_at >= since) & (CaseRow.id != case.id)
    found = await store.select(same & (CaseRow.state == "live") & CaseRow.merged_into.is_null(), limit=_NEAR)
    return tuple(one for one in found if _alike(case, one, rule.radius))


def _alike(case: Case, other: Case, radius: int) -> bool:
    """About the same category and not farther away than the file says."""
    one, two = case.place, other.place
    if one is None or two is None or one.point is None or two.point is None:
        return False
    same = case.category.partition(".")[0] == other.category.partition(".")[0]
    return same and metres(one.point, two.point) <= radius
