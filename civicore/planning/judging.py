"""What a new file would do to the records of a city, and whether a running city may take it over by itself."""

from __future__ import annotations

from collections.abc import Mapping

from civicore.contracts.changes import Change, FileChange, Found
from civicore.deployment.loading import Loaded
from civicore.planning.accepting import is_accepted
from civicore.planning.differences import differences, fingerprint
from civicore.planning.plan import Plan, Verdict
from civicore.runtime import Runtime


async def judge_change(runtime: Runtime, old: Loaded, new: Loaded) -> Verdict:
    """What the new file would do to what exists; ``runtime`` serves the old one, its store is open.

    What ``civicore apply`` accepted for exactly this file is not asked for again; records that were touched since
    then are. ValueError when one of the two files has errors.
    """
    plan = await planned(runtime, old, new)
    async with runtime.store.reading():
        agreed = await is_accepted(plan.new)
    opened = [one for one in plan.undecided if plan.stands(one) or not agreed]
    return Verdict(plan, bool(opened or plan.blocked))


async def planned(runtime: Runtime, old: Loaded, new: Loaded, decisions: Mapping[str, str] | None = None) -> Plan:
    """The plan of a change. Reads only."""
    changes = differences(old, new)
    found = await _look(runtime, old, new, changes)
    return Plan(
        fingerprint(old),
        fingerprint(new),
        changes,
        tuple(hit for one in found for hit in one.hits),
        tuple(tally for one in found for tally in one.tallies),
        decisions or {},
    )


async def _look(runtime: Runtime, old: Loaded, new: Loaded, changes: tuple[Change, ...]) -> list[Found]:
    if old.city is None or new.city is None:
        raise ValueError("a file with errors can be neither the old nor the new one")
    async with runtime.store.reading():
        return [
            await one.look(old.city, new.city, changes)
            for one in runtime.services.all(FileChange)  # type: ignore[type-abstract]
        ]
