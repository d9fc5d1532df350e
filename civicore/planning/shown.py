"""A plan as people and programs read it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from civicore.base.saying import English, Said, Tongue, in_words_of, say, say_many
from civicore.contracts.changes import Change, Hit, Kind, Tally
from civicore.planning.plan import AGREE, Plan

_LISTED = 20  # records of a change that are listed for people; programs get them all
_KINDS: Mapping[Kind, str] = {
    "cosmetic": say("cosmetic"),
    "future": say("future only"),
    "touching": say("touches existing"),
    "destructive": say("destructive"),
    "weaker": say("weaker"),
}


def human(plan: Plan, city: str, file: str, tongue: Tongue | None = None) -> str:
    """Every change with what it touches and what is to be decided, and what is still needed; in English by default."""
    spoken = tongue or English()
    lines: list[str] = [f"plan {city}  old {plan.old[:4]}..  new {plan.new[:4]}..", ""]
    for change in plan.changes:
        lines += [in_words_of(spoken, line) for line in _change(plan, change, spoken)]
    lines += ["" if plan.changes else say("nothing differs"), _ending(plan, file)]
    return "\n".join(in_words_of(spoken, line) for line in lines)


def as_json(plan: Plan) -> str:
    """The stable form for programs; keys are only ever added."""
    changes = [_object(plan, one) for one in plan.changes]
    return json.dumps({"old": plan.old, "new": plan.new, "changes": changes}, ensure_ascii=False, indent=1)


def _change(plan: Plan, change: Change, tongue: Tongue) -> Iterator[str]:
    sign = "+" if change.old is None else "-" if change.new is None else "!" if change.kind == "touching" else "~"
    kind, what = (in_words_of(tongue, one) for one in (_KINDS[change.kind], _what(change)))
    wide = max(len(in_words_of(tongue, one)) for one in _KINDS.values())
    yield f"{sign} {kind:{wide}} {change.name:35} {what}   {change.file}:{change.line}:{change.column}"
    hits = [one for one in plan.hits if one.change == change.name]
    if hits:
        yield f"    {', '.join(in_words_of(tongue, one) for one in _numbers(hits))}"
        yield from (f"      {one.label}" for one in hits[:_LISTED])
        if len(hits) > _LISTED:
            yield f"      {in_words_of(tongue, say('and %(more)s more', more=len(hits) - _LISTED))}"
    for tally in plan.tallies:
        if tally.change == change.name:
            error = f"{in_words_of(tongue, say('error'))}: " if tally.blocks else ""
            yield f"    {error}{tongue.words(tally.sentence).format(count=tally.count, thing=tally.thing)}"
    yield from (f"    {in_words_of(tongue, line)}" for line in _decision(plan, change, hits))


def _what(change: Change) -> str:
    """What is different, in short."""
    if change.renamed:
        return say("renamed from %(old)s", old=change.renamed)
    if change.old is None:
        return say("new: %(value)s", value=change.new)
    return f"{change.old} -> {change.new}" if change.new is not None else say("%(old)s -> gone", old=change.old)


def _decision(plan: Plan, change: Change, hits: Sequence[Hit]) -> Iterator[Said]:
    words = plan.choices(change)
    if not words:
        return
    decided = plan.decisions.get(change.name)
    if decided in words:
        yield say("decided: %(word)s", word=decided)
    elif len(words) == 1:
        yield say("decide: type %(word)s to agree", word=words[0])
    else:
        yield say("decide: %(words)s", words=" | ".join(words))
        if default := next((one.default for one in hits if one.default), None):
            yield say("default: %(word)s; what was promised then stays so", word=default)


def _numbers(hits: Sequence[Hit]) -> Iterator[Said]:
    """How many records of each kind."""
    for kind in sorted({one.kind for one in hits}):
        number = sum(hit.kind == kind for hit in hits)
        match kind:
            case "booking":
                yield say_many("%(num)s booking", "%(num)s bookings", number)
            case "ticket":
                yield say_many("%(num)s ticket", "%(num)s tickets", number)
            case _:
                yield say_many("%(num)s record (%(kind)s)", "%(num)s records (%(kind)s)", number, kind=kind)


def _ending(plan: Plan, file: str) -> Said:
    if plan.blocked:
        return say("This change cannot be made while records refer to what it takes away.")
    if plan.undecided:
        asked = " ".join(f"--decide {one.name}={_example(plan, one)}" for one in plan.undecided)
        command, number = f"civicore plan ... {file} {asked}", len(plan.undecided)
        return say_many(
            "%(num)s decision needed. %(command)s", "%(num)s decisions needed. %(command)s", number, command=command
        )
    return say("Everything is decided.") if plan.touched else say("Nothing that exists is touched.")


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
