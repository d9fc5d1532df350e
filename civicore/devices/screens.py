"""Where each kind of device and a counter begins, and what can be touched there, as plugins tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from civicore.base.text import Text
from civicore.deployment.city import City
from civicore.devices.places import DeviceHere, devices, prints
from civicore.extension.machines import DeviceScreen, KioskButton


@dataclass(frozen=True)
class Button:
    """Something to touch at one device: ``path`` is within the site, without language."""

    id: str
    label: str | Text
    path: str
    hint: str | Text | None = None


class Screens:
    """The first page of every device and of every counter."""

    def __init__(self, city: City, screens: Iterable[DeviceScreen], buttons: Iterable[KioskButton] = ()) -> None:
        self._city = city
        self._by_kind = {one.kind: one.path for one in screens}
        wanted = sorted(buttons, key=lambda part: (part.order, part.id))
        self._buttons: Mapping[str, tuple[Button, ...]] = {
            here.id: tuple(_at(here, one) for one in wanted if one.when is None or one.when(here))
            for here in devices(city)
            if prints(here)
        }

    def path(self, here: DeviceHere) -> str:
        """Where an enrolled device is led; without a plugin for its kind to the core's own page."""
        known = None if here.town else self._by_kind.get(here.entry.kind)
        own = "start" if here.town or self.buttons(here.id) else "ready"
        return (known or f"/device/{{device}}/{own}").replace("{device}", here.id)

    def buttons(self, device: str) -> tuple[Button, ...]:
        """What can be touched there besides tickets, in order; nothing on a display."""
        return self._buttons.get(device, ())

    def counters(self) -> dict[str, str]:
        """The page of every counter ``office.counter``; none where no plugin has one."""
        path = self._by_kind.get("counter")
        names = [f"{office}.{name}" for office, place in self._city.offices.items() for name in place.counters]
        return {name: path.replace("{counter}", name) for name in names} if path else {}


def screens_of(city: City, parts: Callable[..., list[Any]]) -> Screens:
    """As the plugins say; ``parts`` asks all of them for one hook."""
    return Screens(city, parts("register_screens", city=city), parts("register_kiosk_buttons", city=city))


def _at(here: DeviceHere, part: KioskButton) -> Button:
    return Button(part.id, part.label, part.path.replace("{device}", here.id), part.hint)
