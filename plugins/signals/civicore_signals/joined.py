"""Cases that were merged into another one, when that one comes to an end: they end with it, or stand for themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from civicore import UnitOfWork
from civicore_signals import clockwork, letters, store
from civicore_signals.case import Case
from civicore_signals.setting import Setting
from civicore_signals.tables import CaseRow, FollowerRow

_TRIES = 100


async def ended(setting: Setting, unit: UnitOfWork, into: Case, text: str, actor: str) -> None:
    """Close what was merged into a closed case: its own line, its own letter (case 36)."""
    plan = setting.plan

    def closed(one: Case) -> Case:
        known = into.status in plan.kinds[one.kind].statuses
        return replace(
            one,
            status=into.status if known else one.status,
            outcome=into.outcome,
            body=into.body,
            closed_at=into.closed_at or unit.now,
            changed_at=unit.now,
            clock=clockwork.stop(
                one.clock, plan.law(one.kind, one.category), into.closed_at or unit.now, plan.calendar
            ),
        )

    async for was, kept in _open(setting, into, closed):
        await store.add_event(
            kept.id,
            "closed",
            unit.now,
            actor,
            public=True,
            status=kept.status,
            outcome=kept.outcome,
            text=text.strip(),
            facts={"with": str(into.id), "from": was.status},
        )
        await letters.to_sender(setting, unit, kept, letters.ended(plan, kept), text=text.strip())
        await ended(setting, unit, kept, text, actor)


async def released(setting: Setting, unit: UnitOfWork, into: Case) -> None:
    """Let what was merged into a case stand for itself: nobody will answer it there.

    The other one was taken back, or its sender did not answer; those who sent the others did nothing wrong.
    """

    def alone(one: Case) -> Case:
        return replace(one, merged_into=None, changed_at=unit.now)

    async for _, kept in _open(setting, into, alone):
        await FollowerRow.delete().where(FollowerRow.case_id == into.id, FollowerRow.came_from == kept.id)
        await store.add_event(kept.id, "unmerged", unit.now, "system", public=True, facts={"from": str(into.id)})
        await store.add_event(into.id, "unmerged", unit.now, "system", facts={"of": str(kept.id)})
        await letters.to_sender(setting, unit, kept, "status")


async def _open(setting: Setting, into: Case, change: Callable[[Case], Case]) -> AsyncIterator[tuple[Case, Case]]:
    """Every open case that was merged into this one, as it was and as it has been written now."""
    for found in await store.select(CaseRow.merged_into == into.id):
        one: Case | None = found
        for _ in range(_TRIES):
            if one is None or one.merged_into != into.id or setting.plan.statuses[one.status].final:
                break
            kept = await store.change(change(one), one)
            if kept is not None:
                yield one, kept
                break
            one = await store.get(found.id)
