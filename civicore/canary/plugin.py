"""The core's own parts for trial bookings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from civicore.canary.watch import NOTICE, Watch
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Job, Notice, Service

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.runtime import Runtime


class CanaryPlugin:
    """Registered by the core in every city; without ``operations.canary`` it does nothing."""

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterator[Service]:
        yield Service(Watch, Watch(runtime))

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        rules = runtime.city.operations.canary
        if rules.enabled:
            yield Job("canary.look", rules.every.exact, runtime.services.one(Watch).look)

    @hookimpl
    def register_notices(self, city: City) -> Iterator[Notice]:
        def sample() -> Mapping[str, object]:
            return {"name": "booking", "trouble": "StoreBusy"}

        yield Notice(NOTICE, "desk/mail/canary.txt", sample)
