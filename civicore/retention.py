"""Personal data live no longer than the file says: one job asks every store of them to let go."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

from civicore.backups.erasures import Ledger
from civicore.extension.parts import Job, Retention
from civicore.storage.delivering import large
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

log = logging.getLogger("civicore.retention")


class _OnlyLooked(Exception):
    """Undoes what was done, once it is counted."""


class PersonalData:
    """Everything that the core and the plugins keep about one person.

    ``ledger`` is told of each erasure, so that a backup that comes back brings nobody back.
    """

    def __init__(self, stores: Sequence[Retention], ledger: Ledger | None = None) -> None:
        self._stores = stores
        self._ledger = ledger

    @property
    def stores(self) -> Sequence[str]:
        """Ids of the stores."""
        return [one.id for one in self._stores]

    async def export(self, names: Sequence[str]) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Records by their store; ``names`` are the names of one person (see ``Retention``)."""
        kept = {one.id: [dict(record) for name in names for record in await one.export(name)] for one in self._stores}
        return {store: records for store, records in kept.items() if records}

    async def erase(self, names: Sequence[str]) -> int:
        """Erase what no law keeps; the account itself, which the core keeps, goes last. Returns how many records.

        It is written down before it begins: what breaks off is seen, and done again after a restore.
        """
        if self._ledger is None:
            return await self.erase_again(names)
        noted = await self._ledger.begin(names)
        erased = await self.erase_again(names)
        await self._ledger.end(noted, erased)
        return erased

    async def erase_again(self, names: Sequence[str]) -> int:
        """Erase somebody of whom the ledger knows: what a backup brought back."""
        return sum([await one.erase(name) for one in reversed(self._stores) for name in names])

    async def expire(self) -> Mapping[str, int]:
        """Erase in each store what is older than the file allows; how many records, by store, where any went.

        A store that fails does not keep the others, and comes again in an hour.
        """
        gone: dict[str, int] = {}
        for store in self._stores:
            try:
                with large():
                    erased = await store.expire()
            except Exception as error:
                log.error("retention of %s failed and will be tried again: %s", store.id, type(error).__name__)
                continue
            if erased:
                log.info("retention of %s erased %d records", store.id, erased)
                gone[store.id] = erased
                if self._ledger is not None:
                    await self._ledger.expired(store.id, erased)
        return gone

    async def would_expire(self, store: Store) -> Mapping[str, int]:
        """What ``expire`` would do now: it is done and undone, so that the counts are the true ones."""
        return {one.id: number for one in self._stores if (number := await _undone(store, one.expire))}

    async def would_erase(self, store: Store, names: Sequence[str]) -> Mapping[str, int]:
        """What ``erase`` would do now, counted in the same way."""

        async def erase(one: Retention) -> int:
            return sum([await one.erase(name) for name in names])

        return {one.id: number for one in self._stores if (number := await _undone(store, partial(erase, one)))}


def retention_job(data: PersonalData) -> Job:
    """Every hour each store erases what is older than the file allows."""

    async def expire() -> None:
        await data.expire()

    return Job("core.retention", timedelta(hours=1), expire)


async def _undone(store: Store, act: Callable[[], Awaitable[int]]) -> int:
    counted: list[int] = []

    async def work(unit: UnitOfWork) -> None:
        counted.append(await act())
        raise _OnlyLooked

    with suppress(_OnlyLooked), large():
        await store.transact(work)
    return counted[-1]
