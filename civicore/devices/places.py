"""The devices of a city's file by their names: ``office.device``, and ``town.kiosk`` for those outside the offices."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.deployment.model.channels import TOWN
from civicore.deployment.model.places import Device
from civicore.extension.parts import Finding

PRINTING = ("ticket_printer", "kiosk")
OWN_DRIVERS = ("escpos", "page")


@dataclass(frozen=True)
class DeviceHere:
    """A device: ``id`` is ``office.device``, ``entry`` what the file says of it.

    One in town has no office: ``office`` is empty, and ``can`` says what it offers there; of an office's it is empty.
    """

    id: str
    office: str
    entry: Device
    can: tuple[str, ...] = ()

    @property
    def town(self) -> bool:
        """Whether it stands outside the offices."""
        return not self.office


def devices(city: City) -> Iterator[DeviceHere]:
    """All of them, in the order of the file."""
    for office, place in city.offices.items():
        for name, entry in place.devices.items():
            yield DeviceHere(f"{office}.{name}", office, entry)
    for name, kiosk in city.channels.kiosks.items():
        yield DeviceHere(f"{TOWN}.{name}", "", kiosk.device, kiosk.can)


def device_named(city: City, name: str) -> DeviceHere | None:
    """The device ``office.device``; with one office its short name will do. None when the file has no such."""
    wanted = name if "." in name or len(city.offices) != 1 else f"{next(iter(city.offices))}.{name}"
    return next((one for one in devices(city) if one.id == wanted), None)


def prints(here: DeviceHere) -> bool:
    """Whether tickets come out of it."""
    return here.entry.kind in PRINTING


def unknown_drivers(city: City, brought: Collection[str]) -> Iterator[Finding]:
    """E201 on a printer's ``driver:`` that neither the core nor a plugin brings."""
    known = {*OWN_DRIVERS, *brought}
    for one in devices(city):
        if one.entry.driver not in known:
            name = one.id.partition(".")[2]
            where = ("channels", "kiosks") if one.town else ("offices", one.office, "devices")
            path = (*where, name, "driver")
            message = say(
                "nobody brings the driver %(driver)s; there are %(known)s",
                driver=one.entry.driver,
                known=sorted(known),
            )
            yield Finding("E201", message, path)
