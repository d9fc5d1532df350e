"""Bookings in a simulated city: who books and who closes days there, and what must hold all the while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicore import Simulation
from civicore_booking.service import Bookings
from civicore_booking.simulated_citizens import Citizens
from civicore_booking.simulated_memory import Memory
from civicore_booking.simulated_rules import Rules
from civicore_booking.simulated_staff import Clerks

if TYPE_CHECKING:
    from civicore import Runtime


def simulation(runtime: Runtime) -> Simulation | None:
    """Everything for one run; None in a city where nothing can be booked."""
    bookings = runtime.services.one(Bookings)
    if not bookings.agendas("web"):
        return None
    memory = Memory(runtime.city)
    moves = (*Citizens(bookings, memory).moves(), *Clerks(runtime, bookings, memory).moves())
    return Simulation("booking", moves, Rules(runtime, bookings.setting.plan, memory).invariants())
