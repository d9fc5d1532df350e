"""Runs what plugins want done now and then. No rule waits for a job, so a job may fail and come again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from civicore.base.tasks import Kept, is_the_end
from civicore.extension.guards import PartRests
from civicore.extension.parts import Job
from civicore.storage.transaction import StoreBusy

log = logging.getLogger("civicore.jobs")


@asynccontextmanager
async def running(jobs: Sequence[Job], failed: Callable[[str], None]) -> AsyncIterator[None]:
    """Run every job in its own task while the server lives; a job is stopped between its steps at the end.

    ``failed`` hears of a job whose error nobody foresaw, that is of any but a database that is busy or away.
    """
    kept = [Kept(f"job {job.id}", partial(_repeat, job, failed)) for job in jobs]
    for one in kept:
        one.begin()
    try:
        yield
    finally:
        await asyncio.gather(*(one.end() for one in kept))


async def once(jobs: Sequence[Job]) -> None:
    """Do everything now, one job after the other: a demo's clock was moved."""
    for job in jobs:
        await _done(job, _unheard)


def _unheard(place: str) -> None:
    """Who moved the clock of a demo reads the log."""


async def _repeat(job: Job, failed: Callable[[str], None]) -> None:
    while True:
        await _done(job, failed)
        await asyncio.sleep(job.every.total_seconds())


async def _done(job: Job, failed: Callable[[str], None]) -> None:
    try:
        await job.run()
    except PartRests:
        log.debug("job %s rests", job.id)
    except BaseException as error:
        if is_the_end(error):
            raise
        if not isinstance(error, StoreBusy):
            failed(f"job {job.id}")
        log.exception("job %s failed and will be tried again in %s", job.id, job.every)
