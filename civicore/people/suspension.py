"""Emergency suspensions: what the file says, and the live switch at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from civicore.base.codes import new_id
from civicore.base.refusal import Refusal
from civicore.base.text import Text
from civicore.contracts.pauses import PauseSwitched
from civicore.deployment.city import City
from civicore.deployment.model.days import Suspension as WrittenSuspension
from civicore.people.principals import Principal
from civicore.people.tables import SwitchRow
from civicore.storage.memory import Memory
from civicore.storage.steady import Steady
from civicore.storage.store import Store
from civicore.storage.unit_of_work import UnitOfWork

_EVERY = Steady("SELECT * FROM core_suspension")


@dataclass(frozen=True)
class Switched:
    """Who switched it by hand, when and why."""

    active: bool
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class Suspension:
    """A service that is stopped, or could be. ``departments`` is None for all of them.

    ``tell_booked``: no visits while it lasts, and holders of those so soon are told; None when visits go on.
    """

    id: str
    active: bool
    scope: tuple[str, ...]
    departments: tuple[str, ...] | None
    banner: Text
    details: Text | None = None
    instead: tuple[str, ...] = ()
    switched: Switched | None = None
    tell_booked: timedelta | None = None

    def stops(self, scope: str, department: str | None) -> bool:
        """Whether it is in force for a service of a department (None: for all of them)."""
        covered = self.departments is None or (department is not None and department in self.departments)
        return self.active and scope in self.scope and covered


class Suspensions:
    """The same answer in every process: exact inside a unit of work, at most a second old outside."""

    def __init__(self, store: Store, city: City, usual: Mapping[str, Suspension] | None = None) -> None:
        self._store = store
        self._city = city
        self._usual = {id: one for id, one in (usual or {}).items() if id not in city.suspensions}
        self._declared = lru_cache(maxsize=4)(self._declared_on)
        self._memory: Memory[Mapping[str, SwitchRow]] = Memory(store, SwitchRow._meta.tablename)

    async def in_force(
        self, scope: str, *, department: str | None = None, now: datetime, work: UnitOfWork | None = None
    ) -> Suspension | None:
        """What stops a service at this instant; inside a unit of work give it, for an exact answer.

        Without a department only what stops all of them counts.
        """
        every = await self.all(now, work)
        return next((one for one in every if one.stops(scope, department)), None)

    async def banners(self, now: datetime) -> tuple[Suspension, ...]:
        """What every page has to tell at this instant."""
        return tuple(one for one in await self.all(now) if one.active)

    async def all(self, now: datetime, work: UnitOfWork | None = None) -> tuple[Suspension, ...]:
        """Every suspension that the city could declare, with its state at this instant."""
        switches = await _switches() if work is not None else await self._recent(now)
        declared = self._declared(now.astimezone(self._city.zone).date())
        if not switches:  # as nearly always
            return declared
        return tuple(_switched(one, switches.get(one.id), self._in_file(one.id)) for one in declared)

    async def switch(self, id: str, active: bool, by: Principal, work: UnitOfWork, reason: str = "") -> Refusal | None:
        """Stop a service or restore it, with an audit line. ``suspension.unknown``, ``suspension.already``."""
        await work.lock(f"people.suspension:{id}")
        found = next((one for one in await self.all(work.now, work) if one.id == id), None)
        if found is None:
            return Refusal("suspension.unknown")
        if found.active == active:
            return Refusal("suspension.already")
        await self._write(id, active, by, work.now, reason)
        facts = {"active": active, "reason": reason}
        await work.record("suspension.switched", actor=by.actor, subject=f"suspension:{id}", facts=facts)
        await work.publish(PauseSwitched(id, active))
        return None

    @property
    def tables(self) -> tuple[str, ...]:
        """For a ``Memory`` of what holds only while nothing is stopped."""
        return (SwitchRow._meta.tablename,)

    def forget(self) -> None:
        """Read again at the next question."""
        self._memory.forget()

    async def _write(self, id: str, active: bool, by: Principal, at: datetime, reason: str) -> None:
        over = self._in_file(id)
        await SwitchRow.delete().where(SwitchRow.suspension == id)
        row = SwitchRow(
            id=new_id(), suspension=id, active=active, over=over, reason=reason, by_id=by.id, by_name=by.name, at=at
        )
        await SwitchRow.insert(row)

    def _in_file(self, id: str) -> bool:
        written = self._city.suspensions.get(id)
        return written is not None and written.active

    def _declared_on(self, today: date) -> tuple[Suspension, ...]:
        """What the file and the plugins say of a civil day, before anybody switched anything by hand."""
        written = (_of_file(id, one, today) for id, one in self._city.suspensions.items())
        return (*written, *self._usual.values())

    async def _recent(self, now: datetime) -> Mapping[str, SwitchRow]:
        async def read() -> Mapping[str, SwitchRow]:
            async with self._store.reading():
                return await _switches()

        return await self._memory.get(now, "switches", read)


async def _switches() -> Mapping[str, SwitchRow]:
    return {row["suspension"]: SwitchRow(**row) for row in await _EVERY.hope(())}


def _of_file(id: str, written: WrittenSuspension, today: date) -> Suspension:
    began = written.since is None or written.since <= today
    ended = written.until is not None and today > written.until
    return Suspension(
        id,
        written.active and began and not ended,
        written.scope,
        written.departments,
        written.banner,
        written.details,
        written.instead,
        tell_booked=written.tell_booked.exact if written.tell_booked else None,
    )


def _switched(one: Suspension, row: SwitchRow | None, in_file: bool) -> Suspension:
    if row is None or row.over != in_file:  # the file was changed since, and is the later word
        return one
    return replace(one, active=row.active, switched=Switched(row.active, row.at, row.by_name, row.reason))
