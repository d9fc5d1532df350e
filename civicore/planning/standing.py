"""Decisions that go on holding until their file is taken over: what comes in meanwhile has to follow them too.

Records that are decided about one by one are asked for again. Where a decision was made about all there are at once,
such as that signals sent until now stay private, those of the last minutes are dealt with in the very unit in which
the new rules come into force: nobody works by the old ones any more, and nobody has seen the new ones.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from civicore.contracts.changes import FileChange, Tally
from civicore.deployment.loading import Loaded
from civicore.planning.accepting import forget_standing, standing
from civicore.planning.differences import fingerprint
from civicore.planning.plan import Plan
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_ACTOR = "system"
log = logging.getLogger("civicore.planning")


def of(plan: Plan) -> Mapping[str, str]:
    """The decisions of a plan that are about all records at once, by the name of the change."""
    about = {one.change for one in plan.tallies if one.allowed}
    return {name: word for name, word in plan.decisions.items() if name in about}


async def carry_out(runtime: Runtime, loaded: Loaded, unit: UnitOfWork) -> None:
    """Do once more what was decided for this file, if anything was; ``runtime`` works by it."""
    row = await standing()
    if row is None or row.digest != fingerprint(loaded):
        return
    for name, word in row.decisions.items():
        for one in runtime.services.all(FileChange):  # type: ignore[type-abstract]
            refused = await one.carry_out(word, Tally(name, 0, ""), _ACTOR)
            if refused is not None:
                log.error("%s: %s could not be done: %s", name, word, refused.code)
    await forget_standing()
