"""The waiting room of a simulated city: who comes and calls there, and what must hold all the while."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import Invariant, Simulation
from civicore_ticketing import store
from civicore_ticketing.service import Queues
from civicore_ticketing.simulated_people import Hall
from civicore_ticketing.ticket import AT_COUNTER, IN_LINE, Ticket

if TYPE_CHECKING:
    from civicore import Runtime


@dataclass
class Rules:
    """Asked of one run; what was there before is remembered to see what goes back."""

    runtime: Runtime
    hall: Hall
    _versions: dict[UUID, int] = field(default_factory=dict)

    def invariants(self) -> tuple[Invariant, ...]:
        return (
            Invariant("I3", "a number that was given exists, and is the same all day", self.present),
            Invariant("I6", "a number exists once a day and run of numbers", self.numbers),
            Invariant("I7", "a counter calls one number at a time", self.counters),
            Invariant("I8", "a ticket is changed forward only", self.forward),
            Invariant("I10", "when the day is over nobody waits any more", self.over, "day"),
        )

    async def _today(self) -> list[Ticket]:
        today = self.hall.queues.setting.day_at(self.runtime.clock.now())
        async with self.runtime.store.reading():
            return [one for office in self.hall.offices for one in await store.all_of(office, today)]

    async def present(self) -> Sequence[str]:
        there = {one.id: one.label for one in await self._today()}
        today = self.hall.queues.setting.day_at(self.runtime.clock.now())
        given = [one for one in self.hall.given.values() if one.day == today]
        return [f"{one.label} is {there.get(one.id, 'gone')}" for one in given if there.get(one.id) != one.label]

    async def numbers(self) -> Sequence[str]:
        counted = Counter((one.office, one.series, one.number) for one in await self._today())
        return [
            f"{series}{number} {times} times at {office}"
            for (office, series, number), times in counted.items()
            if times > 1
        ]

    async def counters(self) -> Sequence[str]:
        busy = Counter(one.counter for one in await self._today() if one.state in AT_COUNTER)
        return [f"{counter} has {number} visits at once" for counter, number in busy.items() if number > 1]

    async def forward(self) -> Sequence[str]:
        wrong = []
        for one in await self._today():
            if one.version < self._versions.get(one.id, 0):
                wrong.append(f"{one.label} went back from version {self._versions[one.id]} to {one.version}")
            self._versions[one.id] = one.version
        return wrong

    async def over(self) -> Sequence[str]:
        setting = self.hall.queues.setting
        now = self.runtime.clock.now()
        async with self.runtime.store.reading():
            lines = [one for office in self.hall.offices for one in await setting.line(office, now)]
        past = [one for one in lines if one.day < setting.day_at(now) and one.state in IN_LINE]
        return [f"{one.label} of an earlier day is still {one.state}" for one in past]


def simulation(runtime: Runtime) -> Simulation | None:
    """Everything for one run; None in a city without tickets."""
    hall = Hall(runtime, runtime.services.one(Queues))
    if not hall.offices:
        return None
    return Simulation("ticketing", hall.moves(), Rules(runtime, hall).invariants())
