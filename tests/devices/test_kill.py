"""A server killed while it prints (F14): what was under way is unknown, the rest comes out, nothing twice."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from civicore.base.clock import DemoClock
from civicore.devices.spool import LEASE
from civicore.reading import Settings
from tests.databases import PATIENT
from tests.devices.conftest import Office
from tests.tools.escpos import Escpos
from tests.tools.reliability import Counted
from tests.tools.serving import ROOT


async def test_f14_killed_while_it_prints(
    office: Office, settings: Settings, clock: DemoClock, printer: Escpos, counted: Counted
) -> None:
    printer.hangs = True
    first, second = await office.queue("ticket:1", lasts=600), await office.queue("ticket:2", lasts=600)
    command = [sys.executable, "-m", "tests.devices.victim", str(settings.file), str(settings.database)]
    victim = subprocess.Popen([*command, clock.now().isoformat()], cwd=ROOT)
    try:
        assert await asyncio.to_thread(printer.hung.wait, PATIENT), "the victim printed nothing"
    finally:
        victim.kill()
        victim.wait()
        printer.released.set()
    assert await office.state_of(first) == "printing"
    clock.advance(LEASE)
    await office.print_all()
    assert (await office.state_of(first), await office.state_of(second)) == ("unknown", "printed")
    await office.print_all()
    assert len(printer.tickets) == 2, "the one that hung is cut when the printer goes on; nobody sends it again"
    counted(runs=1, faults=1, acknowledged=2, lost=0)
