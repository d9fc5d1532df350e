"""How long personal data of cases live, and what is told about one person (cases 16, 60)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from civicore import Retention, UnitOfWork
from civicore_signals import erasing, store, store_followers, tokens
from civicore_signals.case import Case
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.store_people import Known
from civicore_signals.tables import CaseRow, SenderRow

_TOGETHER = 100  # cases that one unit of work erases


@dataclass(frozen=True)
class Due:
    """What is older than the file allows: cases never confirmed, contacts of ended cases, whole cases."""

    unconfirmed: tuple[UUID, ...] = ()
    contacts: tuple[UUID, ...] = ()
    cases: tuple[UUID, ...] = ()

    @property
    def count(self) -> int:
        return len(self.unconfirmed) + len(self.contacts) + len(self.cases)


def retention(setting: Setting) -> Retention:
    """The store of cases, their senders and followers. A person is an address, a telephone number or an account."""

    async def expire_all() -> int:
        return await expire(setting)

    async def export_one(person: str) -> Sequence[Mapping[str, object]]:
        return await export(setting, person)

    async def erase_one(person: str) -> int:
        return await erase(setting, person)

    return Retention("signals.cases", expire_all, export_one, erase_one)


async def due(setting: Setting, most: int = _TOGETHER) -> Due:
    """What ``expire`` would erase next; asking changes nothing."""
    plan, keeping, now = setting.plan, setting.plan.keeping, setting.now
    async with setting.runtime.store.reading():
        waiting = CaseRow.received_at < keeping.unconfirmed.before(now, setting.zone)
        unconfirmed = await store.ids((CaseRow.state == "unconfirmed") & waiting, most)
        ended = CaseRow.closed_at < keeping.contacts.before(now, setting.zone)
        contacts = await store.ids(ended & CaseRow.id.is_in(SenderRow.select(SenderRow.case_id)), most)
        cases: list[UUID] = []
        for kind in plan.kinds.values():
            old = (CaseRow.kind == kind.id) & (CaseRow.closed_at < kind.keep.before(now, setting.zone))
            cases += await store.ids(old & (CaseRow.state != "erased"), most - len(cases))
    return Due(unconfirmed, contacts, tuple(cases))


async def expire(setting: Setting) -> int:
    """Erase what the file no longer allows to keep, some in a unit; the ledger counts what there was."""
    erased = 0
    while (found := await due(setting)).count:
        await setting.runtime.transact(partial(_expire, setting, found))
        erased += found.count
    await forget_networks(setting)
    await setting.runtime.transact(lambda unit: tokens.forget_ended(unit.now - timedelta(days=1)))
    before = setting.plan.keeping.unconfirmed.before(setting.now, setting.zone)
    return erased + await setting.runtime.transact(lambda unit: store_followers.unconfirmed_before(before))


async def _expire(setting: Setting, found: Due, unit: UnitOfWork) -> None:
    day = setting.day_at(unit.now)
    for case in (await store.many(found.unconfirmed)).values():
        await erasing.never_was(unit, case)
        await erasing.note(day, "unconfirmed", case.kind)
    for case in (await store.many([one for one in found.contacts if one not in found.cases])).values():
        await erasing.contacts(unit, case)
        await erasing.note(day, "contacts", case.kind)
    for case in (await store.many(found.cases)).values():
        await erasing.content(unit, case)
        await erasing.note(day, "case", case.kind)


async def forget_networks(setting: Setting) -> None:
    """Where cases were filed from is kept against abuse for the declared time alone (case 16)."""
    before = setting.plan.keeping.network.before(setting.now, setting.zone)
    old = CaseRow.network.is_not_null() & (CaseRow.received_at < before)
    await setting.runtime.transact(lambda unit: CaseRow.update({CaseRow.network: None}).where(old).run())


async def export(setting: Setting, person: str) -> Sequence[Mapping[str, object]]:
    """Everything kept about a person, as plain values."""
    async with setting.runtime.store.reading():
        known = await erasing.known_as(setting, person)
        there = await store.many([one.case for one in known])
        cases = [await _told(setting.plan, there[one.case], one) for one in known if one.case in there]
        followed = await erasing.followed_by(setting, person)
        targets = await store.many([one.case_id for one in followed])
    numbers = [(one, targets[one.case_id].number) for one in followed if one.case_id in targets]
    return [
        *cases,
        *({"record": "subscription", "number": number, "since": one.asked_at} for one, number in numbers),
    ]


async def _told(plan: Plan, case: Case, known: Known) -> dict[str, object]:
    place, sender = case.place, known.sender
    return {
        "record": "case",
        "number": case.number,
        "kind": case.kind,
        "category": case.category,
        "status": case.status,
        "received_at": case.received_at,
        "topic": case.topic,
        "text": case.text,
        "answers": {name: list(said) if isinstance(said, tuple) else said for name, said in case.answers.items()},
        "address": place.address if place else None,
        "point": list(place.point) if place and place.point else None,
        "name": sender.name,
        "organisation": sender.organisation,
        "email": sender.email,
        "phone": sender.phone,
        "home": sender.address,
        "said": [one.text for one in await store.events_of(case.id) if one.actor == "sender" and one.text],
        "files": [one.name for one in await store.files_of(case.id)],
        "kept_by_law": erasing.kept_by_law(plan, case),
    }


async def erase(setting: Setting, person: str) -> int:
    """Erase a person. Open cases whose answer a law demands keep what it needs until they have ended."""
    return await setting.runtime.transact(partial(_erase, setting, person))


async def _erase(setting: Setting, person: str, unit: UnitOfWork) -> int:
    count, day = 0, setting.day_at(unit.now)
    known = await erasing.known_as(setting, person)
    there = await store.many([one.case for one in known])
    for one in known:
        case = there.get(one.case)
        if case is not None and case.state == "unconfirmed":
            await erasing.never_was(unit, case)
        elif case is not None:
            if erasing.kept_by_law(setting.plan, case):
                continue
            await erasing.person(unit, setting.plan, case, one.sender)
        count += 1
        await erasing.note(day, "person", "" if case is None else case.kind)
    followed: list[Any] = list(await erasing.followed_by(setting, person))
    await store_followers.remove([one.id for one in followed])
    for one in followed:
        await unit.forget(f"follower:{one.id}")
    return count + len(followed)
