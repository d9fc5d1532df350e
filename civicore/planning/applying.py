"""Doing exactly what a plan says: refused when it is stale, carried out once, noted as what the city runs under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicore.base.refusal import Refusal
from civicore.contracts.changes import Change, FileChange, Hit, Tally
from civicore.deployment.loading import Loaded
from civicore.planning import renaming
from civicore.planning.accepting import accept, is_accepted
from civicore.planning.differences import fingerprint
from civicore.planning.judging import planned
from civicore.planning.plan import Plan
from civicore.planning.written import WrittenPlan

if TYPE_CHECKING:
    from civicore.runtime import Runtime


@dataclass(frozen=True)
class Stale:
    """Why a plan is not carried out; each sentence names what has changed since it was made."""

    why: tuple[str, ...]


@dataclass(frozen=True)
class Applied:
    """``done`` counts records that were decided about; ``refused`` says for which of them it could not be done."""

    done: int = 0
    renamed: int = 0
    refused: tuple[str, ...] = ()
    before: bool = False


async def apply_plan(
    old: Loaded, new: Loaded, before: Runtime, after: Runtime, written: WrittenPlan, actor: str
) -> Stale | Applied:
    """Carry a plan out; ``before`` runs under the old file, ``after`` under the new one, on the same database.

    Whether the files are still what they were is asked before (``outdated``).

    Each record is dealt with in a transaction of its own and is no longer found afterwards: whoever begins again
    after a crash goes on where it stopped. ValueError when one of the files has errors.
    """
    async with after.store.reading():
        agreed = await is_accepted(written.new)
    plan = await planned(before, old, new, written.decisions)
    if agreed and not any(plan.stands(one) for one in plan.changes):
        return Applied(before=True)
    stale = tuple(_since(plan, written))
    if stale:
        return Stale(stale)
    # A city that still serves the old file finds its records under the old names as long as nothing is to be done.
    renamed = await renaming.follow(after) if any(hit.allowed for hit in plan.hits) else 0
    done, refused = await _carry_out(after, plan, actor)
    if not refused:
        await accept(after, written.new, actor)
    return Applied(done, renamed, tuple(refused))


def outdated(old: Loaded, new: Loaded, written: WrittenPlan) -> Stale | None:
    """Why a plan is not about these files any more."""
    now = {written.old_file.name: (old, written.old), written.new_file.name: (new, written.new)}
    changed = [name for name, (one, hash_) in now.items() if fingerprint(one) != hash_]
    said = tuple(f"{name} says something else than when the plan was made" for name in changed)
    return Stale(said) if said else None


def _since(plan: Plan, written: WrittenPlan) -> Iterator[str]:
    """What the plan did not know of."""
    for tally in plan.blocked:
        yield f"{tally.change}: {tally.words}"
    for hit in plan.hits:
        if hit.allowed and written.records.get(f"{hit.kind}:{hit.id}") != hit.state:
            yield f"{hit.change}: since the plan was made there is a {hit.kind}: {hit.label}"
    for change in plan.undecided:
        told = [one.words for one in plan.tallies if one.change == change.name]
        yield f"{change.name}: not decided{''.join(f': {words}' for words in told)}"


async def _carry_out(after: Runtime, plan: Plan, actor: str) -> tuple[int, list[str]]:
    done, refused = 0, list[str]()
    for change in plan.changes:
        decision = plan.decisions.get(change.name)
        for found in _decided(plan, change) if decision else ():
            trouble = await _one(after, str(decision), found, actor)
            done += trouble is None
            if trouble is not None:
                refused.append(f"{change.name}: {_label(found)}: {trouble.code}")
    return done, refused


def _decided(plan: Plan, change: Change) -> Iterator[Hit | Tally]:
    yield from (hit for hit in plan.hits if hit.change == change.name and hit.allowed)
    yield from (tally for tally in plan.tallies if tally.change == change.name and tally.allowed)


async def _one(after: Runtime, decision: str, found: Hit | Tally, actor: str) -> Refusal | None:
    """Each who keeps records does what is theirs, and nothing with what is not."""
    for one in after.services.all(FileChange):  # type: ignore[type-abstract]
        refused = await one.carry_out(decision, found, actor)
        if refused is not None:
            return refused
    return None


def _label(found: Hit | Tally) -> str:
    return found.label if isinstance(found, Hit) else found.words
