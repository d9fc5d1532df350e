"""One case about several things: each unit gets a part with a number of its own, the whole waits for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from civicore import Principal, Refusal, new_id
from civicore_signals import acting, filing, people, rights, routing, store, store_people
from civicore_signals.acting import Deed
from civicore_signals.case import Case, Event
from civicore_signals.conditions import Facts
from civicore_signals.dossier import Part
from civicore_signals.judging import LONGEST_TEXT
from civicore_signals.setting import Setting

MOST = 10
"""Parts of one case."""


async def split(
    setting: Setting, case: UUID, parts: Sequence[Part], by: Principal, version: int | None = None
) -> tuple[Case, ...] | Refusal:
    """Make cases of the parts; they have the sender, the place and the day of arrival of the whole."""
    return await acting.on_case(setting, case, by, rights.MERGE, version, lambda deed: _split(deed, parts))


async def _split(deed: Deed, parts: Sequence[Part]) -> tuple[Case, ...] | Refusal:
    refused = _refused(deed, parts)
    if refused is not None:
        return refused
    whole = await deed.write(deed.case)
    if isinstance(whole, Refusal):
        return whole
    made = tuple([await _part(deed, one) for one in parts])
    ids = [str(one.id) for one in made]
    await deed.event("split", facts={"parts": ids})
    await deed.audit("split", parts=ids)
    return made


def _refused(deed: Deed, parts: Sequence[Part]) -> Refusal | None:
    if not 0 < len(parts) <= MOST:
        return Refusal("signals.too_many_parts", most=MOST)
    if deed.plan.statuses[deed.case.status].final:
        return Refusal("signals.not_allowed", status=deed.case.status)
    for part in parts:
        category = deed.plan.category(part.category)
        if category is None or not category.leaf or deed.case.kind not in category.kinds:
            return Refusal("signals.no_such_category", category=part.category)
        if not part.text.strip():
            return Refusal("signals.text_missing")
        if len(part.text) > LONGEST_TEXT:
            return Refusal("signals.text_long", most=LONGEST_TEXT)
        if part.unit is not None and (part.unit not in deed.plan.units or deed.plan.units[part.unit].closed):
            return Refusal("signals.no_such_unit", unit=part.unit)
    return None


async def _part(deed: Deed, part: Part) -> Case:
    whole, plan = deed.case, deed.plan
    area = whole.place.area if whole.place else None
    facts = Facts(whole.kind, part.category, area, {}, whole.origin)
    new = Case(
        id=new_id(),
        kind=whole.kind,
        category=part.category,
        status=plan.start(whole.kind),
        unit=part.unit or routing.route(plan, facts).unit,
        text=part.text.strip(),
        topic=whole.topic,
        place=whole.place,
        language=whole.language,
        origin=whole.origin,
        received_at=whole.received_at,
        changed_at=deed.now,
        parent=whole.id,
        happened_on=whole.happened_on,
    )
    await store.add(new)
    await _same_sender(deed, new)
    await store.add_event(
        new.id, "received", deed.now, "system", public=True, status=new.status, facts={"part_of": str(whole.id)}
    )
    # The time of a part began with the whole: splitting gives the office no day more.
    return await filing.register(deed.setting, deed.unit, new, whole.clock.started_at or whole.registered_at)


async def _same_sender(deed: Deed, part: Case) -> None:
    sender = await store.sender_of(deed.case.id)
    if sender is not None:
        key = people.address_key(deed.setting.runtime.keys, sender.email) if sender.email else None
        await store_people.add(part.id, sender, key, deed.now)


def parts_of(events: Sequence[Event]) -> tuple[UUID, ...]:
    """The parts that were split off a case."""
    found = [one.facts.get("parts") for one in events if one.kind == "split"]
    return tuple(UUID(str(id)) for ids in found if isinstance(ids, list) for id in ids)
