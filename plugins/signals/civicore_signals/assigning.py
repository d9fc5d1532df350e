"""Who works on a case: its unit and its clerk, from hand to hand, each time with a line in the history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from civicore import Principal, Refusal
from civicore_signals import acting, letters, rights, staff, store, telling
from civicore_signals.acting import Deed
from civicore_signals.case import Case
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow


@dataclass(frozen=True)
class Hand:
    """To whom a case is given; no unit: it stays where it is, no clerk: nobody in particular."""

    unit: str | None = None
    clerk: UUID | None = None
    reason: str = ""


async def assign(setting: Setting, case: UUID, by: Principal, to: Hand, version: int | None = None) -> Case | Refusal:
    """Give a case to a unit or a clerk; another unit needs the right to move cases and a reason."""
    return await acting.on_case(setting, case, by, rights.WORK, version, lambda deed: _assign(deed, to))


async def _assign(deed: Deed, to: Hand) -> Case | Refusal:
    unit = to.unit or deed.case.unit
    refused = _refused(deed, unit, to) or await _stranger(deed, unit, to.clerk)
    if refused is not None:
        return refused
    if (unit, to.clerk) == (deed.case.unit, deed.case.clerk):
        return deed.case
    after = await deed.write(replace(deed.case, unit=unit, clerk=to.clerk))
    if isinstance(after, Refusal):
        return after
    await handed_over(deed, after, to.reason)
    return after


def _refused(deed: Deed, unit: str, to: Hand) -> Refusal | None:
    if unit == deed.case.unit:
        return None
    if not deed.by.may(rights.MANAGE):
        return Refusal("signals.no_right", right=rights.MANAGE)
    if unit not in deed.plan.units:
        return Refusal("signals.no_such_unit", unit=unit)
    if deed.plan.units[unit].closed:
        return Refusal("signals.unit_closed", unit=unit, instead=acting.heir(deed.plan, unit))
    return None if to.reason.strip() else Refusal("signals.reason_missing")


async def _stranger(deed: Deed, unit: str, clerk: UUID | None) -> Refusal | None:
    if clerk is None or str(clerk) == deed.by.id:
        return None
    known = await staff.of_unit(deed.setting, unit)
    return None if any(one.id == clerk for one in known) else Refusal("signals.not_of_unit", unit=unit)


async def handed_over(deed: Deed, after: Case, reason: str, *, because: str = "") -> None:
    """Line, audit and news of a case that has changed hands; both units hear of it once (case 14)."""
    was = deed.case
    facts = {"from_unit": was.unit, "to_unit": after.unit, "from_clerk": _id(was.clerk), "to_clerk": _id(after.clerk)}
    moved = was.unit != after.unit
    await deed.event("assigned", public=moved, unit=after.unit, facts={**facts, "because": because})
    if reason.strip():
        await deed.event("note", unit=after.unit, text=reason.strip(), facts={"about": "assigned"})
    await deed.audit("assigned", **facts)
    if moved:
        await telling.units(deed, after, was.unit)
        await letters.tell(deed.setting, deed.unit, after, "assigned")


def _id(clerk: UUID | None) -> str | None:
    return None if clerk is None else str(clerk)


async def must_move(setting: Setting, by: Principal) -> tuple[Case, ...]:
    """Open cases of closed units and of clerks who have left, as far as they are this reader's (case 30)."""
    closed = [one.id for one in setting.plan.units.values() if one.closed]
    async with setting.runtime.store.reading():
        gone = await staff.gone(setting)
        still = CaseRow.closed_at.is_null() & CaseRow.merged_into.is_null() & (CaseRow.state == "live")
        known = list(setting.plan.units)
        lost = await store.select(still & (CaseRow.unit.is_in(closed or [""]) | CaseRow.unit.not_in(known)))
        left = await store.select(still & CaseRow.clerk.is_in(list(gone))) if gone else ()
    found = {one.id: one for one in (*lost, *left)}
    return tuple(one for one in found.values() if acting.holds(setting.plan, by, one, rights.SEE))
