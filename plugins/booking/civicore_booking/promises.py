"""What booking answers to whoever admits people: see ``civicore.contracts.admission``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from civicore import Closure, Refusal, Text, UnitOfWork
from civicore.contracts.admission import Admission, Arrival, Calling, Expected
from civicore.contracts.past import KeptPromise
from civicore_booking import arriving, closures, store
from civicore_booking.setting import Setting
from civicore_booking.sweeping import sweep


class OwnPromises:
    """The promises that bookings are; also those of the past (``civicore.contracts.past``)."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def accepts(self, office: str) -> frozenset[str]:
        """Where codes are typed, for one agenda of the office at least."""
        plan = self._setting.plan
        return frozenset(place for agenda in self._agendas(office) for place in plan.policy(agenda, office).check_in.at)

    def menu(self, office: str) -> Text | None:
        """The words of the office, else of the first agenda there that has some."""
        plan = self._setting.plan
        said = (plan.policy(agenda, office).check_in.menu for agenda in self._agendas(office))
        own: Text | None = plan.city.policy("booking", office=office).check_in.menu
        return own or next((words for words in said if words), None)

    def letters(self, office: str) -> bool:
        plan = self._setting.plan
        return any(plan.policy(agenda, office).code.alphabet != "digits" for agenda in self._agendas(office))

    def walk_in(self, agenda: str, office: str) -> bool:
        return self._setting.plan.policy(agenda, office).walk_in

    def sold_out(self, agenda: str, office: str) -> Text | None:
        return self._setting.plan.policy(agenda, office).sold_out

    async def redeem(self, code: str, arrival: Arrival, work: UnitOfWork) -> Admission | Refusal | None:
        """None where no codes of ours are typed; else every code that opens nothing is answered alike."""
        if arrival.by not in self.accepts(arrival.office):
            return None
        return await arriving.redeem(self._setting, code, arrival, work)

    def calling(self, agenda: str, office: str) -> Calling:
        return self._setting.plan.policy(agenda, office).priority

    async def kept(self, first: date, last: date) -> Sequence[KeptPromise]:
        came = await store.came_between(first, last)
        return [KeptPromise(one.office, one.agenda, one.arrived_at, one.start) for one in came if one.arrived_at]

    async def expected(self, office: str, day: date, now: datetime) -> Sequence[Expected]:
        coming = [one for one in await store.on_day(office, day) if arriving.promised_until(one, now)]
        return tuple(Expected(one.about, one.agenda, one.start, one.closes, one.name) for one in coming)

    async def closed(
        self, about: str, how: Literal["done", "no_show", "arrived", "expected"], work: UnitOfWork
    ) -> None:
        kind, _, id = about.partition(":")
        if kind == "booking":
            await arriving.closed(self._setting, UUID(id), how, work)

    async def settle(self) -> bool:
        """Freed places go to the waiting list first, as after any sweep."""
        return await sweep(self._setting)

    def _agendas(self, office: str) -> tuple[str, ...]:
        plan = self._setting.plan
        return tuple(agenda for agenda in plan.city.agendas if office in plan.offices(agenda))


class DeskClosures:
    """The closures made at booking's desk pages."""

    async def closures(self, office: str, first: date, last: date) -> tuple[Closure, ...]:
        return await closures.live(office, first, last)
