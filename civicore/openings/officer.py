"""The letter to the data officer: ``security.data_officer`` hears after each week who looked at records of people."""

from __future__ import annotations

from collections.abc import Collection

from piccolo.query.functions.aggregate import Count

from civicore.contracts.wording import AuditWords
from civicore.openings.week import Look, Week, by_person
from civicore.people.names import Names
from civicore.people.team import People
from civicore.runtime import Runtime
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork

NOTICE = "openings.week"
_REPORTED = "openings.reported"


class Officer:
    """Asked every hour; each week is told once, whichever process comes first, and says so in the audit log."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def report(self) -> None:
        """Tell of the last week that is over, unless that is done."""
        city = self._runtime.city
        address = city.security.data_officer
        if address is None or city.channels.email is None:
            return
        week = Week.before(self._runtime.clock.now(), city.zone)
        async with self._runtime.store.reading():
            if await _told(week):
                return
        team = self._runtime.services.one(People)
        names = Names(await team.staff.all())
        await self._runtime.transact(lambda unit: self._write(unit, address, week, names))

    async def _write(self, unit: UnitOfWork, address: str, week: Week, names: Names) -> None:
        await unit.lock(_REPORTED)
        if await _told(week):
            return
        every = self._runtime.services.all(AuditWords)
        words = {action: one.words[action] for one in every for action in one.openings}
        people = by_person(await _looks(week, words), names)
        await unit.send(
            NOTICE,
            channel="email",
            to=address,
            language=self._runtime.languages.default,
            context={
                "since": week.monday,
                "until": week.sunday,
                "people": people,
                "words": words,
                "link": self._runtime.absolute("/desk/audit"),
            },
            about=_subject(week),
        )
        await unit.record(_REPORTED, actor="system", subject=_subject(week), facts={"people": len(people)})


def _subject(week: Week) -> str:
    return f"openings:{week.monday}"


async def _told(week: Week) -> bool:
    return await AuditRow.exists().where((AuditRow.subject == _subject(week)) & (AuditRow.action == _REPORTED))


async def _looks(week: Week, actions: Collection[str]) -> list[Look]:
    """What staff did of these in a week."""
    if not actions:
        return []
    rows = await (
        AuditRow.select(
            AuditRow.actor,
            AuditRow.action,
            Count(alias="times"),
            Count(distinct=[AuditRow.subject], alias="different"),
        )
        .where((AuditRow.at >= week.since) & (AuditRow.at < week.until))
        .where(AuditRow.action.is_in(list(actions)) & AuditRow.actor.like("staff:%"))
        .group_by(AuditRow.actor, AuditRow.action)
    )
    return [Look(**row) for row in rows]
