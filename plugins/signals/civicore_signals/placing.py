"""Another place or another category: district, unit and last day are found anew, and told once (case 25)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from civicore import CalendarEnds, Principal, Refusal
from civicore_signals import acting, clockwork, filing, letters, questions, rights, routing, telling
from civicore_signals.acting import Deed
from civicore_signals.case import Case, Place
from civicore_signals.clockwork import Clock
from civicore_signals.conditions import Facts
from civicore_signals.plan import Plan
from civicore_signals.routing import Route
from civicore_signals.setting import Setting


async def relocate(
    setting: Setting, case: UUID, place: Place, by: Principal, version: int | None = None
) -> Case | Refusal:
    """Put a case somewhere else; within its district nobody else gets it."""

    async def work(deed: Deed) -> Case | Refusal:
        there = filing.placed(setting, place)
        if there is not None and there.because == "outside" and deed.plan.map.outside == "refuse":
            return Refusal("signals.place_outside")
        return await _moved(deed, replace(deed.case, place=there))

    return await acting.on_case(setting, case, by, rights.WORK, version, work)


async def change_category(
    setting: Setting, case: UUID, category: str, by: Principal, version: int | None = None, *, kind: str | None = None
) -> Case | Refusal:
    """Sort a case anew; answers to questions that are not asked there go."""

    async def work(deed: Deed) -> Case | Refusal:
        sorted_ = _sorted(deed, kind or deed.case.kind, category)
        return sorted_ if isinstance(sorted_, Refusal) else await _moved(deed, sorted_)

    return await acting.on_case(setting, case, by, rights.WORK, version, work)


def _sorted(deed: Deed, kind: str, category: str) -> Case | Refusal:
    found = deed.plan.category(category)
    if found is None or not found.leaf or kind not in deed.plan.kinds or kind not in found.kinds:
        return Refusal("signals.no_such_category", category=category)
    if deed.case.status not in deed.plan.kinds[kind].statuses:
        return Refusal("signals.no_such_status_there", status=deed.case.status, kind=kind)
    asked = {one.id for one in questions.asked(found.questions, deed.case.answers)}
    answers = {name: said for name, said in deed.case.answers.items() if name in asked}
    return replace(deed.case, kind=kind, category=category, answers=answers)


async def _moved(deed: Deed, case: Case) -> Case | Refusal:
    """The case with what follows from where and what it is now; one line, one telling."""
    was = deed.case
    route = route_of(deed.plan, case)
    if route == route_of(deed.plan, was):
        unit, clerk = was.unit, was.clerk
    else:
        unit, clerk = route.unit, was.clerk if route.unit == was.unit else None
    after = await deed.write(replace(case, unit=unit, clerk=clerk, clock=_clock(deed, case)))
    if isinstance(after, Refusal):
        return after
    facts = _facts(was, after, route)
    await deed.event("moved", public=after.unit != was.unit, unit=after.unit, facts=facts)
    await deed.audit("relocated", **facts)
    await _told(deed, after)
    return after


def route_of(plan: Plan, case: Case) -> Route:
    """Where the rules send a case as it is."""
    area = case.place.area if case.place else None
    return routing.route(plan, Facts(case.kind, case.category, area, case.answers, case.origin))


def _clock(deed: Deed, case: Case) -> Clock:
    """Another law counts from the same beginning, with the pauses and extensions there were."""
    was, law = deed.case.clock, deed.plan.law(case.kind, case.category)
    begun = was.started_at or case.registered_at
    if (law.id if law else None) == was.deadline or was.stopped_at is not None or begun is None:
        return was
    try:
        if law is None:
            return replace(Clock(), silence_on=was.silence_on)
        return clockwork.recomputed(replace(was, deadline=law.id, started_at=begun), law, deed.plan.calendar)
    except CalendarEnds:
        return replace(was, deadline=law.id if law else None, due_on=None, due_at=None)


def _facts(was: Case, after: Case, route: Route) -> dict[str, object]:
    days = (was.clock.due_on, after.clock.due_on)
    return {
        "from_unit": was.unit,
        "to_unit": after.unit,
        "from_area": was.place.area if was.place else None,
        "to_area": after.place.area if after.place else None,
        "from_category": was.category,
        "to_category": after.category,
        "from_due": days[0].isoformat() if days[0] else None,
        "to_due": days[1].isoformat() if days[1] else None,
        "rule": route.rule,
    }


async def _told(deed: Deed, after: Case) -> None:
    if after.unit != deed.case.unit:
        await telling.units(deed, after, deed.case.unit)
        await letters.tell(deed.setting, deed.unit, after, "assigned")
    elif after.clock.due_on is not None and after.clock.due_on != deed.case.clock.due_on:
        await letters.tell(
            deed.setting, deed.unit, after, "due_moved", before=deed.case.clock.due_on, until=after.clock.due_on
        )
