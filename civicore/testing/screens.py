"""What comes out of the printers of a city, and what stands on its boards."""

from __future__ import annotations

from civicore.devices.places import devices, prints
from civicore.devices.slips import Slip
from civicore.testing.markup import Page
from civicore.testing.town import Town


class Printers:
    """The slips of a city's printers; a demo's printers have paper for ever."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def slips(self, device: str | None = None) -> list[Slip]:
        """What was printed, the oldest first; of the file's first printer when none is named."""
        name = device or next(one.id for one in devices(self._town.runtime.city) if prints(one))
        self._town.settle()
        jobs = self._town.aside.do(self._town.runtime.printers.jobs(name, 1000))
        return [one.slip for one in reversed(jobs)]

    def text(self, device: str | None = None) -> str:
        """The words of the newest slip."""
        slips = self.slips(device)
        assert slips, "nothing was printed"
        return "\n".join(line.text for line in slips[-1].lines)


class Boards:
    """The screens on which people are called."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def page(self, device: str | None = None) -> Page:
        """What a display shows now; the file's first one when none is named. LookupError when there is none."""
        shown = [one.id for one in devices(self._town.runtime.city) if one.entry.kind == "display"]
        if not shown:
            raise LookupError("the city has no display")
        return self._town.browser().open(f"/demo/device/{device or shown[0]}")

    def text(self, device: str | None = None) -> str:
        """The words on it."""
        return self.page(device).text
