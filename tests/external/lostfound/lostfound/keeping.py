"""How long things and reports are kept, and what is told and erased of one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from civicore import Job, Retention, UnitOfWork
from lostfound import store
from lostfound.service import Office, about
from lostfound.things import Report

_TOGETHER = 100  # reports that one unit of work erases


def retention(office: Office) -> Retention:
    """Reports; a person is an e-mail address."""

    async def export(person: str) -> Sequence[Mapping[str, object]]:
        async with office.runtime.store.reading():
            return [_told(one) for one in await office.of_person(person)]

    async def erase(person: str) -> int:
        return await office.runtime.transact(partial(_erase_person, office, person))

    return Retention("lostfound.reports", partial(expire_reports, office), export, erase)


def tidying(office: Office) -> Job:
    """Things that nobody collected; there is no person in them."""

    async def run() -> None:
        await expire_things(office)

    return Job("lostfound.tidy", timedelta(days=1), run)


async def expire_reports(office: Office) -> int:
    """Erase reports that are older than the file allows; returns how many."""
    keep, zone, now = office.said.keep, office.city.zone, office.runtime.clock.now()
    made, ended, erased = keep.reports.before(now, zone), keep.ended.before(now, zone), 0
    while True:
        async with office.runtime.store.reading():
            old = await store.reports_before(made, ended, _TOGETHER)
        if not old:
            return erased
        erased += await office.runtime.transact(partial(_erase, old))


async def expire_things(office: Office) -> int:
    """Erase things that nobody collected for as long as the file says."""
    before = office.said.keep.things.before(office.runtime.clock.now(), office.city.zone)

    async def work(unit: UnitOfWork) -> int:
        return await store.things_forgotten(before)

    return await office.runtime.transact(work)


async def _erase_person(office: Office, person: str, unit: UnitOfWork) -> int:
    return await _erase([one.id for one in await office.of_person(person)], unit)


async def _erase(reports: Sequence[UUID], unit: UnitOfWork) -> int:
    erased = 0
    for one in reports:
        erased += await store.report_forgotten(one)
        await unit.forget(about(one))
    return erased


def _told(one: Report) -> Mapping[str, object]:
    return {
        "category": one.category,
        "lost": one.words,
        "place": one.place,
        "lost_on": one.lost_on.isoformat(),
        "answers": dict(one.answers),
        "name": one.name,
        "email": one.email,
        "language": one.language,
        "state": one.state,
        "made_at": one.made_at.isoformat(),
    }
