"""Filing a case: who may, where it goes, its clock, its number and its letters, all in one unit of work."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Literal
from uuid import UUID

from civicore import CalendarEnds, Refusal, UnitOfWork, files, maps, new_id, tamed
from civicore_signals import (
    clockwork,
    judging,
    letters,
    lifecycle,
    notices,
    numbering,
    people,
    routing,
    store,
    store_people,
)
from civicore_signals import tokens as links
from civicore_signals.case import Answer, Case, Place, Sender
from civicore_signals.clockwork import Clock
from civicore_signals.conditions import Facts
from civicore_signals.filed import Filed, Filing
from civicore_signals.setting import Setting

log = logging.getLogger("civicore.signals")


async def file(setting: Setting, filing: Filing) -> Filed | Refusal:
    """Register a case, or keep it until its address is confirmed."""
    typed = cleanly(filing)
    there = replace(typed, place=placed(setting, typed.place))
    judged = judging.judged(setting.plan, there, setting.day_at(setting.now))
    if isinstance(judged, Refusal):
        return judged
    if filing.operator is None:
        slowed = await people.slowed(setting, "file", filing.network, people.FILINGS)
        if slowed is not None:
            return slowed
    return await setting.runtime.transact(partial(_file, setting, judged))


def cleanly(filing: Filing) -> Filing:
    """The same without letters that turn the direction, cannot be seen or pile up, whichever way it came (case 17)."""
    place, sender = filing.place, filing.sender
    return replace(
        filing,
        text=tamed(filing.text),
        topic=_tamed(filing.topic),
        answers={name: _tamed_answer(one) for name, one in filing.answers.items()},
        place=None if place is None else replace(place, address=_tamed(place.address)),
        sender=None if sender is None else _tamed_sender(sender),
    )


def _tamed_sender(one: Sender) -> Sender:
    return replace(one, name=_tamed(one.name), organisation=_tamed(one.organisation), address=_tamed(one.address))


def _tamed_answer(answer: Answer) -> Answer:
    return tamed(answer) if isinstance(answer, str) else tuple(tamed(one) for one in answer)


def _tamed(words: str | None) -> str | None:
    return None if words is None else tamed(words)


async def _file(setting: Setting, filing: Filing, unit: UnitOfWork) -> Filed | Refusal:
    if filing.idempotency_key is None:
        return await _new(setting, filing, unit)
    scope = f"signals.file:{filing.origin}"
    before = await unit.once(scope, filing.idempotency_key, _fingerprint(setting, filing))
    if isinstance(before, Refusal):
        return before
    if before != "new":
        return await _again(setting, UUID(str(before["case"])), unit)
    filed = await _new(setting, filing, unit)
    if isinstance(filed, Filed):
        await unit.keep_answer(scope, filing.idempotency_key, {"case": str(filed.case.id)})
    return filed


async def _again(setting: Setting, id: UUID, unit: UnitOfWork) -> Filed | Refusal:
    """The answer of the first time; the secret is another one, for the first is kept nowhere."""
    case = await store.get(id)
    if case is None:
        return Refusal("signals.unknown")
    return Filed(case, await links.mint(setting, unit, links.CASE, letters.bound(case), setting.plan.keeping.links))


async def _new(setting: Setting, filing: Filing, unit: UnitOfWork) -> Filed | Refusal:
    waits = judging.must_confirm(setting.plan, filing)
    case = _received(setting, filing, unit, waits=waits)
    stopped = await _suspended(setting, filing, case, unit)
    if stopped is not None:
        return stopped
    await store.add(case, people.network_key(setting.runtime.keys, filing.network))
    taken = await _take_files(filing, case, unit)
    if taken is not None:
        return taken
    await _note_sender(setting, filing, case, unit)
    facts = _told(filing, unit.now)
    await store.add_event(case.id, "received", unit.now, "sender", public=True, status=case.status, facts=facts)
    if filing.operator is not None:
        by = {"origin": filing.origin, "kind": case.kind}
        await unit.record("signals.filed_for", actor=filing.operator.actor, subject=letters.about(case), facts=by)
    if waits:
        await letters.to_sender(setting, unit, case, "confirm")
    else:
        case = await register(setting, unit, case)
    token = await links.mint(setting, unit, links.CASE, letters.bound(case), setting.plan.keeping.links)
    return Filed(case, token)


def _told(filing: Filing, now: datetime) -> dict[str, str]:
    """What the line of its coming says beside the case itself."""
    written = judging.written_before(filing, now)
    like = {"like": str(filing.like)} if filing.like else {}
    return {**like, "written_at": written.isoformat()} if written else like


async def _suspended(setting: Setting, filing: Filing, case: Case, unit: UnitOfWork) -> Refusal | None:
    """The refusal while the city takes nothing from citizens for this unit; an operator still may."""
    if filing.operator is not None:
        return None
    found = await setting.runtime.suspensions.in_force("signals", department=case.unit, now=unit.now, work=unit)
    return None if found is None else Refusal("signals.suspended", suspension=found, department=case.unit)


def _received(setting: Setting, filing: Filing, unit: UnitOfWork, *, waits: bool) -> Case:
    plan = setting.plan
    area = filing.place.area if filing.place else None
    found = routing.route(plan, Facts(filing.kind, filing.category, area, filing.answers, filing.origin))
    return Case(
        id=new_id(),
        kind=filing.kind,
        category=filing.category,
        status=plan.start(filing.kind),
        unit=found.unit,
        text=filing.text,
        topic=filing.topic,
        answers=dict(filing.answers),
        place=filing.place,
        language=filing.language,
        origin=filing.origin,
        received_at=unit.now,
        changed_at=unit.now,
        state="unconfirmed" if waits else "live",
        happened_on=filing.happened_on,
    )


async def register(setting: Setting, unit: UnitOfWork, was: Case, begun: datetime | None = None) -> Case:
    """Enter a received case into the register: number, clock, unit and letters. It stands as ``was`` in the store.

    ``begun``: its time began then, with the case of which it is a part.
    """
    plan, day = setting.plan, setting.day_at(unit.now)
    stream = numbering.stream(plan, was.kind)
    taken = await store.take_number(stream, str(numbering.period(plan.registry, day)))
    number = numbering.written(plan.registry, stream, day, taken)
    entered = lifecycle.register(plan, was, number, day, unit.now)
    new = replace(entered, clock=started(setting, entered, begun))
    case = await store.change(new, was)
    if case is None:
        raise RuntimeError("a case was changed in the unit that registers it")
    registered = {"number": number, "seq": taken, "stream": stream}
    await store.add_event(
        case.id, "registered", unit.now, "system", public=True, status=case.status, unit=case.unit, facts=registered
    )
    facts = Facts(case.kind, case.category, case.place.area if case.place else None, case.answers, case.origin)
    rule = routing.route(plan, facts).rule
    await store.add_event(
        case.id, "assigned", unit.now, "system", unit=case.unit, facts={"rule": rule, "to_unit": case.unit}
    )
    told: notices.Name = "registered" if "registered" in plan.kinds[case.kind].notify else "received"
    await letters.tell(setting, unit, case, told)
    return case


def started(setting: Setting, case: Case, begun: datetime | None = None) -> Clock:
    """The clock of a case that has just been registered.

    Where the calendar of the city ends too early there is no last day yet: the case is taken all the same, and its
    day is worked out as soon as the calendar reaches that far.
    """
    law = setting.plan.law(case.kind, case.category)
    if law is None or case.registered_at is None:
        return Clock()
    begins = begun or (case.received_at if law.starts == "received" else case.registered_at)
    try:
        return clockwork.start(law, begins, setting.plan.calendar)
    except CalendarEnds:
        log.error("the calendar of the city is too short for a deadline of %s", law.id)
        return Clock(law.id, begins)


async def _note_sender(setting: Setting, filing: Filing, case: Case, unit: UnitOfWork) -> None:
    sender = filing.sender
    if sender is None:
        return
    key = people.address_key(setting.runtime.keys, sender.email) if sender.email else None
    await store_people.add(case.id, replace(sender, language=sender.language or case.language), key, unit.now)


async def _take_files(filing: Filing, case: Case, unit: UnitOfWork) -> Refusal | None:
    return await take_files(filing.files, filing.files_of, case, unit, None)


async def take_files(
    ids: tuple[UUID, ...],
    owner: str,
    case: Case,
    unit: UnitOfWork,
    event: UUID | None,
    source: Literal["sender", "office"] = "sender",
) -> Refusal | None:
    """Make kept uploads files of a case; ``files.gone`` when they are not the draft's any more."""
    if not ids:
        return None
    refused = await files.claim(unit, ids, owner, letters.about(case))
    if refused is not None:
        return refused
    for position, kept in enumerate(one for one in await files.of(letters.about(case)) if one.id in ids):
        kind: Literal["photo", "document"] = "photo" if kept.picture else "document"
        await store.add_file(store.CaseFile(kept.id, case.id, kind, kept.name, source, unit.now, event), position)
    return None


def placed(setting: Setting, place: Place | None) -> Place | None:
    """The place with the district that the map says; what a form sent counts for nothing where there is a point."""
    atlas = next(iter(setting.runtime.services.all(maps.Atlas)), None)
    if place is None or atlas is None or place.point is None:
        return place
    found = atlas.areas.at(maps.Point(*place.point))
    area = found.area
    return replace(place, area=area, because=found.because, areas_version=atlas.areas.version)


def _fingerprint(setting: Setting, filing: Filing) -> str:
    said = [filing.kind, filing.category, filing.text, filing.topic, sorted(filing.answers), filing.language]
    place = filing.place.point if filing.place else None
    return setting.runtime.keys.digest("signals.fingerprint", json.dumps([*said, place], ensure_ascii=False))
