"""A process that prints until it is killed: ``python -m tests.devices.victim <file> <database> <instant>``."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.devices.working import at_work
from civicore.reading import Settings


async def main(file: str, database: str, instant: str) -> None:
    clock = DemoClock()
    clock.freeze(datetime.fromisoformat(instant))
    runtime = build(Settings(Path(file), database=database, clock=clock)).runtime
    await runtime.store.open()
    async with at_work(runtime.printers, runtime.store):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
