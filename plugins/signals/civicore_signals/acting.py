"""The frame of every deed of the office: one case, one clerk, their right, what they saw, and one of two rivals wins.

What time has done to a case (a question that nobody answered) is written before anything else is done to it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from civicore import Principal, Refusal, UnitOfWork
from civicore_signals import lapsing, rights, store
from civicore_signals.case import Case, Event, EventKind
from civicore_signals.filing import take_files
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting

T = TypeVar("T")
UNKNOWN = Refusal("signals.unknown")


@dataclass(frozen=True)
class Papers:
    """Kept uploads of ``owner`` that go with what a clerk writes: a decision, a plan, a form to be filled in."""

    ids: tuple[UUID, ...] = ()
    owner: str = ""


@dataclass(frozen=True)
class Deed:
    """A clerk's hand on a case inside one unit of work."""

    setting: Setting
    unit: UnitOfWork
    by: Principal
    case: Case

    @property
    def plan(self) -> Plan:
        return self.setting.plan

    @property
    def now(self) -> datetime:
        return self.unit.now

    async def write(self, after: Case) -> Case | Refusal:
        """Keep the case as it is now; ``signals.changed`` when somebody was faster."""
        kept = await store.change(replace(after, changed_at=self.now), self.case)
        return kept if kept is not None else await changed(self.case.id, self.case.version)

    async def event(self, kind: EventKind, **said: Any) -> Event:
        """Write what was done into the history of the case."""
        return await store.add_event(self.case.id, kind, self.now, self.by.actor, **said)

    async def papers(self, papers: Papers | None, event: Event) -> Refusal | None:
        """Give the case the papers that go with an event; the sender reads them, nobody else. ``files.gone``."""
        if papers is None:
            return None
        return await take_files(papers.ids, papers.owner, self.case, self.unit, event.id, "office")

    async def audit(self, action: str, **facts: object) -> None:
        """Leave an audit line."""
        await self.unit.record(f"signals.{action}", actor=self.by.actor, subject=subject(self.case.id), facts=facts)


Work = Callable[[Deed], Awaitable[T | Refusal]]


def subject(case: UUID) -> str:
    """How messages and the audit log name a case."""
    return f"signals:{case}"


async def on_case(
    setting: Setting,
    case: UUID,
    by: Principal,
    right: str,
    version: int | None,
    work: Work[T],
    *,
    merged: bool = False,
) -> T | Refusal:
    """Do something to a case in one unit of work; ``merged``: also to one that was merged into another."""
    return await setting.runtime.transact(partial(_on_case, setting, case, by, right, version, work, merged))


async def _on_case(
    setting: Setting,
    id: UUID,
    by: Principal,
    right: str,
    version: int | None,
    work: Work[T],
    merged: bool,
    unit: UnitOfWork,
) -> T | Refusal:
    found = await store.get(id)
    if found is None or found.state == "unconfirmed" or not holds(setting.plan, by, found, rights.SEE):
        return UNKNOWN
    refused = _refused(found, by, right, merged)
    if refused is not None:
        return refused
    if version is not None and version != found.version:
        return await changed(id, version, found)
    return await work(Deed(setting, unit, by, await lapsing.settled(setting, unit, found)))


def _refused(case: Case, by: Principal, right: str, merged: bool) -> Refusal | None:
    if not by.may(right):
        return Refusal("signals.no_right", right=right)
    over = case.state in ("withdrawn", "erased") or (case.merged_into is not None and not merged)
    return Refusal("signals.over", state=case.state, merged_into=case.merged_into) if over else None


def holds(plan: Plan, by: Principal, case: Case, right: str) -> bool:
    """Whether somebody has a right over a case: of their units, and of closed ones whose work falls to theirs."""
    mine = units_of(plan, by)
    return by.may(right) and (mine is None or case.unit in mine)


def units_of(plan: Plan, by: Principal) -> frozenset[str] | None:
    """The units whose cases somebody works with; None: all of them."""
    if by.departments is None:
        return None
    mine = set(by.departments)
    return frozenset(mine | {one for one in plan.units if plan.units[one].closed and heir(plan, one) in mine})


def heir(plan: Plan, unit: str) -> str:
    """Who has the cases of a unit: itself, or where it is closed the nearest open one above, or the default unit."""
    seen: set[str] = set()
    here: str | None = unit
    while here is not None and here not in seen:
        seen.add(here)
        found = plan.units.get(here)
        if found is not None and not found.closed:
            return here
        here = found.parent if found is not None else None
    return plan.default_unit


def was_with(plan: Plan, by: Principal, events: tuple[Event, ...]) -> bool:
    """Whether a case was once with a unit of this reader."""
    mine = units_of(plan, by)
    return mine is None or any(_units(one.facts) & mine for one in events)


def _units(facts: Mapping[str, object]) -> set[object]:
    return {facts.get("from_unit"), facts.get("to_unit")}


async def changed(case: UUID, seen: int, present: Case | None = None) -> Refusal:
    """What happened since a clerk looked: each change of a case leaves one line at least."""
    now = present or await store.get(case)
    if now is None:
        return UNKNOWN
    events = await store.events_of(case)
    since = max(1, now.version - seen)
    return Refusal("signals.changed", version=now.version, events=events[-since:])
