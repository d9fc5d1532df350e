"""Cases in a simulated city: who files, works on and reads them, and what must hold all the while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicore import Simulation
from civicore_signals.service import Cases
from civicore_signals.simulated_memory import Memory
from civicore_signals.simulated_office import Office
from civicore_signals.simulated_readers import Readers
from civicore_signals.simulated_rules import Rules
from civicore_signals.simulated_senders import Senders
from civicore_signals.work import Desk

if TYPE_CHECKING:
    from civicore import Runtime


def simulation(runtime: Runtime) -> Simulation | None:
    """Everything for one run; None in a city to which nothing can be sent."""
    cases = runtime.services.one(Cases)
    if not any(cases.setting.plan.types(kind) for kind in cases.setting.plan.kinds):
        return None
    memory = Memory(cases.setting)
    moves = (
        *Senders(cases, memory).moves(),
        *Office(runtime.services.one(Desk), memory).moves(),
        *Readers(cases, memory).moves(),
    )
    return Simulation("signals", moves, Rules(cases.setting, memory).invariants())
