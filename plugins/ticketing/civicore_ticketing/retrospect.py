"""The waiting room's answer to ``civicore simulate --replay``: its log read, and lived again under the running file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from civicore import OpenDay, instant_at
from civicore.contracts.admission import Calling
from civicore.contracts.past import Count, KeptPromise, PastPromises, Retold, Spread, Waits
from civicore_ticketing import replaying
from civicore_ticketing.day import end_of, open_to
from civicore_ticketing.figures import Happening
from civicore_ticketing.replaying import Day
from civicore_ticketing.setting import Setting
from civicore_ticketing.statistics import happenings
from civicore_ticketing.ticket import CallingRules, Desk

_ONE_DAY = timedelta(days=1)
_NO_PROMISE: Calling = "none"
_NOON = 12 * 60


@dataclass(frozen=True)
class OfficeDay:
    """The running file for one office and day, as ``replaying`` asks it."""

    setting: Setting
    office: str
    day: date
    today: OpenDay
    promises: Sequence[PastPromises]
    kept: dict[tuple[str, datetime], datetime]

    @property
    def rules(self) -> CallingRules:
        return self.setting.rules(self.office)

    def lets_in(self, agenda: str, at: datetime) -> bool:
        if not self.setting.walk_in(agenda, self.office):
            return False
        policy = self.setting.policy(agenda, self.office)
        doors = self.setting.runtime.city.offices[self.office].doors
        return open_to(self.today, self.setting.zone, at, doors=doors, last_ticket=policy.last_ticket.exact).open

    def room(self, agenda: str, already: Callable[[str], int]) -> bool:
        city = self.setting.runtime.city
        return all(
            most is None or sum(already(one) + self._promised(one) for one in agendas) < most
            for most, agendas in (
                (city.limit_on(city.agendas[agenda].capacity, self.day), (agenda,)),
                (city.limit_on(city.offices[self.office].capacity, self.day), tuple(city.agendas)),
            )
        )

    def _promised(self, agenda: str) -> int:
        """Who came with a promise that day has a place in it from the morning on."""
        zone = self.setting.zone
        return sum(one == agenda and at.astimezone(zone).date() == self.day for one, at in self.kept)

    def serves(self, counter: str) -> frozenset[str]:
        desk = self.setting.desk(counter)
        return desk.agendas if isinstance(desk, Desk) else frozenset()

    def promise(self, agenda: str, arrived: datetime) -> tuple[Calling, datetime]:
        calling = next((one.calling(agenda, self.office) for one in self.promises), _NO_PROMISE)
        return calling, self.kept.get((agenda, arrived.replace(microsecond=0)), arrived)


@dataclass(frozen=True)
class OwnRetrospect:
    """Implements ``civicore.contracts.past.Retrospect``."""

    setting: Setting

    async def again(self, first: date, last: date) -> Retold:
        """Every office of the running file that has tickets."""
        promises: tuple[PastPromises, ...] = self.setting.runtime.services.all(PastPromises)  # type: ignore[type-abstract]
        kept = [one for each in promises for one in await each.kept(first, last)]
        waits: list[Waits] = []
        counts: list[Count] = []
        for office in self.setting.runtime.city.offices:
            if self.setting.plan.agendas(office):
                was, would = await self._office(office, first, last, promises, kept)
                waits += _waits(office, was, would)
                counts += _counts(office, was, would)
        return Retold(waits, counts)

    async def _office(
        self, office: str, first: date, last: date, promises: Sequence[PastPromises], kept: Sequence[KeptPromise]
    ) -> tuple[list[Day], list[Day]]:
        known = {(one.agenda, one.arrived_at.replace(microsecond=0)): one.start for one in kept if one.office == office}
        was, would = [], []
        for day in _days(first, last):
            lines = await happenings(office, end_of(day - _ONE_DAY, self.setting.zone), end_of(day, self.setting.zone))
            if lines:
                today = await self.setting.today(office, instant_at(day, _NOON, self.setting.zone))
                file = OfficeDay(self.setting, office, day, today, promises, known)
                was.append(replaying.as_it_was(lines))
                would.append(replaying.again(_known(lines, self.setting), file, day))
        return was, would


def _known(lines: Sequence[Happening], setting: Setting) -> list[Happening]:
    """Nobody can come for an agenda that the file does not have."""
    return [one for one in lines if one.agenda is None or one.agenda in setting.runtime.city.agendas]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _waits(office: str, was: Sequence[Day], would: Sequence[Day]) -> list[Waits]:
    before = replaying.by_class(one for day in was for one in day.waited)
    after = replaying.by_class(one for day in would for one in day.waited)
    groups = sorted(before.keys() | after.keys(), key=lambda one: (one not in ("booked", "walk_in"), one))
    return [Waits(office, one, _spread(before.get(one)), _spread(after.get(one))) for one in groups]


def _counts(office: str, was: Sequence[Day], would: Sequence[Day]) -> list[Count]:
    def served(days: Sequence[Day]) -> int:
        return sum(one.seconds is not None for day in days for one in day.waited)

    def left(days: Sequence[Day]) -> int:
        return sum(one.seconds is None for day in days for one in day.waited)

    def away(days: Sequence[Day]) -> int:
        return sum(day.turned_away for day in days)

    return [
        Count(office, "served", served(was), served(would)),
        Count(office, "left_over", left(was), left(would)),
        Count(office, "turned_away", away(was), away(would)),
    ]


def _spread(seconds: Sequence[int] | None) -> Spread | None:
    if not seconds:
        return None
    ordered = sorted(seconds)
    return Spread(len(ordered), ordered[(len(ordered) - 1) // 2], ordered[(len(ordered) * 9 - 1) // 10])
