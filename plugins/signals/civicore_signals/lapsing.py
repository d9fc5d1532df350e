"""What silence does: a question to the sender that nobody answers in time ends the case as the law says (case 50).

It is true from the moment on, whoever looks: reading derives it, and the next deed or the job only writes it down.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from civicore import Refusal, UnitOfWork
from civicore_signals import clockwork, joined, letters, lifecycle, store
from civicore_signals.case import Case
from civicore_signals.lifecycle import Given
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow

_TOGETHER = 50  # cases that one unit of work writes


def as_of(plan: Plan, case: Case, now: datetime) -> Case:
    """The case as time has left it."""
    law = plan.law(case.kind, case.category)
    last = case.clock.silence_on
    if law is None or law.ask.then is None or last is None or not clockwork.silent(case.clock, now, plan.calendar):
        return case
    over = plan.calendar.end(last)
    left = lifecycle.move(plan, case, law.ask.then, "system", Given(outcome=_outcome(plan, case, law.ask.then)), over)
    if isinstance(left, Refusal):
        return case
    return replace(left, clock=clockwork.stop(left.clock, law, over, plan.calendar))


def _outcome(plan: Plan, case: Case, to: str) -> str | None:
    """An end that counts as nothing, where the file leaves a choice."""
    possible = lifecycle.outcomes(plan, case.kind, plan.statuses[to])
    return next((one for one in possible if plan.outcomes[one].counts_as == "none"), next(iter(possible), None))


async def settled(setting: Setting, unit: UnitOfWork, case: Case) -> Case:
    """The case as time has left it, written down and told; inside a unit of work."""
    left = as_of(setting.plan, case, unit.now)
    if left is case:
        return case
    kept = await store.change(left, case)
    if kept is None:
        return case
    await store.add_event(
        case.id, "closed", left.closed_at or unit.now, "system", public=True, status=left.status, outcome=left.outcome
    )
    await letters.tell(setting, unit, kept, "left_aside")
    await joined.released(setting, unit, kept)
    return kept


async def settle(setting: Setting) -> int:
    """Write down what silence has done since; how many cases. The job for it changes nothing that was not true."""
    done = 0
    while number := await setting.runtime.transact(partial(_some, setting)):
        done += number
    return done


async def _some(setting: Setting, unit: UnitOfWork) -> int:
    over = CaseRow.silence_on.is_not_null() & (CaseRow.silence_on < setting.plan.calendar.day(unit.now))
    waiting = over & CaseRow.closed_at.is_null() & (CaseRow.state == "live")
    cases = await store.select(waiting, by=CaseRow.id, limit=_TOGETHER)
    return sum([await settled(setting, unit, one) is not one for one in cases])
