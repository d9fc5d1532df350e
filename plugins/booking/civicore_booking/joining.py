"""Joining and leaving the waiting list. Whoever types an address only asks; its owner joins by the link we send."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from civicore import Refusal, UnitOfWork, capacity, instant_at, new_id
from civicore_booking import afterwards, lifecycle, mails, waiting, waitlist
from civicore_booking.afterwards import Reopening
from civicore_booking.config import WaitingList
from civicore_booking.limits import flood_claims, refusal_of, stopped_scope
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import CHANGED, FULL, Try, full_keys, tried, undone
from civicore_booking.waitlist import Waiting, WaitingRequest

_UNKNOWN = Refusal("booking.unknown")


async def ask(setting: Setting, wish: WaitingRequest) -> Waiting | Refusal:
    """Ask to be put on the list: the owner of the address is written to, and nothing is offered before they confirm."""
    if wish.agenda not in setting.runtime.city.agendas or not waiting.offices(setting, wish):
        return Refusal("booking.not_bookable")
    rules = setting.plan.policy(wish.agenda, wish.office).waiting_list
    if not rules.enabled:
        return Refusal("booking.no_waiting_list")
    if not wish.fields.get("email"):
        return Refusal("booking.email_needed")
    answer = await tried(setting, partial(_ask, setting, wish, rules), sweep)
    if isinstance(answer, Refusal) and answer.code == FULL:
        return refusal_of(full_keys(answer)) or Refusal("booking.too_many_wishes")
    return answer


async def write_down(setting: Setting, wish: WaitingRequest, actor: str) -> Waiting | Refusal:
    """Put somebody on the list who calls or stands at the counter: staff vouch for them, nothing is to be confirmed."""
    rules = setting.plan.policy(wish.agenda, wish.office).waiting_list
    if not rules.enabled:
        return Refusal("booking.no_waiting_list")
    answer = await tried(setting, partial(_write_down, setting, wish, rules, actor), sweep)
    if isinstance(answer, Refusal) and answer.code == FULL:
        return refusal_of(full_keys(answer)) or Refusal("booking.too_many_wishes")
    return answer


async def _write_down(
    setting: Setting, wish: WaitingRequest, rules: WaitingList, actor: str, unit: UnitOfWork, this: Try
) -> Waiting | Refusal:
    who = setting.identity(wish.fields.get("email"), wish.fields.get("phone"), channel="desk")
    until = _ends(setting, wish)
    wishes = [capacity.Claim(capacity.lasting_limit(f"w|{one}", rules.max_per_person), until) for one in who.anyone]
    entry = Waiting(new_id(), wish, unit.now)
    trouble = await capacity.exchange((), [(entry.id, claim) for claim in wishes])
    if trouble is not None:
        return await undone(trouble, unit)
    await waitlist.add(entry)
    await unit.record("booking.registered", actor=actor, subject=entry.about, facts={"agenda": wish.agenda})
    return entry


async def join(setting: Setting, entry: UUID) -> Waiting | Refusal:
    """Confirm by the link; a second time is answered like the first. Too late, there is nothing to confirm."""
    return await tried(setting, partial(_join, setting, entry), sweep)


async def leave(setting: Setting, entry: UUID) -> None:
    """Take somebody off the list; a second time changes nothing."""
    await tried(setting, partial(_leave, entry))


async def _leave(entry: UUID, unit: UnitOfWork, this: Try) -> bool | Refusal:
    kept = await capacity.claims_of(entry)
    brakes = afterwards.cancelled((one.claim for one in kept), Reopening())  # or leaving would be a way round them
    trouble = await capacity.exchange(kept, [(new_id(), claim) for claim in brakes])
    if trouble is not None:
        return await undone(trouble, unit)
    await unit.withdraw(f"waiting:{entry}")
    return await waitlist.remove(entry)


async def _ask(
    setting: Setting, wish: WaitingRequest, rules: WaitingList, unit: UnitOfWork, this: Try
) -> Waiting | Refusal:
    told = await _told_before(setting, wish, unit)
    if told is not None:
        return told
    if stopped := await setting.suspended(wish.agenda, unit.now, unit):
        return stopped
    who = setting.identity(wish.fields["email"], wish.fields.get("phone"), wish.network)
    if await capacity.holds(stopped_scope(str(who.email)), unit.now):
        return Refusal("booking.address_stopped")
    office = wish.office or waiting.offices(setting, wish)[0]
    within = setting.plan.policy(wish.agenda, office).confirmation.within
    until = lifecycle.hold_until(unit.now, within, _ends(setting, wish), setting.runtime.city.zone)
    brakes = setting.plan.person_limits(wish.agenda, office, strict=setting.runtime.strict)
    wishes = [capacity.Claim(capacity.lasting_limit(f"w|{one}", rules.max_per_person), until) for one in who.anyone]
    entry = Waiting(new_id(), wish, unit.now, asked_until=until)
    claims = (*wishes, *flood_claims(who, brakes, unit.now, until))
    trouble = await capacity.exchange((), [(entry.id, claim) for claim in claims])
    if trouble is not None:
        return await undone(trouble, unit)
    await waitlist.add(entry)
    await mails.waiting_request(setting, unit, entry)
    if wish.idempotency_key is not None:
        await unit.keep_answer("booking.wait", wish.idempotency_key, {"id": str(entry.id)})
    return entry


async def _told_before(setting: Setting, wish: WaitingRequest, unit: UnitOfWork) -> Waiting | Refusal | None:
    """The entry that the same request made before; None when it is new."""
    if wish.idempotency_key is None:
        return None
    told = await unit.once("booking.wait", wish.idempotency_key, _fingerprint(setting, wish))
    if told == "new":
        return None
    return told if isinstance(told, Refusal) else await waitlist.get(UUID(told["id"])) or _UNKNOWN


def _fingerprint(setting: Setting, wish: WaitingRequest) -> str:
    what = [wish.agenda, wish.activities, wish.office, wish.people, str(wish.first), str(wish.last), wish.language]
    return setting.runtime.keys.digest("request", json.dumps([what, sorted(wish.fields.items())]))


async def _join(setting: Setting, id: UUID, unit: UnitOfWork, this: Try) -> Waiting | Refusal:
    entry = await waitlist.get(id)
    if entry is None or lifecycle.is_free_again(entry.asked_until, unit.now):
        return _UNKNOWN
    if entry.state == "waiting":
        return entry
    kept = await capacity.claims_of(id)
    claims = afterwards.joined((one.claim for one in kept), _ends(setting, entry.wish))
    if not any(afterwards.kind(claim) == "w" for claim in claims):
        return Refusal(CHANGED)  # swept since this unit began: the next try knows that it is too late
    trouble = await capacity.exchange(kept, [(id, claim) for claim in claims])
    if trouble is not None:
        return await undone(trouble, unit)
    await waitlist.join(id)
    return await waitlist.get(id) or _UNKNOWN


def _ends(setting: Setting, wish: WaitingRequest) -> datetime:
    """When the last day of a wish is over."""
    return instant_at(wish.last + timedelta(days=1), 0, setting.runtime.city.zone)
