"""One case standing for another: sender and followers go along, and come back when it stands for itself again."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from civicore import Principal, Refusal, new_id
from civicore_signals import acting, clockwork, letters, people, rights, store, store_followers
from civicore_signals.acting import Deed
from civicore_signals.case import Case, Event
from civicore_signals.setting import Setting
from civicore_signals.store_followers import Follower
from civicore_signals.tables import FollowerRow

_LOCK = "signals.merge"


async def merge(setting: Setting, case: UUID, into: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
    """Let another case stand for this one (case 36)."""
    return await acting.on_case(setting, case, by, rights.MERGE, version, lambda deed: _merged(deed, into))


async def _merged(deed: Deed, into: UUID) -> Case | Refusal:
    await deed.unit.lock(_LOCK)
    other = await store.get(into)
    if other is None or not acting.holds(deed.plan, deed.by, other, rights.SEE):
        return acting.UNKNOWN
    refused = await _refused(deed.case, other)
    if refused is not None:
        return refused
    after = await deed.write(replace(deed.case, merged_into=into))
    if isinstance(after, Refusal):
        return after
    await _follow_along(deed, into)
    await deed.event("merged", public=True, facts={"into": str(into)})
    await store.add_event(into, "merged", deed.now, deed.by.actor, facts={"from": str(deed.case.id)})
    await deed.audit("merged", into=str(into))
    await letters.to_sender(deed.setting, deed.unit, after, "merged", into=other)
    return after


async def _refused(case: Case, into: Case) -> Refusal | None:
    here: Case | None = into
    while here is not None:
        if here.id == case.id:
            return Refusal("signals.merge_cycle")
        here = await store.get(here.merged_into) if here.merged_into is not None else None
    if into.state != "live" or into.merged_into is not None:
        return Refusal("signals.over", state=into.state, merged_into=into.merged_into)
    if into.closed_at is not None and case.closed_at is None:
        return Refusal("signals.not_allowed", status=into.status)  # nobody would answer it there
    return None if into.kind == case.kind else Refusal("signals.merge_kinds", kind=case.kind, other=into.kind)


async def _follow_along(deed: Deed, into: UUID) -> None:
    """Who sent or follows this case hears of the other one once, however they are known there already."""
    for one in await store_followers.every(deed.case.id):
        if one.confirmed_at is not None:
            await store_followers.add(replace(one, id=new_id(), case_id=into, came_from=deed.case.id))
    sender = await store.sender_of(deed.case.id)
    there = await store.sender_of(into)
    if sender is None or not sender.email:
        return
    key = people.address_key(deed.setting.runtime.keys, sender.email)
    if there is not None and there.email and people.address_form(there.email) == people.address_form(sender.email):
        return
    language = sender.language or deed.case.language
    await store_followers.add(
        Follower(new_id(), into, sender.email, key, language, deed.now, sender.account, deed.now, deed.case.id)
    )


async def unmerge(setting: Setting, case: UUID, by: Principal, version: int | None = None) -> Case | Refusal:
    """Let a merged case stand for itself again, in the status that it had."""
    return await acting.on_case(setting, case, by, rights.MERGE, version, _unmerged, merged=True)


async def _unmerged(deed: Deed) -> Case | Refusal:
    into = deed.case.merged_into
    if into is None:
        return Refusal("signals.not_merged")
    await deed.unit.lock(_LOCK)
    restored = _as_before(deed, await store.events_of(deed.case.id), into)
    after = await deed.write(replace(restored, merged_into=None))
    if isinstance(after, Refusal):
        return after
    await FollowerRow.delete().where(FollowerRow.case_id == into, FollowerRow.came_from == deed.case.id)
    status = after.status if after.status != deed.case.status else None
    await deed.event("unmerged", public=True, status=status, facts={"from": str(into)})
    await store.add_event(into, "unmerged", deed.now, deed.by.actor, facts={"of": str(deed.case.id)})
    await deed.audit("unmerged", into=str(into))
    return after


def _as_before(deed: Deed, events: tuple[Event, ...], into: UUID) -> Case:
    """A case that was closed together with the other one is open again; its clock goes on."""
    closed = next((one for one in reversed(events) if one.kind == "closed"), None)
    before = None if closed is None or closed.facts.get("with") != str(into) else closed.facts.get("from")
    if not isinstance(before, str):
        return deed.case
    law = deed.plan.law(deed.case.kind, deed.case.category)
    clock = clockwork.resume(deed.case.clock, law, deed.now, deed.plan.calendar)
    return replace(deed.case, status=before, outcome=None, body=None, closed_at=None, clock=clock)
