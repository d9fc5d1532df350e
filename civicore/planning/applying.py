"""Doing exactly what a plan says: refused when it is stale, carried out once, noted as what the city runs under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civicore.base.refusal import Refusal
from civicore.contracts.changes import Change, FileChange, Hit, Tally
from civicore.deployment.loading import Loaded
from civicore.planning import renaming, standing
from civicore.planning.accepting import accept, accept_in, forget_standing, is_accepted
from civicore.planning.differences import fingerprint, rules_of
from civicore.planning.in_force import InForce
from civicore.planning.judging import planned
from civicore.planning.plan import Plan
from civicore.planning.written import WrittenPlan
from civicore.storage.unit_of_work import UnitOfWork

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


@dataclass(frozen=True)
class Applying:
    """A plan that is being carried out: ``before`` runs under the old file, ``after`` under the new, on one database.

    ``actor`` is who answers for it.
    """

    old: Loaded
    new: Loaded
    before: Runtime
    after: Runtime
    written: WrittenPlan
    actor: str

    async def beside_the_city(self) -> Stale | Applied:
        """Deal with the records and note that the file is agreed to; a server takes it over once it lies there.

        Until then the city goes on by the old file, and what is booked meanwhile is asked for again. Each record is
        dealt with in a transaction of its own and is no longer found afterwards: whoever begins again after a crash
        goes on where it stopped. ValueError when one of the files has errors.
        """
        plan = await self._plan()
        async with self.after.store.reading():
            agreed = await is_accepted(self.written.new)
        if agreed and not any(plan.stands(one) for one in plan.changes):
            return Applied(before=True)
        if stale := tuple(_since(plan, self.written)):
            return Stale(stale)
        done, refused = await self._carry_out(plan)
        if not refused:
            await accept(self.after, self.written.new, self.actor, standing.of(plan))
        return Applied(done, 0, tuple(refused))

    async def in_force(self) -> Stale | Applied:
        """Deal with the records and put the new file's rules in force, so that nobody works by the old ones any more.

        Servers that do not know the new file yet change nothing until they have taken it over. What no longer fits
        because somebody booked in the very last moment makes the plan stale, and the old rules go on. With ids that
        are renamed now, all of it happens or nothing: records under new names are no use to the old file.
        """
        first = Applied(before=True) if self.renames else await self.beside_the_city()
        if isinstance(first, Stale) or first.refused:
            return first
        try:
            last = await self.after.store.transact(self._in_force)
        except _NotDone as undone:
            return Applied(refused=undone.refused)
        if isinstance(last, Stale):
            return last
        return replace(last, done=first.done or last.done, before=first.before and last.before)

    @property
    def renames(self) -> bool:
        """Whether ids are renamed that the old file does not know to be."""
        return not self.after.city.renames.items() <= self.before.city.renames.items()

    async def _in_force(self, unit: UnitOfWork) -> Stale | Applied:
        rules = InForce(self.after.store, rules_of(self.new))
        await rules.hold(unit)
        plan, agreed = await self._plan(), await is_accepted(self.written.new)
        stale = (
            () if agreed and not any(plan.stands(one) for one in plan.changes) else tuple(_since(plan, self.written))
        )
        if stale:
            return Stale(stale)
        renamed = await renaming.follow_in(unit, self.after)
        done, refused = await self._carry_out(plan)
        if refused:
            raise _NotDone(tuple(refused))
        await rules.apply(unit)
        await accept_in(unit, self.written.new, self.actor)
        await forget_standing()  # nobody works by the old rules any more
        return Applied(done, renamed, before=agreed and not done and not renamed)

    async def _plan(self) -> Plan:
        return await planned(self.before, self.old, self.new, self.written.decisions)

    async def _carry_out(self, plan: Plan) -> tuple[int, list[str]]:
        done, refused = 0, list[str]()
        for change in plan.changes:
            decision = plan.decisions.get(change.name)
            for found in _decided(plan, change) if decision else ():
                trouble = await _one(self.after, str(decision), found, self.actor)
                done += trouble is None
                if trouble is not None:
                    refused.append(f"{change.name}: {_label(found)}: {trouble.code}")
        return done, refused


class _NotDone(Exception):
    """Undoes everything, because it cannot be done for these records."""

    def __init__(self, refused: tuple[str, ...]) -> None:
        super().__init__(*refused)
        self.refused = refused


def outdated(old: Loaded, new: Loaded, written: WrittenPlan) -> Stale | None:
    """Why a plan is not about these files any more."""
    now = ((written.old_file.name, old, written.old), (written.new_file.name, new, written.new))
    changed = [name for name, one, hash_ in now if fingerprint(one) != hash_]
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
