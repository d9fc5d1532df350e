"""The core's own parts for repair notices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from civicore.contracts.wording import AuditWords
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Job, Lifespan, Navigation, Routes, Service, TableSet
from civicore.messaging.languages import Msgid
from civicore.people import guards
from civicore.people.team import People
from civicore.repairs import desk_repairs
from civicore.repairs.causes import look, tell_aside
from civicore.repairs.tables import REPAIRS

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_ACTIONS = {
    "repair.ignored": Msgid("Repair notice put aside"),
    "repair.heeded": Msgid("Repair notice taken up again"),
}


class RepairsPlugin:
    """Registered by the core in every city."""

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return [REPAIRS]

    @hookimpl
    def register_services(self) -> Iterator[Service]:
        yield Service(AuditWords, AuditWords(_ACTIONS))

    @hookimpl
    def register_routes(self) -> Iterator[Routes]:
        yield Routes("desk", desk_repairs.HANDLERS)

    @hookimpl
    def register_navigation(self) -> Iterator[Navigation]:
        yield Navigation(
            guards.REPAIRS,
            "desk",
            "Repair notices",
            "/desk/repairs",
            order=820,
            permission=desk_repairs.MANAGE,
            hint="What is wrong with the system, since when, and how it is mended",
        )

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        team = runtime.services.one(People)

        async def looked() -> None:
            await look(runtime.repairs, team.probes, team.aside)

        yield Job("repairs.look", timedelta(minutes=1), looked)

    @hookimpl
    def register_lifespan(self, runtime: Runtime) -> Iterator[Lifespan]:
        team = runtime.services.one(People)

        @asynccontextmanager
        async def kept() -> AsyncIterator[None]:
            # Who opens the page before the first look must read of them already.
            tell_aside(runtime.repairs, team.aside)
            async with runtime.repairs.around():
                yield

        yield Lifespan("repairs.book", kept)
