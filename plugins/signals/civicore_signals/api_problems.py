"""Which status a refusal has over HTTP, and what else a program is told about it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from civicore import Refusal
from civicore_signals.dossier import Flag

_BY_CODE = {
    "signals.unknown": 404,
    "signals.no_right": 403,
    "signals.too_many": 429,
    "signals.suspended": 503,
    "signals.account_needed": 403,
    "signals.feed_key": 403,
    "request.key_reused": 422,
}
_WRONG = ("_missing", "_unknown", "_wrong", "_long", ".no_such_unit", ".no_such_category", ".place_outside")
_TOLD = ("version", "until", "question", "category", "kind", "most", "right", "status", "field")
_HOUR = 3600


def status_of(refusal: Refusal) -> int:
    """The status; what is refused for the state of things is a conflict."""
    known = _BY_CODE.get(refusal.code)
    if known is not None:
        return known
    return 422 if refusal.code.endswith(_WRONG) or refusal.code.startswith(("maps.", "field.")) else 409


def headers_of(refusal: Refusal, now: datetime) -> dict[str, str]:
    """``Retry-After`` in seconds for limits, at least 1."""
    if status_of(refusal) != 429:
        return {}
    until = refusal.facts.get("until")
    wait = int((until - now).total_seconds()) if isinstance(until, datetime) else _HOUR
    return {"Retry-After": str(max(1, wait))}


def told(refusal: Refusal, zone: ZoneInfo) -> dict[str, object]:
    """The facts that a program can use, by name; instants with the city's offset."""
    facts = {name: _plain(refusal.facts[name], zone) for name in _TOLD if refusal.facts.get(name) is not None}
    flags = refusal.facts.get("flags")
    if isinstance(flags, tuple):
        facts["flags"] = [{"kind": one.kind, "start": one.start, "end": one.end} for one in flags if _is_flag(one)]
    return facts


def _is_flag(one: object) -> bool:
    return isinstance(one, Flag) or all(hasattr(one, name) for name in ("kind", "start", "end"))


def _plain(fact: object, zone: ZoneInfo) -> object:
    match fact:
        case datetime():
            return fact.astimezone(zone).isoformat(timespec="seconds")
        case date():
            return fact.isoformat()
        case bool() | int():
            return fact
        case _:
            return str(fact)
