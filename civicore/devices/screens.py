"""Where each kind of device and a counter begins, as plugins tell it."""

from __future__ import annotations

from collections.abc import Iterable

from civicore.deployment.city import City
from civicore.devices.places import DeviceHere
from civicore.extension.parts import DeviceScreen


class Screens:
    """The first page of every device and of every counter."""

    def __init__(self, city: City, screens: Iterable[DeviceScreen]) -> None:
        self._city = city
        self._by_kind = {one.kind: one.path for one in screens}

    def path(self, here: DeviceHere) -> str:
        """Where an enrolled device is led; without a plugin for its kind to a page that says it is enrolled."""
        return self._by_kind.get(here.entry.kind, "/device/{device}/ready").replace("{device}", here.id)

    def counters(self) -> dict[str, str]:
        """The page of every counter ``office.counter``; none where no plugin has one."""
        path = self._by_kind.get("counter")
        names = [f"{office}.{name}" for office, place in self._city.offices.items() for name in place.counters]
        return {name: path.replace("{counter}", name) for name in names} if path else {}
