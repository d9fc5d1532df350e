"""Runs what plugins want done now and then. No rule waits for a job, so a job may fail and come again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import Context

from civicore.extension.parts import Job

log = logging.getLogger("civicore.jobs")


@asynccontextmanager
async def running(jobs: Sequence[Job]) -> AsyncIterator[None]:
    """Run every job in its own task while the server lives; a job is stopped between its steps at the end."""
    tasks = [asyncio.create_task(_repeat(job), name=job.id, context=Context()) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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
    except Exception:
        log.exception("job %s failed and will be tried again in %s", job.id, job.every)
