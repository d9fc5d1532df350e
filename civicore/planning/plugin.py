"""The core's own parts for changes of the file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from civicore.contracts.changes import FileChange
from civicore.contracts.wording import AuditWords
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Lifespan, Service, TableSet
from civicore.messaging.languages import Msgid
from civicore.planning import renaming
from civicore.planning.core_records import RECORDS, KeptLines, StaffDepartments
from civicore.planning.kept_tables import KeptTables
from civicore.planning.tables import PLANNING

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_ACTIONS = {"file.accepted": Msgid("Changes of the city's file accepted")}


class PlanningPlugin:
    """Registered by the core in every city, before everybody else: others start under the new names."""

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return [PLANNING]

    @hookimpl
    def register_services(self, runtime: Runtime) -> Iterator[Service]:
        yield Service(FileChange, RECORDS)
        yield Service(FileChange, StaffDepartments())
        yield Service(FileChange, KeptLines(runtime))
        yield Service(FileChange, KeptTables(runtime))
        yield Service(AuditWords, AuditWords(_ACTIONS))

    @hookimpl
    def register_lifespan(self, runtime: Runtime) -> Iterator[Lifespan]:
        @asynccontextmanager
        async def around() -> AsyncIterator[None]:
            await renaming.follow(runtime)
            yield

        yield Lifespan("planning.renames", around)
