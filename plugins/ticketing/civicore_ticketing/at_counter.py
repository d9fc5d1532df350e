"""Work at a counter, inside one unit: who may, what stands there, and how a deed is written and can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from civicore import Principal, Refusal, UnitOfWork
from civicore_ticketing import counters, log, near, store, telling
from civicore_ticketing.counters import Counter, Done
from civicore_ticketing.line import Line
from civicore_ticketing.log import Happening
from civicore_ticketing.moves import Deed
from civicore_ticketing.setting import Setting
from civicore_ticketing.ticket import CallingRules, Desk, Ticket
from civicore_ticketing.views import CounterState


@dataclass(frozen=True)
class AtCounter:
    """A counter that is locked until the unit ends. ``desk`` is what this person may call there."""

    setting: Setting
    unit: UnitOfWork
    by: Principal
    desk: Desk
    counter: Counter

    @property
    def now(self) -> datetime:
        return self.unit.now

    @property
    def rules(self) -> CallingRules:
        return self.setting.rules(self.counter.office)

    async def line(self) -> Line:
        """Everybody who waits, is called or is served at the office now."""
        return await self.setting.line(self.counter.office, self.now, self.unit)

    def current(self, line: Line) -> Ticket | None:
        return counters.current(self.counter.id, line.at_counters)


@dataclass(frozen=True)
class Step:
    """One change of a ticket, and what the log says of it."""

    before: Ticket
    after: Ticket
    lines: tuple[Happening, ...]

    @property
    def calls(self) -> bool:
        return any(line.kind in ("called", "recalled") for line in self.lines)


async def locked(setting: Setting, counter: str, by: Principal, unit: UnitOfWork) -> AtCounter | Refusal:
    """The counter, whoever sits there; other deeds at it wait until this unit ends."""
    desk = setting.desk(counter, by)
    if isinstance(desk, Refusal):
        return desk
    await unit.lock(f"ticketing.counter:{desk.counter}")
    office = desk.counter.partition(".")[0]
    found = await counters.get(desk.counter, office, setting.day_at(unit.now))
    return AtCounter(setting, unit, by, desk, found)


async def seated(
    setting: Setting, counter: str, by: Principal, unit: UnitOfWork, *, sits_down: bool = False
) -> AtCounter | Refusal:
    """The counter with this person at it; ``sits_down``: they take a free seat by what they do now."""
    at = await locked(setting, counter, by, unit)
    if isinstance(at, Refusal):
        return at
    if at.counter.staff is not None and at.counter.staff != by.id:
        return Refusal("queue.somebody_else", staff=at.counter.staff_name)
    if at.counter.state == "paused" and sits_down:
        return Refusal("queue.paused")
    if at.counter.state == "closed":
        if not sits_down:
            return Refusal("queue.counter_closed")
        return replace(at, counter=await set_state(at, "open"))
    return at


async def set_state(at: AtCounter, state: CounterState, tickets: Sequence[UUID] = ()) -> Counter:
    """Open, pause or close the counter, with its line in the log; a closed one is nobody's.

    ``tickets`` were changed with it.
    """
    staff, name = (None, None) if state == "closed" else (at.by.id, at.by.name)
    changed = replace(at.counter, state=state, staff=staff, staff_name=name, since=at.now)
    await counters.save(changed)
    if state != at.counter.state:
        kind: log.Kind = {"open": "counter_opened", "paused": "counter_paused", "closed": "counter_closed"}[state]  # type: ignore[assignment]
        await log.write(Happening(at.now, kind, changed.office, counter=changed.id))
    await telling.changed(at.unit, changed.office, tickets=tickets)
    return changed


async def write(
    at: AtCounter, action: str, steps: Sequence[Step], *, last: UUID | None = None, given: bool = False
) -> Refusal | None:
    """Write a deed; refused, and to be undone, when somebody else changed one of its tickets meanwhile.

    ``last``: the ticket that was called in turn. ``given``: the deed itself gave out the number.
    """
    for step in steps:
        if not await store.change(step.after, step.before):
            return Refusal("queue.moved_on", label=step.before.label)
    await noted(at, action, steps, last=last, given=given)
    return None


async def noted(
    at: AtCounter, action: str, steps: Sequence[Step], *, last: UUID | None = None, given: bool = False
) -> None:
    """Everything that belongs to a deed whose tickets are written: promises, log, what may be taken back, news."""
    for step in steps:
        await promised(at.setting, step.before, step.after, at.unit)
    lines = await log.write(*(line for step in steps for line in step.lines))
    deeds = tuple(Deed(step.before, step.after.version, at.now) for step in steps)
    done = Done(action, steps[-1].after.label, lines, deeds, at.counter.last, given)
    await counters.save(replace(at.counter, done=done, last=last or at.counter.last))
    await tell(at.setting, at.unit, steps)


async def tell(setting: Setting, unit: UnitOfWork, steps: Sequence[Step]) -> None:
    """A call is told as one, everything else as a change; whoever is near now and asked for it is told too."""
    offices = dict.fromkeys(one.office for step in steps for one in (step.before, step.after))
    calls = [step.after for step in steps if step.calls]
    tickets = [step.after.id for step in steps]
    for ticket in calls:
        await telling.called(unit, ticket, tickets)
    others = [office for office in offices if office not in {one.office for one in calls}]
    await telling.changed(unit, *others, tickets=tickets)
    for office in offices:
        await near.told(setting, unit, office)


async def promised(setting: Setting, before: Ticket, after: Ticket, unit: UnitOfWork) -> None:
    """Tell whoever promised the time what became of it."""
    if after.about is None or before.state == after.state:
        return
    for one in setting.promises:
        if after.state == "done":
            await one.closed(after.about, "done", unit)
        elif after.state == "no_show":
            await one.closed(after.about, "done" if after.promise_kept else "no_show", unit)
        elif before.state in ("done", "no_show"):
            await one.closed(after.about, "arrived", unit)
