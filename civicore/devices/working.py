"""Prints, and asks printers how they are, while the server lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from civicore.devices.printers import PICTURE, Printers
from civicore.devices.tables import PrintJobRow
from civicore.storage.serving import Served
from civicore.storage.store import Store

_EVERY = 5.0  # seconds between two questions to a printer
_SLIPS = PrintJobRow._meta.tablename


class Printing:
    """The slips of one printer, one after the other."""

    soon = 1.0

    def __init__(self, printers: Printers, device: str) -> None:
        self.name = f"slips of {device}"
        self._printers, self._device = printers, device

    async def round(self) -> bool:
        return await self._printers.print_next(self._device)


class Asking:
    """How one printer is, every few seconds."""

    soon = 1.0

    def __init__(self, printers: Printers, device: str) -> None:
        self.name = f"questions to {device}"
        self._printers, self._device = printers, device
        self._next = 0.0

    async def round(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now >= self._next:
            self._next = now + _EVERY
            await self._printers.ask(self._device)
        return False


@asynccontextmanager
async def at_work(printers: Printers, store: Store) -> AsyncIterator[None]:
    """One worker for each printer, woken by new slips; a slow printer holds up no other."""
    served = [Served(Printing(printers, one.device)) for one in printers.served]
    served += [Served(Asking(printers, one.device)) for one in printers.served if one.driver != PICTURE]

    seen = None

    def wake() -> None:
        nonlocal seen
        if (slips := store.changes.of(_SLIPS)) != seen:
            seen = slips
            for one in served:
                one.wake()

    store.watch(wake)
    for one in served:
        one.begin()
    try:
        yield
    finally:
        await asyncio.gather(*(one.end() for one in served))
