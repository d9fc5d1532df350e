"""Taking a time: held until it is confirmed, or confirmed at once where the channel says so."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC
from functools import partial
from typing import Any, cast
from uuid import UUID

from civicore import Refusal, UnitOfWork, capacity, puzzle
from civicore_booking import finding, mails, news, office_days, puzzling, reminding, store
from civicore_booking.availability import Rules
from civicore_booking.booking import CITIZENS, Booking, BookingRequest
from civicore_booking.drafts import Wanted, drafted
from civicore_booking.limits import refusal_of
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep
from civicore_booking.trying import DRAWN, FULL, Try, full_keys, tried, undone


async def hold(setting: Setting, request: BookingRequest, actor: str = "visitor") -> Booking | Refusal:
    """Take a time for somebody; all limits are claimed, or nothing is."""
    if request.agenda not in setting.runtime.city.agendas:
        return Refusal("booking.not_bookable")
    rules = setting.rules(request.agenda, request.activities, request.office, request.people, request.channel)
    if isinstance(rules, Refusal):
        return rules
    work = puzzling.judged(setting, request, rules.office)
    if isinstance(work, Refusal):
        return work
    told = partial(_gone, setting, request, rules)
    answer: Booking | Refusal | None = told()
    if answer is None:
        day = office_days.name(rules.office, setting.plan.day_at(request.start.astimezone(UTC)))
        answer = await tried(setting, partial(_hold, setting, request, rules, actor, work), sweep, (day,), told)
    if not isinstance(answer, Refusal) or answer.code != FULL:
        return answer
    full = full_keys(answer)
    own = refusal_of(full, stranger=request.channel in CITIZENS)
    if own is not None:
        return own
    if answer.facts["surely"] and "seen" in answer.facts:
        setting.gone.keep(cast(Any, answer.facts["seen"]), _wish(request, rules), full)
    return await finding.instead(setting, rules, request.start, request.channel, full)


def _may_be_told(request: BookingRequest) -> bool:
    """Whether a time that another found gone in this second is gone for them: a crowd asks for the same few times.

    So it is as soon as one of them was refused, also for those who wait for the database then. Not who asks again for
    what they may have already, nor staff, to whom a time just freed elsewhere is free.
    """
    return request.idempotency_key is None and request.channel in CITIZENS


def _gone(setting: Setting, request: BookingRequest, rules: Rules) -> Refusal | None:
    """The refusal of a time that somebody found gone in this second."""
    full = setting.gone.known(setting.now, _wish(request, rules)) if _may_be_told(request) else None
    return None if full is None else Refusal(FULL, keys=full, surely=True)


def _wish(request: BookingRequest, rules: Rules) -> tuple[Hashable, ...]:
    """The same for all to whom the same time is gone."""
    return rules, request.start, request.channel


async def _hold(
    setting: Setting,
    request: BookingRequest,
    rules: Rules,
    actor: str,
    work: puzzle.Puzzle | None,
    unit: UnitOfWork,
    this: Try,
) -> Booking | Refusal:
    seen = setting.gone.moment(unit.now)
    told = await _told_before(setting, request, unit)
    if told is not None:
        return told
    if request.channel in CITIZENS and (stopped := await setting.suspended(request.agenda, unit.now, unit)):
        return stopped
    wanted = Wanted(
        rules,
        request.activities,
        request.start.astimezone(UTC),
        request.people,
        request.fields,
        request.language,
        request.channel,
        request.network,
        work,
    )
    draft = await drafted(setting, wanted, unit.now, this.draw)
    if isinstance(draft, Refusal):
        return draft
    booking = draft.booking
    if booking.state == "held" and booking.email is None and not setting.by_telephone(booking):
        return Refusal("booking.email_needed")
    trouble = await capacity.exchange((), [(booking.id, claim) for claim in draft.claims])
    if trouble is not None:
        refused = await undone(trouble, unit)
        return Refusal(FULL, **refused.facts, seen=seen) if refused.code == FULL else refused
    if not await store.add(booking):
        return Refusal(DRAWN)
    await _tell(setting, unit, booking, actor)
    if request.idempotency_key is not None:
        await unit.keep_answer("booking.hold", request.idempotency_key, {"id": str(booking.id)})
    return booking


async def _told_before(setting: Setting, request: BookingRequest, unit: UnitOfWork) -> Booking | Refusal | None:
    """What the same request was answered before; None when it is new."""
    if request.idempotency_key is None:
        return None
    told = await unit.once("booking.hold", request.idempotency_key, _fingerprint(setting, request))
    if told == "new":
        return None
    if isinstance(told, Refusal):
        return told
    found = await store.get(UUID(told["id"]))
    return replace(found, repeated=True) if found else Refusal("booking.unknown")


def _fingerprint(setting: Setting, request: BookingRequest) -> str:
    wish = [request.agenda, request.activities, request.office, request.start.isoformat(), request.people]
    asked = json.dumps([wish, sorted(request.fields.items()), request.language, request.channel])
    return setting.runtime.keys.digest("request", asked)


async def _tell(setting: Setting, unit: UnitOfWork, booking: Booking, actor: str) -> None:
    if booking.state == "held":
        await mails.confirm_request(setting, unit, booking)
        await unit.publish(news.held(booking))
    else:
        await mails.confirmed(setting, unit, booking)
        await reminding.promised(setting, unit, booking)
        await unit.publish(news.confirmed(booking))
    action = "booking.made" if booking.channel == "desk" else "booking.taken"
    await unit.record(action, actor=actor, subject=booking.about, facts={"agenda": booking.agenda})
