"""Prepared replies: words of the city with places for what differs from case to case."""

from __future__ import annotations

import re
from datetime import date

from civicore_signals.case import Case, Sender
from civicore_signals.conditions import within
from civicore_signals.dossier import ReplyTemplate
from civicore_signals.plan import Template
from civicore_signals.setting import Setting

_PLACE = re.compile(r"\{(\w+)\}")
PLACES = ("number", "date", "category", "unit", "status", "due", "name")
"""What may stand in braces; ``name`` is empty for whoever gave none."""


def fitting(
    setting: Setting, case: Case, sender: Sender | None, status: str | None = None
) -> tuple[ReplyTemplate, ...]:
    """Replies for a case (going to a status), in the order of the file and the language of its sender."""
    language = sender.language if sender is not None and sender.language else case.language
    return tuple(
        ReplyTemplate(one.id, one.name, filled(one.text.in_(language), said(setting, case, sender, language)))
        for one in setting.plan.templates.values()
        if fits(one, case, status)
    )


def fits(one: Template, case: Case, status: str | None) -> bool:
    """Whether a reply is meant for such a case."""
    return (
        (one.kinds is None or case.kind in one.kinds)
        and (one.statuses is None or status is None or status in one.statuses)
        and (one.categories is None or any(within(case.category, above) for above in one.categories))
    )


def said(setting: Setting, case: Case, sender: Sender | None, language: str) -> dict[str, str]:
    """What goes into the places."""
    plan = setting.plan
    category, unit, status = plan.category(case.category), plan.units.get(case.unit), plan.statuses.get(case.status)
    return {
        "number": case.number or "",
        "date": _day(setting, language, case.registered_on),
        "category": category.name.in_(language) if category else case.category,
        "unit": unit.name.in_(language) if unit else case.unit,
        "status": status.name.in_(language) if status else case.status,
        "due": _day(setting, language, case.clock.due_on),
        "name": (sender.name or "") if sender is not None else "",
    }


def _day(setting: Setting, language: str, day: date | None) -> str:
    return "" if day is None else setting.runtime.languages.date(language, day)


def filled(words: str, said: dict[str, str]) -> str:
    """The words with their places filled; a place that nobody knows stays as it is, so that the clerk sees it."""
    return _PLACE.sub(lambda one: said.get(one[1], one[0]), words)
