"""More time for an answer, as the law allows, and due days that move because a calendar has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from civicore import CalendarEnds, Duration, Job, Principal, Refusal, UnitOfWork
from civicore_signals import acting, clockwork, lapsing, letters, rights, store
from civicore_signals.acting import Deed
from civicore_signals.case import Case
from civicore_signals.clockwork import Clock
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow

_TOGETHER = 200  # cases that are looked at at once


async def extend(
    setting: Setting, case: UUID, length: Duration, reason: str, by: Principal, version: int | None = None
) -> Case | Refusal:
    """Move the last day; never after it, not more often and not further than the law allows (case 51)."""
    return await acting.on_case(
        setting, case, by, rights.MANAGE, version, lambda deed: _extended(deed, length, reason.strip())
    )


async def _extended(deed: Deed, length: Duration, reason: str) -> Case | Refusal:
    law = deed.plan.law(deed.case.kind, deed.case.category)
    clock = clockwork.extend(deed.case.clock, law, length, deed.now, deed.plan.calendar)
    if isinstance(clock, Refusal):
        return clock
    if not reason:
        return Refusal("signals.reason_missing")
    after = await deed.write(replace(deed.case, clock=clock))
    if isinstance(after, Refusal):
        return after
    until = None if clock.due_on is None else clock.due_on.isoformat()
    await deed.event("extended", text=reason, facts={"law": clock.deadline, "until": until})
    await deed.audit("extended", law=clock.deadline, until=until)
    await letters.tell(deed.setting, deed.unit, after, "extended", reason=reason, **_days(deed, after))
    return after


def _days(deed: Deed, after: Case) -> dict[str, object]:
    """What the letter names: the article, the old day, the new one (case 51)."""
    law = deed.plan.law(after.kind, after.category)
    article = law.extend.law if law is not None and law.extend is not None else None
    said: dict[str, object] = {"before": deed.case.clock.due_on, "until": after.clock.due_on}
    return said if article is None else {**said, "law": article}


async def recompute(setting: Setting) -> Mapping[UUID, date]:
    """Count the open deadlines anew by the calendar of today; senders whose day moves hear of it once (case 49)."""
    moved: dict[UUID, date] = {}
    last: UUID | None = None
    while page := await _page(setting, last):
        for case in page:
            if _clock_now(setting, case) is not None:
                day = await setting.runtime.transact(partial(_counted_anew, setting, case.id))
                moved.update({} if day is None else {case.id: day})
        last = page[-1].id
    return moved


async def _page(setting: Setting, last: UUID | None) -> tuple[Case, ...]:
    running = CaseRow.closed_at.is_null() & (CaseRow.state == "live")
    wanted = running if last is None else running & (CaseRow.id > last)
    async with setting.runtime.store.reading():
        return await store.select(wanted, by=CaseRow.id, oldest_first=True, limit=_TOGETHER)


def _clock_now(setting: Setting, case: Case) -> Clock | None:
    """The clock by the calendar of today, None where the last day is the same."""
    law = setting.plan.law(case.kind, case.category)
    if law is None or law.id != case.clock.deadline:
        return None
    try:
        clock = clockwork.recomputed(case.clock, law, setting.plan.calendar)
    except CalendarEnds:  # the day stays unknown until the calendar reaches that far
        return None
    return None if clock.due_on == case.clock.due_on else clock


async def _counted_anew(setting: Setting, id: UUID, unit: UnitOfWork) -> date | None:
    """Write down the day on which a case is due now; None when somebody was faster."""
    case = await store.get(id)
    clock = None if case is None else _clock_now(setting, case)
    if case is None or clock is None:
        return None
    after = await store.change(replace(case, clock=clock, changed_at=unit.now), case)
    if after is None or clock.due_on is None:
        return None
    was = None if case.clock.due_on is None else case.clock.due_on.isoformat()
    facts = {"law": clock.deadline, "from": was, "until": clock.due_on.isoformat(), "because": "calendar"}
    await store.add_event(case.id, "extended", unit.now, "system", facts=facts)
    await unit.record("signals.recomputed", actor="system", subject=acting.subject(case.id), facts=facts)
    await letters.tell(setting, unit, after, "due_moved", before=case.clock.due_on, until=clock.due_on)
    return clock.due_on


def jobs(setting: Setting) -> tuple[Job, ...]:
    """What time does to cases, written down; nothing that is read waits for it."""

    async def settle() -> None:
        await lapsing.settle(setting)

    async def count_anew() -> None:
        await recompute(setting)

    return (
        Job("signals.silence", timedelta(minutes=10), settle),
        Job("signals.recompute", timedelta(days=1), count_anew),
    )
