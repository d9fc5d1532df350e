"""K15, K23: killed in the middle of its work, and a clock that jumps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from civicore.storage.tables import MessageRow
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.staying import counts
from civicore.testing.conformance.subject import Subject
from civicore.testing.town import Town

SWITCHES = (
    "2027-03-28T00:59:59+00:00",
    "2027-03-28T01:00:00+00:00",
    "2027-10-31T00:30:00+00:00",
    "2027-10-31T01:30:00+00:00",
)
"""Both sides of the two nights in which the clocks of Europe are changed."""

_AHEAD = timedelta(days=1)
_at_work: ContextVar[bool] = ContextVar("at_work", default=False)


class Killed(BaseException):
    """Stands for a process that ends at once: no ``except Exception`` sees it."""


def survives_kills(subject: Subject) -> Iterator[Complaint]:
    """K15: killed before or after any commit of a job and started again, it has lost nothing and done nothing twice."""
    if not subject.parts("register_jobs"):
        return
    expected = _worked(subject, points=0)
    found = _worked(subject, points=subject.times(6, 50))
    for name in sorted(expected.keys() | found.keys()):
        if expected[name] != found[name]:
            told = "lost" if found[name] < expected[name] else "done twice"
            remedy = "do what belongs together in one unit of work, and look first whether it is done"
            yield Complaint(
                f"killed in its jobs and started again: {name} {told} ({expected[name]}, {found[name]})", remedy
            )


def _worked(subject: Subject, points: int) -> Counter[str]:
    """What is there after the jobs have done their work, killed at this many points before."""
    with subject.towns.other(subject.listed) as town:
        subject.story(town, subject.canary)
        town.aside.do(town.built.outbox.flush())
        town.clock.jump(town.clock.now + _AHEAD)
        jobs = town.parts("register_jobs", subject.name)
        for point in range(points):
            with killing(town, at=point // 2, after=bool(point % 2)):
                for job in jobs:
                    town.aside.do(_run(job))
        for _ in range(2):
            for job in jobs:
                town.aside.do(_run(job))
        town.settle()
        there = Counter(counts(town, subject.tables))
        for (notice, recipient, _), number in town.aside.do(_letters(town)).items():
            there[f"letter {notice} to {recipient}"] += number
        return there


@contextmanager
def killing(town: Town, *, at: int, after: bool) -> Iterator[None]:
    """The unit of work with this number ends the process, before anything is stored or right after."""
    store, number = town.runtime.store, 0
    attempt = store._attempt

    async def attempted(work: Any) -> Any:
        nonlocal number
        if not _at_work.get():
            return await attempt(work)
        number += 1
        if number == at + 1 and not after:
            raise Killed
        answer = await attempt(work)
        if number == at + 1:
            raise Killed
        return answer

    store._attempt = attempted
    try:
        yield
    finally:
        del store._attempt


async def _run(job: Any) -> None:
    _at_work.set(True)  # in this task alone: what the city does beside it is not killed
    try:
        await job.run()
    except Killed:
        return
    except Exception:
        return  # a job may fail; it comes again


async def _letters(town: Town) -> Counter[tuple[str, str, str]]:
    """How often each notice was written to somebody about something."""
    async with town.runtime.store.reading():
        rows = await MessageRow.select(MessageRow.notice, MessageRow.recipient, MessageRow.about)
    return Counter((row["notice"], row["recipient"], row["about"]) for row in rows)


def bears_clock_jumps(subject: Subject) -> Iterator[Complaint]:
    """K23: a day ahead, a day back, the nights of the clock change: jobs work, pages answer, no letter comes twice."""
    with subject.towns.other(subject.listed) as town:
        subject.story(town, subject.canary)
        start = town.clock.now
        jumps = [start + _AHEAD, start, *map(datetime.fromisoformat, SWITCHES), start - _AHEAD]
        for at in jumps:
            town.clock.jump(at)
            for job in town.parts("register_jobs", subject.name):
                yield from _works(town, job, at)
            for path in ("/en/", "/en/desk/"):
                browser = town.staff(town.leading, "en") if "desk" in path else town.browser("en")
                status = browser.get(path).status_code
                if status >= 500:
                    yield Complaint(f"at {at} {path} answers {status}")
        for (notice, recipient, _), number in town.aside.do(_letters(town)).items():
            if number > 1 and recipient == subject.canary.email:
                yield Complaint(f"after the clock jumped {notice} was written {number} times about one thing")


def _works(town: Town, job: Any, at: datetime) -> Iterator[Complaint]:
    try:
        town.aside.do(job.run())
    except Exception as error:
        yield Complaint(f"at {at:%Y-%m-%d %H:%M} UTC {job.id} fails: {type(error).__name__}: {error}")
