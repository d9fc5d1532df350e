"""A case on its way: another status with all that this asks for, news, notes, and what comes of an end."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from civicore import CalendarEnds, Principal, Refusal
from civicore_signals import acting, clockwork, joined, letters, lifecycle, rights, store, telling
from civicore_signals.acting import Deed, Papers
from civicore_signals.case import Case
from civicore_signals.clockwork import Clock
from civicore_signals.lifecycle import Given, Move
from civicore_signals.plan import Actor
from civicore_signals.setting import Setting
from civicore_signals.splitting import parts_of

LONGEST = 20_000  # characters of a note, of news and of an answer


async def move(
    setting: Setting, case: UUID, to: str, given: Given, by: Principal, version: int | None = None
) -> Case | Refusal:
    """Give a case another status."""
    return await acting.on_case(setting, case, by, rights.WORK, version, lambda deed: moved(deed, to, given))


async def moved(deed: Deed, to: str, given: Given) -> Case | Refusal:
    """The same inside a unit of work: case, clock, history, news, and the cases that were merged into it."""
    chosen, actor = _chosen(deed, to)
    after = lifecycle.move(deed.plan, deed.case, to, actor, given, deed.now)
    if isinstance(after, Refusal):
        return after
    still = await _open_parts(deed) if deed.plan.statuses[to].final else 0
    if still:
        return Refusal("signals.parts_open", parts=still)
    clock = _clock(deed, after, chosen)
    if isinstance(clock, Refusal):
        return clock
    kept = await deed.write(replace(after, clock=clock))
    if isinstance(kept, Refusal):
        return kept
    refused = await _written(deed, kept, given)
    if refused is not None:
        return refused
    if kept.reopened > deed.case.reopened:
        await letters.tell(deed.setting, deed.unit, kept, "reopened", text=given.text.strip())
    else:
        await telling.status(deed.setting, deed.unit, kept, given.text)
    if deed.plan.statuses[to].final:
        await joined.ended(deed.setting, deed.unit, kept, given.text, deed.by.actor)
    return kept


def _chosen(deed: Deed, to: str) -> tuple[Move | None, Actor]:
    """The move as this clerk may make it; operators have moves of their own."""
    for actor in actors(deed.by):
        for one in lifecycle.moves(deed.plan, deed.case, actor, deed.now):
            if one.to == to:
                return one, actor
    return None, "unit"


def actors(by: Principal) -> tuple[Actor, ...]:
    """As whom a member of staff can move cases."""
    unit: tuple[Actor, ...] = ("unit",) if by.may(rights.WORK) else ()
    return (*unit, "operator") if by.may(rights.FILE_FOR) else unit


def _clock(deed: Deed, after: Case, chosen: Move | None) -> Clock | Refusal:
    """The clock stops with the end, and goes on or begins anew with a reopening."""
    clock, calendar = deed.case.clock, deed.plan.calendar
    law = deed.plan.law(after.kind, after.category)
    if deed.plan.statuses[after.status].final:
        if deed.plan.outcomes[after.outcome or ""].counts_as == "passed_on" and not clockwork.may_transfer(
            clock, law, deed.now, calendar
        ):
            return Refusal("signals.transfer_late")
        return clockwork.stop(clock, law, deed.now, calendar)
    if chosen is None or not chosen.reopens:
        return _no_longer_asked(deed, after, clock)
    if chosen.clock == "restart" and law is not None:
        return clockwork.restart(clock, law, deed.now, calendar)
    return clockwork.resume(clock, law, deed.now, calendar)


def _no_longer_asked(deed: Deed, after: Case, clock: Clock) -> Clock:
    """A clerk who takes a waiting case up again has the answer, by telephone say: silence means nothing any more."""
    phases = [deed.plan.statuses[one.status].phase for one in (deed.case, after)]
    if phases[0] != "waiting" or phases[1] == "waiting":
        return clock
    try:
        return clockwork.answered(clock, deed.plan.law(after.kind, after.category), deed.now, deed.plan.calendar)
    except CalendarEnds:  # the new day is worked out as soon as the calendar reaches that far
        return replace(clock, paused_at=None, silence_on=None)


async def _open_parts(deed: Deed) -> int:
    """How many parts of a case nobody has answered yet."""
    parts = await store.many(parts_of(await store.events_of(deed.case.id)))
    return sum(one.state == "live" and not deed.plan.statuses[one.status].final for one in parts.values())


async def _written(deed: Deed, after: Case, given: Given) -> Refusal | None:
    final, reopened = deed.plan.statuses[after.status].final, after.reopened > deed.case.reopened
    event = await deed.event(
        "closed" if final else "reopened" if reopened else "status",
        public=True,
        status=after.status,
        outcome=after.outcome,
        text=given.text.strip(),
        facts={"from": deed.case.status, **({"body": after.body} if after.body else {})},
    )
    await deed.audit("moved", status=after.status, outcome=after.outcome)
    return await deed.papers(Papers(given.files, given.files_of), event)


async def note(setting: Setting, case: UUID, text: str, by: Principal) -> Case | Refusal:
    """Words for the office only."""

    async def work(deed: Deed) -> Case | Refusal:
        words = written(text)
        if isinstance(words, Refusal):
            return words
        await deed.event("note", unit=deed.case.unit, text=words)
        return deed.case

    return await acting.on_case(setting, case, by, rights.WORK, None, work, merged=True)


async def update(
    setting: Setting, case: UUID, text: str, by: Principal, version: int | None = None, papers: Papers | None = None
) -> Case | Refusal:
    """News for sender and followers, without another status."""

    async def work(deed: Deed) -> Case | Refusal:
        words = written(text)
        if isinstance(words, Refusal):
            return words
        after = await deed.write(deed.case)
        if isinstance(after, Refusal):
            return after
        event = await deed.event("update", public=True, text=words)
        refused = await deed.papers(papers, event)
        if refused is not None:
            return refused
        await letters.tell(deed.setting, deed.unit, after, "update", text=words)
        return after

    return await acting.on_case(setting, case, by, rights.WORK, version, work)


def written(text: str) -> str | Refusal:
    """Words without blanks around them; ``signals.text_missing``, ``signals.text_long``."""
    words = text.strip()
    if not words:
        return Refusal("signals.text_missing")
    return Refusal("signals.text_long", most=LONGEST) if len(words) > LONGEST else words
