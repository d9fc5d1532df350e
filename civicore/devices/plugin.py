"""The core's own parts for devices: pages, tables, printers at work, what is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from civicore.contracts.wording import AuditWords
from civicore.devices import desk_devices, enrol_page, escpos, kiosk_pages, spool
from civicore.devices.enrolment import Devices
from civicore.devices.tables import DEVICES
from civicore.devices.working import at_work
from civicore.extension.hookspecs import hookimpl
from civicore.extension.machines import DeviceDriver
from civicore.extension.parts import HealthProbe, Job, Lifespan, Navigation, Notice, Routes, Service, TableSet
from civicore.messaging.languages import Msgid
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.runtime import Runtime

_TIDY, _KEPT = timedelta(hours=1), timedelta(days=7)
ACTIONS = {
    "device.code_made": Msgid("Code for a device made"),
    "device.enrolled": Msgid("Device enrolled"),
    "device.reprinted": Msgid("Ticket printed again"),
    "device.revoked": Msgid("Device revoked"),
    "device.tested": Msgid("Test slip printed"),
}


class DevicesPlugin:
    """Registered by the core in every city."""

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return [DEVICES]

    @hookimpl
    def register_devices(self, city: City) -> Iterable[DeviceDriver]:
        return [escpos.DRIVER]

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterator[Service]:
        yield Service(Devices, Devices(runtime))
        yield Service(AuditWords, AuditWords(ACTIONS))

    @hookimpl
    def register_routes(self) -> Iterator[Routes]:
        yield Routes("device", [*enrol_page.HANDLERS, *kiosk_pages.HANDLERS])
        yield Routes("desk", desk_devices.HANDLERS)

    @hookimpl
    def register_navigation(self) -> Iterator[Navigation]:
        yield Navigation(
            "devices.all",
            "desk",
            "Devices",
            "/desk/devices",
            order=840,
            permission="devices.manage",
            hint="Kiosks, boards and ticket printers",
        )

    @hookimpl
    def register_notices(self, city: City) -> Iterator[Notice]:
        sample = {"device": "office.printer", "trouble": "paper_out"}
        yield Notice("devices.trouble", "desk/mail/printer.txt", lambda: sample)

    @hookimpl
    def register_health(self, runtime: Runtime) -> Iterator[HealthProbe]:
        yield HealthProbe("devices.printers", lambda: trouble(runtime), vital=False)

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        async def tidy() -> None:
            await runtime.transact(_tidied)

        yield Job("devices.tidy", _TIDY, tidy)

    @hookimpl
    def register_lifespan(self, runtime: Runtime) -> Iterator[Lifespan]:
        yield Lifespan("devices.printers", lambda: at_work(runtime.printers, runtime.store))


async def trouble(runtime: Runtime) -> str | None:
    """Which printers print nothing; None when all do."""
    states = await runtime.printers.states()
    return ", ".join(f"{name}: {one.trouble}" for name, one in states.items() if not one.ready) or None


async def _tidied(unit: UnitOfWork) -> None:
    await spool.forget(unit.now - _KEPT)
