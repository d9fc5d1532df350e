"""Taking people out of cases: what never was, contacts, whole contents, one person who asks for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from uuid import UUID

from civicore import UnitOfWork, files, new_id
from civicore_signals import letters, originals, people, store, store_events, store_files, store_followers, store_people
from civicore_signals import tokens as links
from civicore_signals.case import Case, Place, Sender
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.store_followers import Follower
from civicore_signals.store_people import Known
from civicore_signals.tables import CaseRow, EventRow, LedgerRow, ObservationRow

CITIZEN = "citizen:"
_GONE = "…"
_SHORTEST_NAME = 3  # letters; shorter words would take half of a text away


async def never_was(unit: UnitOfWork, case: Case) -> None:
    """Delete a case that nobody confirmed: it never reached the office."""
    await contacts(unit, case)
    await _files(unit, case)
    await EventRow.delete().where(EventRow.case_id == case.id)
    await CaseRow.delete().where(CaseRow.id == case.id)


async def contacts(unit: UnitOfWork, case: Case) -> None:
    """Forget who sent a case, the links to it and the letters about it; the case itself stays.

    Where it was merged into another one, its sender follows that one no more.
    """
    sender = await store_people.sender_of(case.id)
    if sender is not None and sender.email:
        gone = await store_followers.brought_along(case.id, sender.email)
        await store_followers.remove(gone)
        for one in gone:
            await unit.forget(f"follower:{one}")
    await store_people.forget([case.id])
    await links.forget([letters.bound(case)])
    await unit.forget(letters.about(case))


async def content(unit: UnitOfWork, case: Case) -> None:
    """Leave of a case what figures are made of: kind, type, unit, dates and outcome."""
    await contacts(unit, case)
    await _files(unit, case)
    await store_events.erase_words(case.id)
    await originals.erase(case.id)
    await ObservationRow.update({ObservationRow.text: ""}).where(ObservationRow.case_id == case.id)
    followers = await store_followers.every(case.id)
    await store_followers.remove([one.id for one in followers])
    for one in followers:
        await unit.forget(f"follower:{one.id}")
    place = None if case.place is None else replace(case.place, point=None, address=None)
    bare = replace(case, state="erased", text="", topic=None, answers={}, place=place, clerk=None, changed_at=unit.now)
    if await store.change(bare, case) is None:
        raise RuntimeError("a case was changed in the unit that erases it")


async def person(unit: UnitOfWork, plan: Plan, case: Case, sender: Sender) -> None:
    """Forget who sent a case; what they wrote stays without their name, what they were asked of themselves goes."""
    category = plan.category(case.category)
    personal = {one.id for one in category.questions if one.personal} if category else set()
    await contacts(unit, case)
    names = [one for one in (sender.name, sender.organisation) if one]
    whole = [one for one in (sender.email, sender.phone, sender.address) if one]
    await originals.erase(case.id)
    nameless = replace(
        case,
        text=without(case.text, names, whole),
        topic=None if case.topic is None else without(case.topic, names, whole),
        answers={
            name: said if isinstance(said, tuple) else without(said, names, whole)
            for name, said in case.answers.items()
            if name not in personal
        },
        place=_nameless(case.place, names, whole),
    )
    if nameless != case and await store.change(replace(nameless, changed_at=unit.now), case) is None:
        raise RuntimeError("a case was changed in the unit that erases its sender")
    await _nameless_files(unit, case, names, whole)
    for event in await store.events_of(case.id):
        if event.text != (plain := without(event.text, names, whole)):
            await EventRow.update({EventRow.text: plain}).where(EventRow.id == event.id)


def _nameless(place: Place | None, names: list[str], whole: Sequence[str]) -> Place | None:
    """The same place; people write "at Novák's gate" where an address is asked."""
    if place is None or place.address is None:
        return place
    return replace(place, address=without(place.address, names, whole))


async def _nameless_files(unit: UnitOfWork, case: Case, names: list[str], whole: Sequence[str]) -> None:
    """Number what the sender sent: their name may stand in that of a file in any way, as in ``novakjan2.jpg``."""
    for number, one in enumerate(await store_files.files_of(case.id), start=1):
        sent = one.source == "sender"
        name = f"{number}{PurePath(one.name).suffix}" if sent else without(one.name, names, whole)
        await store_files.rename_file(case.id, one.id, name)
        await files.rename(unit, one.id, name)


def without(text: str, names: list[str], whole: Sequence[str] = ()) -> str:
    """A text in which none of these names stands any more, whole or word by word, and none of ``whole`` as it is."""
    words = {word for name in names for word in (name, *name.split()) if len(word) >= _SHORTEST_NAME}
    for word in sorted({*words, *whole}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", _GONE, text, flags=re.IGNORECASE)
    return text


def kept_by_law(plan: Plan, case: Case) -> bool:
    """Whether a law still demands an answer, which cannot be given to nobody."""
    return case.state == "live" and case.closed_at is None and plan.law(case.kind, case.category) is not None


async def known_as(setting: Setting, person: str) -> tuple[Known, ...]:
    """What came from a person: an account, an address or a telephone number. Inside a unit or a reading."""
    if (account := _account(person)) is not None:
        return await store_people.with_account(account)
    if "@" in person:
        return await store_people.with_address(people.address_keys(setting.runtime.keys, person))
    return await store_people.with_phone(person)


async def followed_by(setting: Setting, person: str) -> tuple[Follower, ...]:
    """What a person follows."""
    if (account := _account(person)) is not None:
        return await store_followers.of_account(account)
    if "@" in person:
        return await store_followers.with_address(people.address_keys(setting.runtime.keys, person))
    return ()


def _account(person: str) -> UUID | None:
    try:
        return UUID(person.removeprefix(CITIZEN)) if person.startswith(CITIZEN) else None
    except ValueError:
        return None


async def note(day: date, what: str, kind: str) -> None:
    """Count what was erased; the ledger holds no content."""
    same = (LedgerRow.day == day) & (LedgerRow.what == what) & (LedgerRow.kind == kind)
    if not await LedgerRow.update({LedgerRow.number: LedgerRow.number + 1}).where(same).returning(LedgerRow.id):
        await LedgerRow.insert(LedgerRow(id=new_id(), day=day, what=what, kind=kind, number=1))


async def _files(unit: UnitOfWork, case: Case) -> None:
    await files.drop(unit, letters.about(case))
    await store_files.drop_files(case.id)
