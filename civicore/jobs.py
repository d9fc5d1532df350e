"""Runs what plugins want done now and then. No rule waits for a job, so a job may fail and come again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from civicore.base.tasks import Kept, is_the_end
from civicore.extension.guards import PartRests
from civicore.extension.parts import Job

log = logging.getLogger("civicore.jobs")


@asynccontextmanager
async def running(jobs: Sequence[Job]) -> AsyncIterator[None]:
    """Run every job in its own task while the server lives; a job is stopped between its steps at the end."""
    kept = [Kept(f"job {job.id}", partial(_repeat, job)) for job in jobs]
    for one in kept:
        one.begin()
    try:
        yield
    finally:
        await asyncio.gather(*(one.end() for one in kept))


async def once(jobs: Sequence[Job]) -> None:
    """Do everything now, one job after the other: a demo's clock was moved."""
    for job in jobs:
        await _done(job)


async def _repeat(job: Job) -> None:
    while True:
        await _done(job)
        await asyncio.sleep(job.every.total_seconds())


async def _done(job: Job) -> None:
    try:
        await job.run()
    except PartRests:
        log.debug("job %s rests", job.id)
    except BaseException as error:
        if is_the_end(error):
            raise
        log.exception("job %s failed and will be tried again in %s", job.id, job.every)
