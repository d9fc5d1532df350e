"""What a plugin brings for the machines of a city: drivers, first screens, buttons of kiosks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from civicore.base.text import Text

if TYPE_CHECKING:
    from civicore.devices.places import DeviceHere
    from civicore.devices.printer import Printed, Printer, Trouble
    from civicore.devices.slips import Slip


@dataclass(frozen=True)
class DeviceDriver:
    """Speaks the language of a printer; ``id`` is what ``driver:`` of a device in the file says.

    ``status`` tells what is wrong, None when a slip would come out. ``print`` asks again before it sends and
    after the cut. Both end by themselves within 40 seconds; only one of them is called at a time for a printer,
    over all processes.
    """

    id: str
    status: Callable[[Printer], Awaitable[Trouble | None]]
    print: Callable[[Printer, Slip], Awaitable[Printed]]


@dataclass(frozen=True)
class DeviceScreen:
    """Where a kind of device begins: ``/device/{device}/kiosk``, of a counter ``/desk/counters/{counter}``.

    Both names in braces stand for ``office.thing``. An enrolled device is led there, and so is a demo's visitor.
    For kinds that people touch ``<path>/over`` answers with ``Kiosk.home()``.
    """

    id: str
    kind: Literal["ticket_printer", "kiosk", "display", "counter"]
    path: str


@dataclass(frozen=True)
class KioskButton:
    """Something to touch on the first screen of kiosks: ``/device/{device}/booking``.

    ``label`` and ``hint`` are English msgids or texts of the city. ``when`` says at which devices it stands; it
    is asked once, when the city starts. The path's pages are the plugin's own, in the area ``device``.
    """

    id: str
    label: str | Text
    path: str
    order: int = 100
    hint: str | Text | None = None
    when: Callable[[DeviceHere], bool] | None = None
