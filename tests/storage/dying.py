"""A process that migrates and is killed before its n-th step: ``python -m tests.storage.dying <url> <n>``.

A step is a statement, or the end of a transaction. With 0 it lives, and says how many steps there were.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from civicore_booking.tables import BOOKING
from civicore_bots.tables import BOTS
from civicore_doctrack.tables import DOCTRACK
from civicore_signals.tables import SIGNALS
from civicore_ticketing.tables import TICKETING

from civicore.base.clock import SystemClock
from civicore.storage.store import Store
from tests.tables import CORE

EVERYTHING = (*CORE, BOOKING, TICKETING, SIGNALS, DOCTRACK, BOTS)


async def main(url: str, last: int) -> None:
    """Migrate; the kill comes from within, so that it falls where it was asked for."""
    store, steps = Store(url, clock=SystemClock(), apps=EVERYTHING), [0]
    await store.open()

    def counted(act: Any) -> Any:
        async def step(*given: Any, **named: Any) -> Any:
            steps[0] += 1
            if steps[0] == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return await act(*given, **named)

        return step

    for name in ("run_querystring", "run_ddl", "end"):
        setattr(store.engine, name, counted(getattr(store.engine, name)))
    await store.migrate()
    await store.close()
    sys.stdout.write(f"{steps[0]}\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
