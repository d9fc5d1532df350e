"""A plan as people and programs read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from civicore.contracts.changes import Change, Hit, Kind, Tally
from civicore.planning.plan import AGREE, Plan

_LISTED = 20  # records of a change that are listed for people; programs get them all
_KINDS: Mapping[Kind, str] = {
    "cosmetic": "cosmetic",
    "future": "future only",
    "touching": "touches existing",
    "destructive": "destructive",
    "weaker": "weaker",
}
_KEPT = "; what was promised then stays so"


def human(plan: Plan, city: str, file: str) -> str:
    """Every change with what it touches and what is to be decided, and what is still needed."""
    lines = [f"plan {city}  old {plan.old[:4]}..  new {plan.new[:4]}..", ""]
    for change in plan.changes:
        lines += _change(plan, change)
    return "\n".join([*lines, "" if plan.changes else "nothing differs", _ending(plan, file)])


def as_json(plan: Plan) -> str:
    """The stable form for programs; keys are only ever added."""
    changes = [_object(plan, one) for one in plan.changes]
    return json.dumps({"old": plan.old, "new": plan.new, "changes": changes}, ensure_ascii=False, indent=1)


def _change(plan: Plan, change: Change) -> Iterator[str]:
    sign = "+" if change.old is None else "-" if change.new is None else "!" if change.kind == "touching" else "~"
    what = f"{change.old or 'new'} -> {change.new}" if change.new is not None else f"{change.old} -> gone"
    what = (
        f"renamed from {change.renamed}" if change.renamed else what if change.old is not None else f"new: {change.new}"
    )
    yield f"{sign} {_KINDS[change.kind]:17} {change.name:35} {what}   {change.file}:{change.line}:{change.column}"
    hits = [one for one in plan.hits if one.change == change.name]
    if hits:
        yield f"    {_number(hits)}"
        yield from (f"      {one.label}" for one in hits[:_LISTED])
        if len(hits) > _LISTED:
            yield f"      and {len(hits) - _LISTED} more"
    for tally in plan.tallies:
        if tally.change == change.name:
            yield f"    {'error: ' if tally.blocks else ''}{tally.words}"
    yield from _decision(plan, change, hits)


def _decision(plan: Plan, change: Change, hits: list[Hit]) -> Iterator[str]:
    words = plan.choices(change)
    if not words:
        return
    decided = plan.decisions.get(change.name)
    if decided in words:
        yield f"    decided: {decided}"
    elif len(words) == 1:
        yield f"    decide: type {words[0]} to agree"
    else:
        default = next((one.default for one in hits if one.default), None)
        yield f"    decide: {' | '.join(words)}" + (f"          default {default}{_KEPT}" if default else "")


def _number(hits: list[Hit]) -> str:
    kinds = sorted({one.kind for one in hits})
    return " and ".join(f"{(n := sum(hit.kind == kind for hit in hits))} {kind}{'s' * (n != 1)}" for kind in kinds)


def _ending(plan: Plan, file: str) -> str:
    if plan.blocked:
        return "This change cannot be made while records refer to what it takes away."
    if plan.undecided:
        asked = " ".join(f"--decide {one.name}={_example(plan, one)}" for one in plan.undecided)
        number = len(plan.undecided)
        return f"{number} decision{'s' * (number != 1)} needed. civicore plan ... {file} {asked}"
    return "Everything is decided." if plan.touched else "Nothing that exists is touched."


def _example(plan: Plan, change: Change) -> str:
    words = plan.choices(change)
    default = next((one.default for one in plan.hits if one.change == change.name and one.default), None)
    return default or (words[0] if words else AGREE)


def _object(plan: Plan, change: Change) -> dict[str, Any]:
    return {
        "path": change.name,
        "kind": change.kind,
        "old": change.old,
        "new": change.new,
        "renamed": change.renamed,
        "file": change.file,
        "line": change.line,
        "column": change.column,
        "hits": [_hit(one) for one in plan.hits if one.change == change.name],
        "counts": [_tally(one) for one in plan.tallies if one.change == change.name],
        "choices": list(plan.choices(change)),
        "decided": plan.decisions.get(change.name),
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {"kind": hit.kind, "id": hit.id, "label": hit.label, "when": hit.when and hit.when.isoformat()}


def _tally(tally: Tally) -> dict[str, Any]:
    return {"count": tally.count, "sentence": tally.words, "blocks": tally.blocks}
