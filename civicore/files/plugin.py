"""The core's own parts for files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from civicore.extension.hookspecs import hookimpl
from civicore.extension.parts import Job, TableSet
from civicore.files.keeping import expire
from civicore.files.tables import FILES

if TYPE_CHECKING:
    from civicore.runtime import Runtime

_EVERY = timedelta(hours=1)


class FilesPlugin:
    """Registered by the core in every city, in front of all that take files."""

    @hookimpl
    def register_tables(self) -> Iterable[TableSet]:
        return (FILES,)

    @hookimpl
    def register_jobs(self, runtime: Runtime) -> Iterator[Job]:
        async def unclaimed() -> None:
            await runtime.transact(expire)

        yield Job("files.expire", _EVERY, unclaimed)
