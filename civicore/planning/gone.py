"""Addresses that a plugin had which the file no longer asks for: 410, so that nobody looks for a mistake of theirs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from litestar import Litestar

from civicore.planning.tables import GoneRow
from civicore.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from civicore.runtime import Runtime


def patterns(app: Litestar) -> frozenset[str]:
    """Every address of an application, as its routes say it."""
    return frozenset(route.path for route in app.routes)


async def note(runtime: Runtime, before: Litestar, after: Litestar) -> None:
    """Remember what one application had and the next one does not; what is there again is forgotten."""
    had, has = patterns(before), patterns(after)

    async def work(unit: UnitOfWork) -> None:
        known = {row["path"] for row in await GoneRow.select(GoneRow.path)}
        if back := sorted(known & has):
            await GoneRow.delete().where(GoneRow.path.is_in(back))
        if new := [GoneRow(path=path, since=unit.now) for path in sorted(had - has - known)]:
            await GoneRow.insert(*new)

    await runtime.store.transact(work)


class Gone:
    """Knows what the database said when the city began to serve."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._paths = _any_of(())

    def __contains__(self, path: str) -> bool:
        return self._paths.fullmatch(path) is not None

    @asynccontextmanager
    async def around(self, app: Litestar) -> AsyncIterator[None]:
        """Read them, when the database is open."""
        async with self._runtime.store.reading():
            rows = await GoneRow.select(GoneRow.path)
        self._paths = _any_of(row["path"] for row in rows)
        yield


def _any_of(paths: Iterable[str]) -> re.Pattern[str]:
    """One expression for all of them; for none it matches nothing."""
    return re.compile("|".join(_expression(path) for path in sorted(paths)) or "(?!)")


def _expression(path: str) -> str:
    parts = re.split(r"(\{[^}]*\})", path)
    return "".join(
        re.escape(part) if not part.startswith("{") else ".+" if part.endswith(":path}") else "[^/]+" for part in parts
    )
