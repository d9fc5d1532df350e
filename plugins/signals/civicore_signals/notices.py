"""The messages about cases: what they can say, and a sample of each for previews and tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Literal, get_args

from civicore import City, Msgid, Notice, Text
from civicore_signals.case import Case
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.working_out import plan_of

Name = Literal[
    "confirm",
    "received",
    "registered",
    "status",
    "update",
    "question",
    "answer",
    "transferred",
    "extended",
    "assigned",
    "due_moved",
    "reopened",
    "merged",
    "left_aside",
    "solved",
    "mine",
    "follow",
    "follower",
]


def notices(city: City) -> tuple[Notice, ...]:
    """Every message, with a sample made of the city's own words."""

    def sample() -> Mapping[str, object]:
        return _sample(city)

    return tuple(Notice(f"signals.{name}", f"signals/mail/{name}.txt", sample) for name in get_args(Name))


def words(setting: Setting, case: Case, language: str, **more: object) -> dict[str, object]:
    """What a message about a case can say: nothing that its sender typed."""
    plan, city = setting.plan, setting.runtime.city
    status, outcome = plan.statuses.get(case.status), plan.outcomes.get(case.outcome or "")
    unit = plan.units.get(case.unit)
    law = plan.law(case.kind, case.category) if case.kind in plan.kinds else None
    into = more.pop("into", None)
    return {
        **_what(plan, case.kind, case.category),
        "number": case.number,
        "registered_on": case.registered_on,
        "received_at": case.received_at,
        "status": status.name if status else case.status,
        "status_text": status.text if status else None,
        "outcome": outcome.name if outcome else None,
        "unit": unit.name if unit else case.unit,
        "due_on": case.clock.due_on if case.clock.stopped_at is None else None,
        "silence_on": case.clock.silence_on,
        "law": law.name if law else None,
        "body": case.body,
        "into": into.number if isinstance(into, Case) else None,
        "phone": city.deployment.contact.phone,
        **_NOTHING_MORE,
        **more,
    }


_NOTHING_MORE: Mapping[str, object] = {
    "text": "",
    "reason": "",
    "before": None,
    "until": None,
    "own": False,
    "stop_link": None,
    "link": "",
    "cases": (),
}


def _what(plan: Plan, kind: str, category: str) -> dict[str, object]:
    """What a case is, in words of the city; what has left the file is called by its id."""
    found, about = plan.kinds.get(kind), plan.category(category)
    decides = found is not None and "decision" in found.notify
    return {
        "kind": found.name if found else kind,
        "category": about.name if about else category,
        "answered": Msgid("Decision") if decides else Msgid("Answer"),
        "decides": decides,
    }


def _sample(city: City) -> Mapping[str, object]:
    """A case that never was, of the first kind and type of the city."""
    plan = plan_of(city)
    kind = next(iter(plan.kinds))
    category = next((one.id for one in plan.types(kind)), "")
    status = next(iter(plan.statuses.values()))
    link = "https://city.example/signals/sample"
    return {
        **_NOTHING_MORE,
        **_what(plan, kind, category),
        "number": "2026-17",
        "registered_on": date(2026, 11, 24),
        "received_at": datetime(2026, 11, 24, 8, tzinfo=UTC),
        "status": status.name,
        "status_text": status.text,
        "outcome": next((one.name for one in plan.outcomes.values()), None),
        "unit": plan.units[plan.default_unit].name if plan.default_unit in plan.units else Text({"": "…"}),
        "due_on": date(2026, 12, 8),
        "silence_on": date(2026, 12, 24),
        "law": next((one.name for one in plan.deadlines.values()), None),
        "body": "Ministry",
        "into": "2026-12",
        "phone": city.deployment.contact.phone,
        "text": "A word from the office.",
        "reason": "A reason.",
        "before": date(2026, 12, 1),
        "until": date(2026, 12, 8),
        "own": True,
        "link": link,
        "stop_link": link,
        "cases": (("2026-17", link),),
    }
