"""The printers of a city: what they are to print, how they are, and the work of printing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from civicore.base.refusal import Refusal
from civicore.base.tasks import is_the_end
from civicore.devices import spool
from civicore.devices.condition import Condition, conditions, note
from civicore.devices.places import DeviceHere, devices, prints
from civicore.devices.printer import Printed, Printer, PrinterState, Trouble
from civicore.devices.slips import Slip
from civicore.devices.spool import Claim, PrintJob
from civicore.extension.machines import DeviceDriver
from civicore.messaging.alerts import alert
from civicore.people.principals import Principal
from civicore.storage.delivering import described
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.runtime import Runtime

T = TypeVar("T")
Status = Callable[[Printer], Awaitable[Trouble | None]]
Prints = Callable[[Printer, Slip], Awaitable[Printed]]
log = logging.getLogger("civicore.devices")

PAGE, PICTURE = "page", "picture"
REPRINT_LASTS = timedelta(minutes=5)
_FRESH = timedelta(seconds=15)  # what a printer said is believed for so long
_PATIENCE = 45.0  # seconds for a driver; below the lease, else another process would begin too


class Printers:
    """One printer for each ticket printer and kiosk of the file."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._store = runtime.store
        self._drivers: Mapping[str, DeviceDriver] = {one.id: one for one in (*runtime.drivers, _PICTURE)}
        self._places = {one.id: one for one in devices(runtime.city) if prints(one)}
        self._printers = {name: self._printer(one) for name, one in self._places.items()}

    @property
    def served(self) -> list[Printer]:
        """Those on which this server prints."""
        return [one for one in self._printers.values() if one.driver in self._drivers]

    def stand_in(self, status: Status, prints: Prints) -> None:
        """In a simulation: every printer is one that does these, whatever the file says it is."""
        ids = {one.driver for one in self._printers.values()} - {PAGE}
        self._drivers = {id: DeviceDriver(id, status, prints) for id in ids}

    async def queue(self, unit: UnitOfWork, device: str, slip: Slip, *, about: str, expires: datetime) -> UUID:
        """Print a slip once the unit has committed, never at or after ``expires``. KeyError for a device without one.

        ``about`` names what it concerns (``ticket:<uuid>``). Where the kiosk's own browser prints, the job is
        only kept so that it can be looked up and shown.
        """
        here = self._printers[device].driver == PAGE
        unit.outgoing = True
        return await spool.put(device, slip, unit.now, about=about, expires=expires, state="here" if here else "queued")

    async def queue_elsewhere(
        self, unit: UnitOfWork, device: str, slip: Slip, *, about: str, expires: datetime
    ) -> UUID:
        """As ``queue``, for a slip that could not come out where it was wanted: once at each printer, however often."""
        await unit.lock(f"devices.reprint:{about}")
        for one in await spool.about(about):
            if one.device == device and one.state in ("queued", "printing", "printed"):
                return one.id  # a finger that pressed twice
        return await self.queue(unit, device, slip, about=about, expires=expires)

    async def withdraw(self, unit: UnitOfWork, about: str) -> int:
        """Print no more what still waits, for the visitor has been shown it; returns how many slips."""
        return await spool.withdraw(about, unit.now)

    async def forget(self, unit: UnitOfWork, kind: str, before: datetime) -> None:
        """Delete slips about a kind of thing, ``booking``, that were over before this instant."""
        await spool.forget_about(kind, before)

    async def reprint(self, unit: UnitOfWork, about: str, *, by: Principal) -> UUID | Refusal:
        """The same slip once more, once: ``printer.nothing``, ``printer.still_printing``, ``printer.twice``."""
        await unit.lock(f"devices.reprint:{about}")
        known = await spool.about(about)
        if not known or known[0].state == "here":
            return Refusal("printer.nothing")
        if any(one.copy_of for one in known):
            return Refusal("printer.twice")
        first = known[0]
        if first.state not in spool.OVER:
            return Refusal("printer.still_printing")
        await unit.record("device.reprinted", actor=by.actor, subject=f"device:{first.device}", facts={"about": about})
        unit.outgoing = True
        return await spool.put(
            first.device, first.slip, unit.now, about=about, expires=unit.now + REPRINT_LASTS, copy_of=first.id
        )

    async def job(self, id: UUID) -> PrintJob | None:
        """What became of a slip."""
        async with self._store.reading():
            return await spool.find(id)

    async def jobs(self, device: str, most: int = 20) -> list[PrintJob]:
        """The slips of a device, the newest first."""
        async with self._store.reading():
            return await spool.newest(device, most)

    async def state(self, device: str) -> PrinterState:
        """Whether a ticket would come out now; asks the printer when what it said is old. KeyError without one."""
        printer = self._printers[device]
        if printer.driver in (PAGE, PICTURE):
            return PrinterState(True, prints_here=printer.driver == PAGE)
        found = await self._last(device)
        if found is None or not found.fresh(self._runtime.clock.now(), _FRESH):
            await self.ask(device)
            found = await self._last(device)
        return PrinterState.of("unknown" if found is None else found.trouble)

    async def beside(self, device: str) -> list[DeviceHere]:
        """The other printers of its office that would print a slip now, in the order of the file.

        None for a device in town: the next one stands in another street. Nor those whose own browser prints.
        """
        office = self._places[device].office
        others = [one for one in self._places.values() if office and one.office == office and one.id != device]
        told = await asyncio.gather(*(self.state(one.id) for one in others))
        return [one for one, state in zip(others, told, strict=True) if state.ready and not state.prints_here]

    async def states(self) -> Mapping[str, PrinterState]:
        """Of every printer what it said last, without asking again."""
        async with self._store.reading():
            known = await conditions(list(self._printers))
        return {name: self._told(printer, known.get(name)) for name, printer in self._printers.items()}

    async def ask(self, device: str) -> None:
        """Ask a printer how it is, unless somebody else is talking to it."""
        printer = self._printers[device]
        lease = await self._store.transact(lambda unit: spool.lease(device, unit.now))
        if lease is None:
            return
        trouble = await self._in_time(self._drivers[printer.driver].status(printer), device, "unknown")
        await self._store.transact(lambda unit: self._note(unit, device, lease, trouble))

    async def print_next(self, device: str) -> bool:
        """Print the slip that has waited longest; False when there is none or the printer cannot."""
        async with self._store.reading():
            if not await spool.anything(device):
                return False
        claimed = await self._store.transact(lambda unit: spool.claim(device, unit.now))
        if claimed is None:
            return False
        printer = self._printers[device]
        printed = await self._in_time(
            self._drivers[printer.driver].print(printer, claimed.slip), device, Printed("unknown", "unknown")
        )
        await self._store.transact(lambda unit: self._settle(unit, device, claimed, printed))
        return printed.outcome != "not_printed"

    async def take_over(self) -> None:
        """A demo's clock may stand still for ever: what a killed one was about to print is not waited for."""
        for device in self._printers:
            await self._store.transact(lambda unit, device=device: spool.free(device, unit.now))  # type: ignore[misc]

    def _printer(self, here: DeviceHere) -> Printer:
        """Without an address the kiosk's own browser prints; in a demo the slip is a picture."""
        entry, driver = here.entry, here.entry.driver
        if not entry.host and self._runtime.demo:
            driver = PICTURE
        elif not entry.host and driver == "escpos":
            driver = PAGE
        return Printer(here.id, driver, entry.host or "", entry.port)

    async def _last(self, device: str) -> Condition | None:
        async with self._store.reading():
            return (await conditions([device])).get(device)

    def _told(self, printer: Printer, known: Condition | None) -> PrinterState:
        if printer.driver in (PAGE, PICTURE):
            return PrinterState(True, prints_here=printer.driver == PAGE)
        return PrinterState.of("unknown" if known is None else known.trouble)

    async def _settle(self, unit: UnitOfWork, device: str, claimed: Claim, printed: Printed) -> None:
        await spool.settle(claimed, printed, unit.now)
        await self._note(unit, device, claimed.lease, printed.trouble)

    async def _note(self, unit: UnitOfWork, device: str, lease: UUID, trouble: Trouble | None) -> None:
        """Write down how the printer is and leave it to others; staff are written once for each trouble."""
        if not await note(device, lease, trouble, unit.now) or trouble is None:
            return
        context = {"device": device, "trouble": trouble}
        await alert(self._runtime, unit, "devices.trouble", context, about=f"device:{device}")

    async def _in_time(self, asked: Awaitable[T], device: str, otherwise: T) -> T:
        """What the driver answers; a driver that breaks or never answers is a printer that says nothing."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return await asked
        except BaseException as error:
            if is_the_end(error):
                raise
            log.error("the driver of %s failed: %s", device, described(error))
            return otherwise


async def _well(printer: Printer) -> Trouble | None:
    return None


async def _pictured(printer: Printer, slip: Slip) -> Printed:
    return Printed("printed")


_PICTURE = DeviceDriver(PICTURE, _well, _pictured)
"""A demo's printer: what the spool keeps is all there is to see."""
