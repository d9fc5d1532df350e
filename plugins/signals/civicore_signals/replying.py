"""What the sender does with an own case: answers, adds, says whether it was solved, opens it again, takes it back.

The same deed again, or at once from two windows, is one event (case 31).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from civicore import CalendarEnds, Refusal, UnitOfWork
from civicore_signals import clockwork, filing, joined, judging, lapsing, letters, lifecycle, own, store, trying
from civicore_signals.access import Viewer
from civicore_signals.case import Case, Event
from civicore_signals.clockwork import Clock
from civicore_signals.lifecycle import Given
from civicore_signals.plan import Actor
from civicore_signals.setting import Setting

_WAKES: tuple[Actor, ...] = ("sender", "system", "unit")
UNKNOWN, NOT_ALLOWED = Refusal("signals.unknown"), Refusal("signals.not_allowed")


@dataclass(frozen=True)
class Hand:
    """The sender's hand on an own case inside one unit of work."""

    setting: Setting
    unit: UnitOfWork
    case: Case
    events: tuple[Event, ...]

    @property
    def may(self) -> frozenset[str]:
        return own.may(self.setting.plan, self.case, self.events, self.unit.now)

    async def write(self, after: Case) -> Case | Refusal:
        return await trying.written(self.unit, after, self.case)


Work = Callable[[Hand], Awaitable[Case | Refusal]]


async def on_own(setting: Setting, viewer: Viewer, case: UUID | None, work: Work) -> Case | Refusal:
    """Do something to one's own case in one unit of work; ``signals.unknown``."""
    return await trying.tried(setting, partial(_on_own, setting, viewer, case, work))


async def _on_own(setting: Setting, viewer: Viewer, case: UUID | None, work: Work, unit: UnitOfWork) -> Case | Refusal:
    kept = await own.found(setting, viewer, case)
    if kept is None:
        return UNKNOWN
    here = await lapsing.settled(setting, unit, kept)
    return await work(Hand(setting, unit, here, await store.events_of(here.id)))


async def reply(text: str, ids: Sequence[UUID], files_of: str, hand: Hand) -> Case | Refusal:
    """Answer the office's question, or add something; the clock goes on or begins anew as the law says."""
    case, said = hand.case, text.strip()
    if "reply" not in hand.may:
        return NOT_ALLOWED
    if not said and not ids:
        return Refusal("signals.text_missing")
    if len(said) > judging.LONGEST_TEXT:
        return Refusal("signals.text_long", most=judging.LONGEST_TEXT)
    before = hand.events[-1] if hand.events else None
    if before is not None and before.kind == "reply" and before.text == said and not ids:
        return case
    law = hand.setting.plan.law(case.kind, case.category)
    try:
        clock = clockwork.answered(case.clock, law, hand.unit.now, hand.setting.plan.calendar)
    except CalendarEnds:  # the new day is worked out as soon as the calendar reaches that far
        clock = replace(case.clock, paused_at=None, silence_on=None)
    kept = await hand.write(replace(_back_to_work(hand), clock=clock))
    if isinstance(kept, Refusal):
        return kept
    facts = {"due_on": clock.due_on.isoformat()} if clock.due_on and clock != case.clock else {}
    event = await store.add_event(case.id, "reply", hand.unit.now, "sender", status=kept.status, text=said, facts=facts)
    refused = await filing.take_files(tuple(ids), files_of, kept, hand.unit, event.id)
    return kept if refused is None else refused


def _back_to_work(hand: Hand) -> Case:
    """A case that waited for the sender goes to the first open status that the file lets it go to.

    The answer does what the unit would do when it reads it: else the case would go on waiting for what has come.
    """
    plan, case = hand.setting.plan, hand.case
    if plan.statuses[case.status].phase != "waiting":
        return case
    for actor in _WAKES:
        for one in lifecycle.moves(plan, case, actor, hand.unit.now):
            if plan.statuses[one.to].phase == "open":
                moved = lifecycle.move(plan, case, one.to, actor, Given(), hand.unit.now)
                return case if isinstance(moved, Refusal) else moved
    return case


async def feedback(solved: bool, text: str, hand: Hand) -> Case | Refusal:
    """Say whether it was solved: an event that everybody sees, never another status (case 37)."""
    before = own.last_feedback(hand.events)
    if before is not None and before.facts.get("solved") == solved:
        return hand.case
    if "feedback" not in hand.may:
        return NOT_ALLOWED
    if len(text) > judging.LONGEST_TEXT:
        return Refusal("signals.text_long", most=judging.LONGEST_TEXT)
    kept = await hand.write(hand.case)
    if isinstance(kept, Refusal):
        return kept
    await store.add_event(
        kept.id, "feedback", hand.unit.now, "sender", public=True, text=text.strip(), facts={"solved": solved}
    )
    return kept


async def reopen(text: str, hand: Hand) -> Case | Refusal:
    """Open a closed case again by the server's clock (case 33); its time goes on or begins anew (case 34)."""
    plan, case, now = hand.setting.plan, hand.case, hand.unit.now
    if len(text) > judging.LONGEST_TEXT:
        return Refusal("signals.text_long", most=judging.LONGEST_TEXT)
    if _just_reopened(hand, text):
        return case
    status = plan.statuses.get(case.status)
    if status is None or status.reopen is None:
        return NOT_ALLOWED
    given = Given(text=text)
    chosen = next((one for one in lifecycle.moves(plan, case, "sender", now) if one.reopens), None)
    moved = lifecycle.move(plan, case, status.reopen.to, "sender", given, now)
    if isinstance(moved, Refusal) or chosen is None:
        return moved if isinstance(moved, Refusal) else NOT_ALLOWED
    kept = await hand.write(replace(moved, clock=_again(hand, chosen)))
    if isinstance(kept, Refusal):
        return kept
    await store.add_event(
        case.id, "reopened", now, "sender", public=True, status=kept.status, text=text.strip(), facts={"by": "sender"}
    )
    await letters.tell(hand.setting, hand.unit, kept, "reopened")
    return kept


def _just_reopened(hand: Hand, text: str) -> bool:
    last = hand.events[-1] if hand.events else None
    return last is not None and last.kind == "reopened" and last.actor == "sender" and last.text == text.strip()


def _again(hand: Hand, chosen: lifecycle.Move) -> Clock:
    case, plan, now = hand.case, hand.setting.plan, hand.unit.now
    law = plan.law(case.kind, case.category)
    if law is None:
        return replace(case.clock, stopped_at=None)
    try:
        if chosen.clock == "restart":
            return clockwork.restart(case.clock, law, now, plan.calendar)
        return clockwork.resume(case.clock, law, now, plan.calendar)
    except CalendarEnds:
        return replace(case.clock, stopped_at=None)


async def withdraw(reason: str, hand: Hand) -> Case | Refusal:
    """Take back a case that has not ended. What was registered keeps its number; strangers see it no more."""
    case = hand.case
    if case.state == "withdrawn":
        return case
    if "withdraw" not in hand.may:
        return NOT_ALLOWED
    plan = hand.setting.plan
    clock = clockwork.stop(case.clock, plan.law(case.kind, case.category), hand.unit.now, plan.calendar)
    kept = await hand.write(replace(case, state="withdrawn", closed_at=hand.unit.now, clock=clock))
    if isinstance(kept, Refusal):
        return kept
    await store.add_event(
        case.id, "closed", hand.unit.now, "sender", status=kept.status, text=reason.strip(), facts={"withdrawn": True}
    )
    await joined.released(hand.setting, hand.unit, kept)
    return kept
