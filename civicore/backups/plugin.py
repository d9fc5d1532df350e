"""The core's own parts for backups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from civicore.backups.tables import BACKUPS
from civicore.contracts.wording import AuditWords
from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Job, Service, TableSet
from civicore.messaging.languages import Msgid

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_LOOK = timedelta(minutes=5)
_ACTIONS = {
    "person.exported": Msgid("Wrote out everything that is kept about a person"),
    "keys.forgotten": Msgid("Made the city forget its keys: links given out no longer open"),
    "person.erased": Msgid("Erased a person"),
}


class BackupsPlugin:
    """Registered by the core in every city; ``file`` and ``database`` are what the city was started with."""

    def __init__(self, file: Path, database: str | None = None) -> None:
        self._file, self._database = file, database

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return [BACKUPS]

    @hookimpl
    def register_services(self) -> Iterator[Service]:
        yield Service(AuditWords, AuditWords(_ACTIONS))

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        """A demo guards nothing real."""
        if runtime.demo:
            return
        from civicore.backups.keeping import Keeper  # brings what encrypts: a demo does without
        from civicore.backups.setting import ledger_of

        keeper = Keeper(runtime, ledger_of(runtime), self._file, self._database)
        yield Job("backups.look", _LOOK, keeper.look)
        yield Job("backups.forget", timedelta(hours=6), keeper.forget)
