"""The printers of a simulated city: out of paper, off, dying half way; what came out lies before them (F14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from civicore.contracts.simulation import Scene
from civicore.devices.printer import Printed, Printer, Trouble
from civicore.devices.slips import Slip
from civicore.devices.tables import PrintJobRow
from civicore.extension.simulations import Invariant, Move
from civicore.runtime import Runtime

_TROUBLES: tuple[Trouble, ...] = ("paper_out", "cover_open", "offline")
_MENDED_AFTER = (1, 120)  # minutes
_MOST_SLIPS = 50  # in one go; a queue that does not end is one


@dataclass
class Paperwork:
    """``out`` counts by device and slip what came out of a printer."""

    runtime: Runtime
    out: Counter[tuple[str, str]] = field(default_factory=Counter)
    _troubles: dict[str, tuple[Trouble, datetime]] = field(default_factory=dict)
    _dies: str = ""
    _late: int = 0

    def begin(self) -> None:
        """From now on these are the city's printers."""
        self.runtime.printers.stand_in(self._status, self._print)

    def clear(self) -> None:
        """Paper in every printer."""
        self._troubles.clear()
        self._dies = ""

    async def work(self) -> None:
        """What the workers of the printers do now."""
        printers = self.runtime.printers
        for one in printers.served:
            for _ in range(_MOST_SLIPS):
                if not await printers.print_next(one.device):
                    break

    @property
    def _devices(self) -> list[str]:
        return [one.device for one in self.runtime.printers.served]

    def moves(self) -> tuple[Move, ...]:
        """Nothing where nothing is printed."""
        if not self._devices:
            return ()
        return (
            Move("fault.paper", self.fail, 3),
            Move("fault.jam", self.jam, 3),
            Move("printer.run", self.run, 0),
        )

    async def fail(self, scene: Scene) -> None:
        """F14: no paper, open, or off, until somebody sees to it; what waits must not come out of use afterwards."""
        device, trouble = scene.dice.one_of(self._devices), scene.dice.one_of(_TROUBLES)
        mended = scene.now + timedelta(minutes=scene.dice.number(*_MENDED_AFTER))
        self._troubles[device] = (trouble, mended)
        scene.saw(trouble)

    async def jam(self, scene: Scene) -> None:
        """F14: the next slip comes out, and the printer dies before it can say so."""
        self._dies = scene.dice.one_of(self._devices)

    async def run(self, scene: Scene) -> None:
        """The printers have had the time to print."""
        scene.saw(f"{sum(self.out.values())} slips out")

    def invariants(self) -> tuple[Invariant, ...]:
        sentence = "a slip comes out once, in its time, or again when staff asked for it"
        return (Invariant("I6", sentence, self.once, "hour"),) if self._devices else ()

    async def once(self) -> Sequence[str]:
        """I6, F14: what lies before the printers beside what was ordered."""
        async with self.runtime.store.reading():
            rows = await PrintJobRow.select(
                PrintJobRow.device, PrintJobRow.slip, PrintJobRow.about, PrintJobRow.copy_of
            )
        first = Counter(one["about"] for one in rows if one["copy_of"] is None)
        twice = sum(times > 1 for times in first.values())
        ordered = Counter((one["device"], one["slip"]) for one in rows)
        more = sum(times > ordered[slip] for slip, times in self.out.items() if ordered[slip])
        late = [f"{self._late} slips came out when nobody waited for them any more"] if self._late else []
        wrong = [f"{twice} numbers were put on paper twice"] if twice else []
        wrong += [f"{more} slips came out more often than they were ordered"] if more else []
        return [*wrong, *late]

    async def _status(self, printer: Printer) -> Trouble | None:
        return self._trouble(printer.device)

    async def _print(self, printer: Printer, slip: Slip) -> Printed:
        trouble = self._trouble(printer.device)
        if trouble is not None:
            return Printed("not_printed", trouble)
        self.out[printer.device, slip.packed()] += 1
        self._late += await self._is_late(printer.device, slip)
        if self._dies == printer.device:
            self._dies = ""
            return Printed("unknown", "offline")
        return Printed("printed")

    def _trouble(self, device: str) -> Trouble | None:
        trouble, mended = self._troubles.get(device, (None, None))
        return trouble if mended is not None and self.runtime.clock.now() < mended else None

    async def _is_late(self, device: str, slip: Slip) -> bool:
        mine = (PrintJobRow.device == device) & (PrintJobRow.slip == slip.packed())
        async with self.runtime.store.reading():
            rows = await PrintJobRow.select(PrintJobRow.expires_at).where(mine)
        return bool(rows) and all(one["expires_at"] <= self.runtime.clock.now() for one in rows)
