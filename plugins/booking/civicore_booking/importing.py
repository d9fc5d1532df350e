"""Visits that an older system promised: taken over with their codes, all or none, each once.

Nobody is written to: who was promised a visit has been told. A visit that no longer fits the file is taken only when
that is wished; it then stands among those that staff decide about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import count
from uuid import UUID

from civicore import Keyring, Refusal, UnitOfWork, capacity, new_id, whole_second
from civicore.contracts.importing import Imported, ImportRow, Outcome, Taking
from civicore_booking import codes, drafts, fitting, import_rows, news, office_days, reminding, store
from civicore_booking.booking import Booking
from civicore_booking.import_rows import COLUMNS, Visit
from civicore_booking.setting import Setting
from civicore_booking.tables import ImportedRow
from civicore_booking.trying import CHANGED

_UNDONE = Refusal(CHANGED)  # nobody sees it: what became of the rows is told instead
_BATCH = 500
_WHY = {
    "agenda": "the agenda is not served there",
    "closed": "the office is closed that day",
    "hours": "it is outside the opening hours",
    "capacity": "more are booked than can be served",
    "overlap": "visits have become longer since",
}


@dataclass(frozen=True)
class BookingImports:
    """What ``civicore import bookings`` does."""

    setting: Setting
    what: str = "bookings"

    @cached_property
    def columns(self) -> Mapping[str, str]:
        own = {
            name: "a question of the city's own"
            for agenda in self.setting.runtime.city.agendas
            for office in self.setting.plan.offices(agenda)
            for name in self.setting.plan.policy(agenda, office).form
        }
        return {**own, **COLUMNS, "birth_date": "date of birth, where the city asks it", "note": "free text, the same"}

    async def take_over(self, rows: Sequence[ImportRow], how: Taking) -> Sequence[Imported]:
        """What became of each row."""
        taking = _Takeover(self.setting, how)
        city, plan = self.setting.runtime.city, self.setting.plan
        visits = []
        for row in rows:
            found = import_rows.read(row, city, plan)
            if isinstance(found, Visit):
                visits.append(found)
            else:
                taking.tell(row.line, "wrong", found)
        await self.setting.runtime.transact(partial(taking.work, visits))
        return [taking.told[row.line] for row in rows]


@dataclass
class _Takeover:
    setting: Setting
    how: Taking
    told: dict[int, Imported] = field(default_factory=dict)

    def tell(self, line: int, outcome: Outcome, notes: Iterable[str] = ()) -> None:
        self.told[line] = Imported(line, outcome, tuple(notes))

    async def work(self, visits: Sequence[Visit], unit: UnitOfWork) -> Refusal | None:
        """One unit for all: nothing is written unless every row can be."""
        await unit.lock("booking.import")
        await ImportedRow.delete().where(ImportedRow.until < unit.now)
        fresh = await self._fresh(visits, unit)
        for office, day in sorted({(one.office, one.day) for one in fresh}):
            await office_days.share_day(unit, office, day)
        await self._check_codes(fresh)
        await self._check_room(fresh)
        if self.how.dry or any(one.outcome == "wrong" for one in self.told.values()):
            return _UNDONE
        await self._write(fresh, unit)
        return None

    async def _fresh(self, visits: Sequence[Visit], unit: UnitOfWork) -> list[_New]:
        """Rows that are neither over, nor twice in the file, nor taken before."""
        coming: dict[str, Visit] = {}
        for visit in visits:
            first = coming.get(visit.same)
            if visit.start <= unit.now:
                self.tell(visit.line, "past")
            elif first is not None:
                self.tell(visit.line, "twice", (f"the same as line {first.line}",))
            else:
                coming[visit.same] = visit
                self.tell(visit.line, "new", visit.notes)
        marked = [(_Marks.of(self.setting.runtime.keys, visit), visit) for visit in coming.values()]
        known = await _known([mark for marks, _ in marked for mark in (*marks.whole, *marks.who)])
        fresh: list[_New] = []
        for marks, visit in marked:
            if known.isdisjoint(marks.known_by(visit)):
                fresh.append(_New(marks, self._booking(visit, unit), visit))
            else:
                self.tell(visit.line, "known")
        return fresh

    def _booking(self, visit: Visit, unit: UnitOfWork) -> Booking:
        plan, keys = self.setting.plan, self.setting.runtime.keys
        lapses = self.setting.admits(visit.office, visit.agenda)
        terms = plan.terms(visit.agenda, visit.office, visit.length, lapses=lapses)
        booking = Booking(
            id=new_id(),
            state="confirmed",
            agenda=visit.agenda,
            activities=visit.activities,
            office=visit.office,
            day=plan.day_at(visit.start),
            start=visit.start,
            end=visit.start + visit.length,
            people=visit.people,
            channel="desk",
            language=visit.language,
            terms=replace(terms, code_length=len(visit.code)) if visit.code else terms,
            made_at=whole_second(unit.now),
            confirmed_at=whole_second(unit.now),
            fields=dict(visit.fields),
        )
        return replace(booking, code_hash=codes.hashed(keys, visit.code)) if visit.code else booking

    async def _check_codes(self, fresh: Sequence[_New]) -> None:
        """No code opens two visits of an office on a day; who has none is given a free one."""
        used: dict[tuple[str, date], dict[str, str]] = defaultdict(dict)
        for office, day in {(one.office, one.day) for one in fresh}:
            there = await store.on_day(office, day)
            used[office, day] = {str(one.code_hash): "a booking that is here" for one in there if one.code_hash}
        for one in sorted(fresh, key=lambda one: one.booking.code_hash is None):
            taken = used[one.office, one.day]
            if one.booking.code_hash is None:
                one.booking = next(
                    drawn
                    for number in count()
                    if (drawn := drafts.with_code(self.setting, one.booking, number)).code_hash not in taken
                )
            elif one.booking.code_hash in taken:
                self.tell(one.visit.line, "wrong", (f"the code is that of {taken[one.booking.code_hash]}, same day",))
            taken.setdefault(str(one.booking.code_hash), f"line {one.visit.line}")

    async def _check_room(self, fresh: Sequence[_New]) -> None:
        """Visits that the file has no room for are wrong, or kept and told."""
        ours = {one.booking.id: one for one in fresh}
        for office in sorted({one.office for one in fresh}):
            days = [one.day for one in fresh if one.office == office]
            coming = await store.between(office, min(days), max(days))
            # Who stands first in the file has the place, as who booked first has.
            added = [
                replace(one.booking, made_at=one.booking.made_at + timedelta(microseconds=number))
                for number, one in enumerate(fresh)
                if one.office == office
            ]
            for conflict in await fitting.conflicts(self.setting, office, [*coming, *added]):
                if (one := ours.get(conflict.booking.id)) is not None:
                    why = f"it does not fit: {_WHY[conflict.why]}"
                    before = self.told[one.visit.line]
                    kept = before.outcome if self.how.keep else "wrong"
                    self.tell(one.visit.line, kept, (*before.notes, why))

    async def _write(self, fresh: Sequence[_New], unit: UnitOfWork) -> None:
        claims: list[tuple[UUID, capacity.Claim]] = []
        for one in fresh:
            booking = await _added(self.setting, one.booking)
            claims += [(booking.id, claim) for claim in await self._claims(booking)]
            row = ImportedRow(
                mark=one.marks.whole[0],
                until=booking.end,
                who=one.marks.who[0],
                agenda=booking.agenda,
                office=booking.office,
            )
            # What bore these names before may have left the same mark behind.
            await ImportedRow.insert(row).on_conflict(action="DO NOTHING")
            await reminding.promised(self.setting, unit, booking)
            await unit.publish(news.confirmed(booking))
            await unit.record("booking.imported", actor=self.how.actor, subject=booking.about)
        await capacity.rewrite((), claims)

    async def _claims(self, booking: Booking) -> tuple[capacity.Claim, ...]:
        plan = self.setting.plan
        length = booking.end - booking.start
        rules = plan.rules(booking.agenda, booking.office, length, False)
        supply = await self.setting.supply(rules, booking.day, booking.channel)
        return (
            *drafts.place_claims(rules, supply, booking),
            *drafts.holder_claims(self.setting, booking),
            *drafts.code_claims(booking),
        )


_Known = str | tuple[str, str, str]


@dataclass(frozen=True)
class _Marks:
    """How a row is known again: by all of it, or by who and when with agenda and office, whose names may change."""

    whole: Sequence[str]
    who: Sequence[str]

    @classmethod
    def of(cls, keys: Keyring, visit: Visit) -> _Marks:
        return cls(keys.digests("import", visit.same), keys.digests("import", visit.who))

    def known_by(self, visit: Visit) -> Iterator[_Known]:
        yield from self.whole
        yield from ((who, visit.agenda, visit.office) for who in self.who)


@dataclass
class _New:
    """A row to be taken."""

    marks: _Marks
    booking: Booking
    visit: Visit

    @property
    def office(self) -> str:
        return self.booking.office

    @property
    def day(self) -> date:
        return self.booking.day


async def _known(marks: Sequence[str]) -> frozenset[_Known]:
    """Of rows written since agenda and office stand beside them, these count and not the names of that day."""
    found: set[_Known] = set()
    for at in range(0, len(marks), _BATCH):
        part = list(marks[at : at + _BATCH])
        for row in await ImportedRow.select().where(ImportedRow.mark.is_in(part) | ImportedRow.who.is_in(part)):
            found.add(row["mark"] if row["who"] is None else (row["who"], row["agenda"], row["office"]))
    return frozenset(found)


async def _added(setting: Setting, booking: Booking) -> Booking:
    """The booking written, with a reference of its own for its links."""
    keys, attempt = setting.runtime.keys, -1
    while True:
        attempt, drawn = codes.new_reference(keys, booking.id, attempt)
        booking = replace(booking, reference_attempt=attempt, reference_hash=codes.hashed(keys, drawn))
        if await store.add(booking):
            return booking
