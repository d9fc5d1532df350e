"""A third-party plugin that fails at the database while somebody stands at the printer: they are answered."""

from __future__ import annotations

from datetime import date

from civicore.base.calendar import Closure
from civicore.contracts.admission import Promises
from civicore.contracts.hours import LiveClosures
from civicore.extension.guards import Guards
from civicore.extension.parts import Service
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.ticketing.service.hall import Hall


class Theirs:
    """What it does fails when half is done."""

    def accepts(self, office: str) -> frozenset[str]:
        return frozenset({"ticket_printer"})

    async def redeem(self, code: str, arrival: object, work: UnitOfWork) -> None:
        await work.record("acme.half", actor="", subject="")
        await work.tell("acme", {})
        await AuditRow.raw("SELECT nothing FROM nowhere")

    async def closures(self, office: str, first: date, last: date) -> tuple[Closure, ...]:
        await AuditRow.raw("SELECT nothing FROM nowhere")
        return ()


def asked_first(hall: Hall, port: type) -> None:
    """The stranger is asked before all others."""
    guards = Guards(hall.clock, lambda tripped: None, aside=hall.store.aside)
    theirs = guards.guarded("acme", Service(port, Theirs()), stranger=True).instance
    services = hall.runtime.services._parts
    services[port] = (theirs, *services[port])


async def test_who_has_booked_gets_a_number_whatever_becomes_of_a_strangers_code(hall: Hall) -> None:
    asked_first(hall, Promises)
    for number, wall in enumerate(("8:00", "8:10")):
        booking = await hall.booked(wall, f"jan{number}@example.cz")
        hall.set(wall)
        assert (await hall.arrived(booking)).promised
    assert "acme.half" not in await hall.audit()


async def test_where_a_stranger_does_not_know_its_closures_people_are_told_that_it_is_shut(hall: Hall) -> None:
    asked_first(hall, LiveClosures)
    for _ in range(2):
        assert (await hall.refused()).code == "queue.closed"
