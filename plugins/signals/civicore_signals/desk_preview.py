"""The message that a deed would send, as its reader will see it, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from civicore import Refusal
from civicore_signals import clockwork, letters, lifecycle, notices
from civicore_signals.acting import Papers
from civicore_signals.case import Case
from civicore_signals.desk_clerk import Clerk
from civicore_signals.desk_extending import length_of
from civicore_signals.dossier import Dossier
from civicore_signals.lifecycle import Given
from civicore_signals.notices import Name


@dataclass(frozen=True)
class Preview:
    """A message that was not sent. ``reached``: there is an address to which it would go."""

    subject: str
    text: str
    language: str
    reached: bool


def preview(clerk: Clerk, dossier: Dossier, deed: str, status: str, said: Mapping[str, Any]) -> Preview | Refusal:
    """What the sender would read; the link of the real message is another one for each."""
    case = dossier.case
    sender = dossier.sender
    language = sender.language if sender and sender.language else case.language
    told = _told(clerk, case, deed, status, said)
    if isinstance(told, Refusal):
        return told
    after, notice, more = told
    words = notices.words(clerk.cases.setting, after, language, **more)
    words |= {"link": clerk.runtime.absolute(f"/{language}/signals/mine/…"), "own": True}
    drawn = clerk.runtime.post.render(f"signals.{notice}", language, words)
    reached = not dossier.contacts or (sender is not None and bool(sender.email or sender.phone))
    return Preview(drawn.subject, drawn.text, language, reached)


def _told(
    clerk: Clerk, case: Case, deed: str, status: str, said: Mapping[str, Any]
) -> tuple[Case, Name, dict[str, object]] | Refusal:
    """The case as it would be, the message, and its words."""
    plan, now = clerk.plan, clerk.now
    law = plan.law(case.kind, case.category)
    if status:
        papers = said.get("papers") or Papers()
        given = Given(said.get("text") or "", said.get("outcome"), said.get("body"), papers.ids)
        after = lifecycle.move(plan, case, status, "unit", given, now)
        return after if isinstance(after, Refusal) else (after, letters.ended(plan, after), {"text": given.text})
    if deed == "ask":
        clock = clockwork.ask(case.clock, law, now, plan.calendar)
        return replace(case, clock=clock), "question", {"text": said["text"]}
    if deed == "extend":
        longer = clockwork.extend(case.clock, law, length_of(said["length"]), now, plan.calendar)
        if isinstance(longer, Refusal):
            return longer
        facts = {"reason": said["reason"], "before": case.clock.due_on, "until": longer.due_on}
        return replace(case, clock=longer), "extended", facts
    return case, "update", {"text": said["text"]}
