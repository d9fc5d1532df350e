"""Everything that is done in lost and found, in one place: what pages, kiosks, conversations and the desk call."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from uuid import UUID

from civicore import Attempts, Brake, City, Principal, Refusal, Runtime, UnitOfWork
from lostfound import notices, store
from lostfound.config import LostFound, said
from lostfound.things import Report, Thing, candidates

PAGE = 20
"""Things on one page of a list."""
UNKNOWN = Refusal("lostfound.unknown")
LETTERS = Brake(free=3, first=timedelta(hours=1), longest=timedelta(days=1), forget=timedelta(days=1))
"""Reports with one address, so that nobody fills somebody else's mailbox."""
REPORTS = Brake(free=10, first=timedelta(minutes=1), longest=timedelta(hours=1), forget=timedelta(hours=1))
"""Reports from one network."""
_MANY = 500
_ADDRESS, _LINK = "lostfound.address", "lostfound.report"


class Office:
    """Answers with a value or a Refusal; nothing that a visitor does raises."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    @property
    def city(self) -> City:
        return self.runtime.city

    @property
    def said(self) -> LostFound:
        return said(self.city)

    @property
    def today(self) -> date:
        """The day in the city."""
        return self.runtime.clock.now().astimezone(self.city.zone).date()

    # Whoever has lost something

    async def things(self, category: str = "", words: str = "", page: int = 0) -> tuple[tuple[Thing, ...], bool]:
        """A page of the things that wait for their owners, and whether there are more."""
        async with self.runtime.store.reading():
            found = await store.things_here(category, words, PAGE + 1, page * PAGE)
        return found[:PAGE], len(found) > PAGE

    async def report(self, report: Report, network: str | None = None) -> Refusal | None:
        """Keep a report and send its owner the link to it. ``lostfound.too_many`` (``until``)."""
        slowed = await self._slowed(report.email, network)
        if slowed is not None:
            return slowed
        await self.runtime.transact(partial(self._report, report))
        return None

    async def _report(self, report: Report, unit: UnitOfWork) -> None:
        await store.add_report(report, self.runtime.keys.digest(_ADDRESS, _folded(report.email)))
        await self._write(unit, notices.RECEIVED, report, {})

    async def by_token(self, token: str) -> tuple[Report, Thing | None] | None:
        """The report of a secret link with the thing its owner was told of; None: no such link, or erased."""
        id = self.runtime.keys.subject(_LINK, token)
        if id is None:
            return None
        async with self.runtime.store.reading():
            found = await store.report(id)
            thing = await store.thing(found.thing) if found is not None and found.thing else None
        return None if found is None else (found, thing)

    def token(self, report: UUID) -> str:
        """The secret of a report's own page."""
        return self.runtime.keys.token(_LINK, report)

    async def withdraw(self, token: str) -> Refusal | None:
        """The owner has it back or gives up; a second time changes nothing."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            id = self.runtime.keys.subject(_LINK, token)
            found = await store.report(id) if id else None
            if found is None:
                return UNKNOWN
            if found.waiting:
                await store.report_is(found.id, "withdrawn", found.thing, unit.now)
            return None

        return await self.runtime.transact(work)

    # Staff

    async def waiting(self) -> tuple[Report, ...]:
        """Reports whose owners still wait, the newest first."""
        async with self.runtime.store.reading():
            return await store.reports_waiting(_MANY)

    async def opened(self, report: UUID) -> tuple[Report, tuple[Thing, ...]] | None:
        """A report with the things that may be the lost one, the likeliest first."""
        async with self.runtime.store.reading():
            found = await store.report(report)
            here = await store.things_here(found.category, "", _MANY, 0) if found else ()
        return None if found is None else (found, candidates(found, here))

    async def thing(self, id: UUID) -> Thing | None:
        async with self.runtime.store.reading():
            return await store.thing(id)

    async def add(self, thing: Thing, by: Principal) -> None:
        """Write down what was handed in."""

        async def work(unit: UnitOfWork) -> None:
            await store.add_thing(thing)
            await unit.record("lostfound.added", actor=by.actor, subject=f"lostfound:{thing.id}")

        await self.runtime.transact(work)

    async def tell(self, report: UUID, thing: UUID, by: Principal) -> Refusal | None:
        """Tell the owner of a report that something like theirs was handed in, once for each thing.

        ``lostfound.unknown``; ``lostfound.over`` when the report has ended; ``lostfound.gone`` when the thing is away.
        """
        return await self.runtime.transact(partial(self._tell, report, thing, by))

    async def _tell(self, report: UUID, thing: UUID, by: Principal, unit: UnitOfWork) -> Refusal | None:
        await unit.lock(f"lostfound:{report}")
        found, chosen = await store.report(report), await store.thing(thing)
        if found is None or chosen is None:
            return UNKNOWN
        if not found.waiting:
            return Refusal("lostfound.over")
        if chosen.state != "here":
            return Refusal("lostfound.gone")
        if found.thing == chosen.id:
            return None
        await store.report_is(found.id, "told", chosen.id, None)
        await self._write(unit, notices.FOUND, found, {"words": chosen.words})
        await unit.record("lostfound.told", actor=by.actor, subject=f"lostfound:{report}")
        return None

    async def returned(self, thing: UUID, by: Principal) -> Refusal | None:
        """The thing was handed over; whoever was told of it waits no longer. Twice changes nothing more."""

        async def work(unit: UnitOfWork) -> Refusal | None:
            await unit.lock(f"lostfound:{thing}")
            found = await store.thing(thing)
            if found is None:
                return UNKNOWN
            if found.state == "returned":
                return None
            await store.thing_is(thing, "returned", unit.now)
            for one in await store.reports_told_of(thing):
                await store.report_is(one.id, "returned", thing, unit.now)
            await unit.record("lostfound.returned", actor=by.actor, subject=f"lostfound:{thing}")
            return None

        return await self.runtime.transact(work)

    # Whoever asks what is kept of them

    async def of_person(self, person: str) -> tuple[Report, ...]:
        """Reports of an e-mail address; call it inside a unit of work or a reading."""
        return await store.reports_with(self.runtime.keys.digests(_ADDRESS, _folded(person)))

    async def _write(self, unit: UnitOfWork, notice: str, report: Report, facts: dict[str, object]) -> None:
        path = f"/{report.language}/lostfound/reports/{self.token(report.id)}"
        await unit.send(
            notice,
            channel="email",
            to=report.email,
            language=report.language,
            context={"link": self.runtime.absolute(path), "lost": report.words, "collect": self.said.collect, **facts},
            about=about(report.id),
        )

    async def _slowed(self, email: str, network: str | None) -> Refusal | None:
        attempts = Attempts(self.runtime.keys, enforced=self.runtime.strict)
        brakes = {f"lostfound.letters:{_folded(email)}": LETTERS}
        if network:
            brakes[f"lostfound.network:{network}"] = REPORTS
        until = await self.runtime.transact(lambda unit: attempts.spend(brakes, unit))
        return None if until is None else Refusal("lostfound.too_many", until=until)


def about(report: UUID) -> str:
    """How messages and the audit log name a report."""
    return f"lostfound:{report}"


def _folded(email: str) -> str:
    return email.strip().casefold()
