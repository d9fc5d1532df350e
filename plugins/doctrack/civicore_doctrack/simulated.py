"""Documents in a simulated city: what other systems say of them, who looks, and what must hold all the while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicore import Simulation
from civicore_doctrack.service import Tracking
from civicore_doctrack.simulated_feeders import Feeders
from civicore_doctrack.simulated_memory import Memory
from civicore_doctrack.simulated_rules import Holders, Rules

if TYPE_CHECKING:
    from civicore import Runtime


def simulation(runtime: Runtime) -> Simulation | None:
    """Everything for one run; None in a city that no source tells of documents."""
    tracking = runtime.services.one(Tracking)
    if not tracking.setting.plan.kinds or not tracking.setting.said.sources:
        return None
    memory = Memory()
    moves = (*Feeders(tracking, memory).moves(), *Holders(tracking, memory).moves())
    return Simulation("doctrack", moves, Rules(tracking, memory).invariants())
