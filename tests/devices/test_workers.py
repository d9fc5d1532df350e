"""Two processes at one printer, and one that dies: each slip comes out once at most."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from civicore.base.clock import DemoClock
from civicore.devices import spool
from civicore.devices.spool import LEASE
from civicore.devices.working import at_work
from civicore.reading import Settings
from tests.databases import PATIENT
from tests.devices.conftest import PRINTER, Office, opened
from tests.tools.escpos import Escpos

SLIPS = 12


async def test_two_workers_print_every_slip_once(
    office: Office, settings: Settings, clock: DemoClock, printer: Escpos
) -> None:
    other = await opened(settings, clock)
    jobs = [await office.queue(f"ticket:{number}") for number in range(SLIPS)]
    first, second = office.built.runtime, other.built.runtime
    async with at_work(first.printers, first.store), at_work(second.printers, second.store):
        async with asyncio.timeout(PATIENT):
            while {await office.state_of(job) for job in jobs} != {"printed"}:
                await asyncio.sleep(0.05)
    assert len(printer.tickets) == SLIPS
    await second.store.close()


async def test_without_the_lease_two_workers_would_print_one_slip_twice(
    office: Office, settings: Settings, clock: DemoClock, printer: Escpos, monkeypatch: object
) -> None:
    """The twin: what the lease is for."""
    job = await office.queue()
    first = await office.built.runtime.transact(lambda unit: spool.claim(PRINTER, unit.now))
    assert first is not None
    second = await office.built.runtime.transact(lambda unit: spool.claim(PRINTER, unit.now))
    assert second is None
    await office.built.runtime.transact(lambda unit: spool.release(PRINTER, first.lease))
    assert await office.built.runtime.transact(lambda unit: spool.claim(PRINTER, unit.now)) is None
    assert await office.state_of(job) == "unknown"


async def test_what_a_dead_process_was_printing_is_unknown_when_its_lease_ends(
    office: Office, clock: DemoClock, printer: Escpos
) -> None:
    dead = await office.queue("ticket:1", lasts=600)
    claimed = await office.built.runtime.transact(lambda unit: spool.claim(PRINTER, unit.now))
    assert claimed is not None
    waiting = await office.queue("ticket:2", lasts=600)
    clock.advance(LEASE - timedelta(seconds=1))
    await office.print_all()
    assert (await office.state_of(dead), await office.state_of(waiting)) == ("printing", "queued")
    clock.advance(timedelta(seconds=1))
    await office.print_all()
    assert (await office.state_of(dead), await office.state_of(waiting)) == ("unknown", "printed")
    assert len(printer.tickets) == 1


async def test_while_one_process_prints_another_asks_nothing(office: Office, printer: Escpos) -> None:
    await office.queue()
    await office.built.runtime.transact(lambda unit: spool.claim(PRINTER, unit.now))
    await office.printers.ask(PRINTER)
    assert printer.clients == 0
