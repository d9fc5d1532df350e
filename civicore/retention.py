"""Personal data live no longer than the file says: one job asks every store of them to let go."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from civicore.extension.parts import Job, Retention

log = logging.getLogger("civicore.retention")


class PersonalData:
    """Everything that the core and the plugins keep about one person."""

    def __init__(self, stores: Sequence[Retention]) -> None:
        self._stores = stores

    @property
    def stores(self) -> Sequence[str]:
        """Ids of the stores."""
        return [one.id for one in self._stores]

    async def export(self, names: Sequence[str]) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Records by their store; ``names`` are the names of one person (see ``Retention``)."""
        kept = {one.id: [dict(record) for name in names for record in await one.export(name)] for one in self._stores}
        return {store: records for store, records in kept.items() if records}

    async def erase(self, names: Sequence[str]) -> int:
        """Erase what no law keeps; the account itself, which the core keeps, goes last. Returns how many records."""
        return sum([await one.erase(name) for one in reversed(self._stores) for name in names])


def retention_job(stores: Sequence[Retention]) -> Job:
    """Every hour each store erases what is older than the file allows; one that fails does not keep the others."""

    async def expire() -> None:
        for store in stores:
            try:
                erased = await store.expire()
            except Exception as error:
                log.error("retention of %s failed and will be tried again: %s", store.id, type(error).__name__)
            else:
                if erased:
                    log.info("retention of %s erased %d records", store.id, erased)

    return Job("core.retention", timedelta(hours=1), expire)
