"""What stands in the city's process for a plugin that runs in its own: the same parts, answered through the pipe."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicore.contracts.documents import Observed, StageSource
from civicore.devices.printer import Printed, Printer, Trouble
from civicore.devices.slips import Slip
from civicore.extension.admission import Admitted
from civicore.extension.channels import Channel, ChannelMessage
from civicore.extension.grants import needed
from civicore.extension.hookspecs import hookimpl
from civicore.extension.machines import DeviceDriver
from civicore.extension.parts import HealthProbe, Lifespan, Service
from civicore.isolation.process import Child
from civicore.isolation.wire import unpacked

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_DRIVER = 40.0  # seconds; the printers give up after 45
_SOURCE = 60.0


class StandIn:
    """A plugin whose parts are named by its manifest (``gives``); its code runs elsewhere."""

    def __init__(self, admitted: Admitted, file: Path) -> None:
        self._admitted, self._file = admitted, file
        self._child: Child | None = None

    @hookimpl
    def register_channels(self, runtime: Runtime) -> Iterable[Channel]:
        """Channels that send through the pipe."""
        child = self._of(runtime)
        return [Channel(one, _sending(child, one)) for one in self._given("channel")]

    @hookimpl
    def register_devices(self) -> Iterable[DeviceDriver]:
        """Drivers that ask through the pipe."""
        return [DeviceDriver(one, self._status(one), self._print(one)) for one in self._given("driver")]

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterable[Service]:
        """Sources that ask through the pipe."""
        child = self._of(runtime)
        return [Service(StageSource, AloneSource(self._admitted.manifest.name, child)) for _ in self._given("source")]

    @hookimpl
    def register_lifespan(self, runtime: Runtime) -> Iterable[Lifespan]:
        """The child lives as long as the server."""
        return [Lifespan(f"{self._admitted.manifest.name}.process", self._of(runtime).around)]

    @hookimpl
    def register_health(self, runtime: Runtime) -> Iterable[HealthProbe]:
        """Whether the child answers."""
        child = self._of(runtime)

        async def probe() -> str | None:
            return (
                None
                if child.pid is not None or child.starting
                else f"the process of the plugin {child.name} does not answer"
            )

        return [HealthProbe(f"{self._admitted.manifest.name}.process", probe, vital=False)]

    def _given(self, kind: str) -> list[str]:
        said = [one.partition(".") for one in self._admitted.manifest.gives]
        return [id for what, _, id in said if what == kind]

    def _of(self, runtime: Runtime) -> Child:
        if self._child is None:
            manifest, grants = self._admitted.manifest, self._admitted.grants
            asked = needed(manifest.needs, runtime.city.plugins[manifest.name].config)
            words = {*grants.words, *filter(grants.has, asked)}
            names = [word.partition(":")[2] for word in words if word.startswith("secret:")]
            hello: dict[str, Any] = {
                "plugin": manifest.name,
                "prefix": manifest.prefix,
                "file": str(self._file.resolve()),
                "grants": sorted(grants.words),
                "secrets": {name: value for name in names if (value := runtime.secret(name)) is not None},
                "address": runtime.address,
                "demo": runtime.demo,
                "strict": runtime.strict,
                "now": runtime.clock.now().isoformat(),
            }
            self._child = Child(manifest.name, hello, runtime.clock)
        return self._child

    def _status(self, id: str) -> Callable[[Printer], Awaitable[Trouble | None]]:
        async def status(printer: Printer) -> Trouble | None:
            answer: Trouble | None = await self._asked("status", id, Trouble | None, printer)
            return answer

        return status

    def _print(self, id: str) -> Callable[[Printer, Slip], Awaitable[Printed]]:
        async def print_(printer: Printer, slip: Slip) -> Printed:
            answer: Printed = await self._asked("print", id, Printed, printer, slip)
            return answer

        return print_

    async def _asked(self, call: str, id: str, kind: Any, *words: Any) -> Any:
        if self._child is None:
            raise RuntimeError("a driver is asked before the city is composed")
        async with asyncio.timeout(_DRIVER):
            return unpacked(kind, await self._child.ask(call, id, *words))


class AloneSource:
    """The port ``StageSource`` through the pipe."""

    def __init__(self, plugin: str, child: Child) -> None:
        self.plugin = plugin
        self._child = child

    async def observed(self, since: datetime | None) -> Sequence[Observed]:
        async with asyncio.timeout(_SOURCE):
            said = await self._child.ask("observed", self.plugin, since)
        found: tuple[Observed, ...] = unpacked(tuple[Observed, ...], said)
        return found


def _sending(child: Child, id: str) -> Callable[[ChannelMessage], Awaitable[None]]:
    async def send(message: ChannelMessage) -> None:
        await child.ask("send", id, message)

    return send
