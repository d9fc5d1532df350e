"""Asking the sender of a closed case, some days after its end, whether it is really solved.

Asked once for each end, by letter, with the link where they say so; the answer is ``replying.feedback`` and changes no
status by itself (case 37). What was refused, passed on or left aside is not asked about: nobody said it was solved.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from civicore import Duration, Job, UnitOfWork
from civicore_signals import letters, own, store, store_people
from civicore_signals.case import Case
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow

_TOGETHER = 50  # cases that one unit of work asks about
_LATEST = Duration(days=30)  # an older end is not dug up, when a city begins to ask


async def ask(setting: Setting) -> int:
    """Ask about every case whose time has come; how many senders were written to."""
    after = setting.plan.ask_solved_after
    if after is None or setting.runtime.city.channels.email is None:
        return 0
    asked = 0
    while found := await setting.runtime.transact(partial(_some, setting, after)):
        asked += sum(found)
    return asked


async def _some(setting: Setting, after: Duration, unit: UnitOfWork) -> Sequence[bool]:
    """Look at some cases; for each whether its sender was written to."""
    last = after.before(unit.now, setting.zone)
    ended = (CaseRow.closed_at <= last) & (CaseRow.closed_at > _LATEST.before(last, setting.zone))
    fresh = CaseRow.asked_solved_at.is_null() | (CaseRow.asked_solved_at < CaseRow.closed_at)
    alone = (CaseRow.state == "live") & CaseRow.merged_into.is_null()
    due = ended & fresh & alone & CaseRow.outcome.is_in(list(_said_solved(setting.plan)))
    cases = await store.select(due, by=CaseRow.closed_at, oldest_first=True, limit=_TOGETHER)
    return [await _asked(setting, unit, one) for one in cases]


def _said_solved(plan: Plan) -> tuple[str, ...]:
    return tuple(one.id for one in plan.outcomes.values() if one.counts_as in ("solved", "answered"))


async def _asked(setting: Setting, unit: UnitOfWork, case: Case) -> bool:
    """Write down that its turn has come, and write to the sender who has an address and has not told us yet."""
    await CaseRow.update({CaseRow.asked_solved_at: unit.now}).where(CaseRow.id == case.id)
    known = await store_people.known(case.id)
    if known is None or not known.sender.email or known.bounced_at is not None:
        return False
    can = own.may(setting.plan, case, await store.events_of(case.id), unit.now)
    if "feedback" not in can:
        return False
    await letters.to_sender(setting, unit, case, "solved", until=own.reopens_until(setting.plan, case, unit.now))
    return True


def jobs(setting: Setting) -> tuple[Job, ...]:
    """Asking by itself, where the file says that it is asked."""

    async def run() -> None:
        await ask(setting)

    return (Job("signals.solved", timedelta(hours=1), run),) if setting.plan.ask_solved_after is not None else ()
