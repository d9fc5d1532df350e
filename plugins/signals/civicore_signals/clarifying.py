"""Asking the sender: the clock stands or begins anew as the law says, and silence has its last day."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from civicore import Principal, Refusal
from civicore_signals import acting, clockwork, letters, lifecycle, rights, store
from civicore_signals.acting import Deed, Papers
from civicore_signals.case import Case, Event
from civicore_signals.lifecycle import Given
from civicore_signals.progressing import written
from civicore_signals.setting import Setting


async def ask(
    setting: Setting, case: UUID, text: str, by: Principal, version: int | None = None, papers: Papers | None = None
) -> Case | Refusal:
    """Send the sender a question; a status in which the case waits is taken where the file has one."""
    return await acting.on_case(setting, case, by, rights.WORK, version, lambda deed: _asked(deed, text, papers))


async def _asked(deed: Deed, text: str, papers: Papers | None) -> Case | Refusal:
    words = written(text)
    if isinstance(words, Refusal):
        return words
    if deed.plan.statuses[deed.case.status].final:
        return Refusal("signals.not_allowed", status=deed.case.status)
    sender = await store.sender_of(deed.case.id)
    if sender is None or not (sender.email or sender.account):
        return Refusal("signals.nobody_to_ask")
    law = deed.plan.law(deed.case.kind, deed.case.category)
    clock = clockwork.ask(deed.case.clock, law, deed.now, deed.plan.calendar)
    after = await deed.write(replace(_waiting(deed), clock=clock))
    if isinstance(after, Refusal):
        return after
    refused = await deed.papers(papers, await _noted(deed, after, words))
    if refused is not None:
        return refused
    await letters.tell(deed.setting, deed.unit, after, "question", text=words)
    return after


def _waiting(deed: Deed) -> Case:
    """The case in the first status of its way that waits for the sender, where it may go there."""
    for status in deed.plan.way(deed.case.kind):
        if status.phase == "waiting":
            after = lifecycle.move(deed.plan, deed.case, status.id, "unit", Given(text="?"), deed.now)
            if isinstance(after, Case):
                return after
    return deed.case


async def _noted(deed: Deed, after: Case, words: str) -> Event:
    clock = after.clock
    if after.status != deed.case.status:
        await deed.event("status", public=True, status=after.status, facts={"from": deed.case.status})
    until = None if clock.silence_on is None else clock.silence_on.isoformat()
    question = await deed.event("question", text=words, facts={"until": until})
    if clock.paused_at is not None and deed.case.clock.paused_at is None:
        await deed.event("paused", facts={"law": clock.deadline})
    await deed.audit("asked", until=until)
    return question
