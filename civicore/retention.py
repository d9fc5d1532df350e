"""Personal data live no longer than the file says: one job asks every store of them to let go."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from civicore.extension.parts import Job, Retention

log = logging.getLogger("civicore.retention")


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
