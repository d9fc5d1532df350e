"""Whether something can be filed as it is; pure rules over the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from civicore import Refusal
from civicore_signals import questions
from civicore_signals.case import Place
from civicore_signals.filed import Filing
from civicore_signals.plan import Category, Kind, Plan

LONGEST_TEXT = 4000
"""Characters, not bytes (case 18)."""
LONGEST_TOPIC = 200
AT_ONCE, OLDEST_DRAFT = timedelta(minutes=2), timedelta(days=60)


def judged(plan: Plan, filing: Filing, today: date) -> Filing | Refusal:
    """The filing with the answers that count, or what is wrong with it."""
    kind, category = plan.kinds.get(filing.kind), plan.category(filing.category)
    if kind is None:
        return Refusal("signals.kind_closed", kind=filing.kind)
    if category is None or not category.leaf or filing.kind not in category.kinds:
        return Refusal("signals.category_unknown", category=filing.category)
    refused = (
        _who(plan, filing) or _words(kind, filing) or _where(plan, kind, category, filing) or _when(kind, filing, today)
    )
    if refused is not None:
        return refused
    answers = questions.checked(category.questions, filing.answers)
    if isinstance(answers, Refusal):
        return answers
    return replace(filing, text=filing.text.strip(), topic=(filing.topic or "").strip() or None, answers=answers)


def must_confirm(plan: Plan, filing: Filing) -> bool:
    """Whether the sender's address must be confirmed before anything is registered."""
    if plan.registration(filing.kind, filing.category) != "email" or filing.operator is not None:
        return False
    sender = filing.sender
    return sender is None or (sender.account is None and not sender.email_confirmed)


def written_before(filing: Filing, now: datetime) -> datetime | None:
    """When it was written, if that was some time before it came; None for what a telephone's clock cannot know."""
    at = filing.written_at
    return at if at is not None and AT_ONCE <= now - at <= OLDEST_DRAFT else None


def _who(plan: Plan, filing: Filing) -> Refusal | None:
    """An operator has the caller on the telephone and a letter its sender on paper: these need no account."""
    if filing.operator is not None:
        return None
    needed, sender = plan.registration(filing.kind, filing.category), filing.sender
    if needed == "required" and (sender is None or sender.account is None):
        return Refusal("signals.account_needed")
    if needed == "email" and (sender is None or not sender.email):
        return Refusal("signals.email_needed")
    return None


def _words(kind: Kind, filing: Filing) -> Refusal | None:
    if "text" in kind.required and not filing.text.strip():
        return Refusal("signals.text_missing")
    if len(filing.text) > LONGEST_TEXT:
        return Refusal("signals.text_long", most=LONGEST_TEXT)
    if "topic" in kind.required and not (filing.topic or "").strip():
        return Refusal("signals.topic_missing")
    if len(filing.topic or "") > LONGEST_TOPIC:
        return Refusal("signals.topic_long", most=LONGEST_TOPIC)
    return None


def _where(plan: Plan, kind: Kind, category: Category, filing: Filing) -> Refusal | None:
    place = filing.place or Place()
    needed = category.place == "required" or (category.place is None and "place" in kind.required)
    if needed and place.point is None and not place.address:
        return Refusal("signals.place_missing")
    if place.point is not None and place.because == "outside" and plan.map.outside == "refuse":
        return Refusal("signals.place_outside")
    return None


def _when(kind: Kind, filing: Filing, today: date) -> Refusal | None:
    if filing.happened_on is None:
        return None
    if filing.happened_on > today:
        return Refusal("signals.day_to_come")
    if kind.oldest is not None and kind.oldest.add_to(filing.happened_on) < today:
        return Refusal("signals.too_old", oldest=kind.oldest)
    return None
