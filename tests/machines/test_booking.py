"""Holds and bookings against a small model: a dictionary of who has which time until when."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.service import Bookings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from civicore import Refusal
from civicore.app import Built, build
from civicore.base.clock import DemoClock, whole_second
from civicore.capacity.tables import ClaimRow, LedgerRow
from civicore.reading import Settings
from civicore.storage.tables import MessageRow
from tests.faults.town import COUNTERS, FILE, TUESDAY
from tests.machines.living import lived, stepped
from tests.simulation.defects import condition_off
from tests.tools.paper import of
from tests.tools.reliability import Counted

T = TypeVar("T")
SLOTS = tuple(TUESDAY.replace(hour=8, minute=0) + timedelta(days=1, minutes=15 * number) for number in range(2))
HOLD = timedelta(minutes=15)
EMPTIED = ("booking_booking", "core_claim", "core_ledger", "core_message", "core_event", "core_audit")


class House:
    """One town for all examples; each begins with nothing booked."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self.clock = DemoClock()
        self.clock.freeze(TUESDAY)
        self.built: Built = build(Settings(FILE, demo=True, clock=self.clock))
        self.do(self.built.prepare())
        self.do(self.built.runtime.store.open())
        self.bookings = self.built.runtime.services.one(Bookings)

    def do(self, work: Awaitable[T]) -> T:
        async def whole() -> T:
            return await work

        return self._runner.run(whole())

    def empty(self) -> None:
        self.clock.freeze(TUESDAY)

        async def nothing(_: Any) -> None:
            for table in EMPTIED:
                await MessageRow.raw(f"DELETE FROM {table}")

        self.do(self.built.runtime.transact(nothing))

    def close(self) -> None:
        self.do(self.built.runtime.store.close())
        self._runner.close()


@dataclass(frozen=True)
class Known:
    """What the model knows of a booking."""

    booking: Booking
    slot: int
    until: datetime | None  # None: confirmed
    over: bool = False


class Visits(RuleBasedStateMachine):
    """People hold, confirm, move and cancel; time goes on between."""

    house: House
    moves = True

    def __init__(self) -> None:
        super().__init__()
        self.known: list[Known] = []
        self.freed = [0] * len(SLOTS)  # places given up: a city may let them rest before they are sold again
        self.people = 0

    @initialize()
    def begins(self) -> None:
        self.house.empty()

    def live(self, slot: int) -> int:
        return sum(self.counts(one) for one in self.known if one.slot == slot)

    def counts(self, one: Known) -> bool:
        return not one.over and (one.until is None or whole_second(self.house.clock.now()) <= one.until)

    def judge(self, taken: bool, slot: int) -> None:
        """A full time is refused, and one with room is not."""
        assert not (taken and self.live(slot) >= COUNTERS), "sold beyond what there is"
        assert taken or self.live(slot) + self.freed[slot] >= COUNTERS, "refused although there is room"

    @rule(slot=st.integers(0, len(SLOTS) - 1))
    def holds(self, slot: int) -> None:
        stepped(self)
        self.people += 1
        fields = {"first_name": "Jan", "last_name": "Novák", "email": f"m{self.people}@example.org"}
        made = self.house.do(self.house.bookings.hold(BookingRequest("cards", (), SLOTS[slot], fields, "cs")))
        self.judge(isinstance(made, Booking), slot)
        if isinstance(made, Booking):
            self.known.append(Known(made, slot, whole_second(self.house.clock.now()) + HOLD))

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 99))
    def confirms(self, which: int) -> None:
        stepped(self)
        place = which % len(self.known)
        one = self.known[place]
        answer = self.house.do(self.house.bookings.confirm(self.house.bookings.token(one.booking)))
        assert isinstance(answer, Refusal) is not self.counts(one), (one, answer)
        if self.counts(one):
            self.known[place] = replace(one, until=None)

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, 99))
    def cancels(self, which: int) -> None:
        stepped(self)
        place = which % len(self.known)
        one = self.known[place]
        answer = self.house.do(self.house.bookings.cancel(self.house.bookings.token(one.booking)))
        if isinstance(answer, Booking):
            assert self.counts(one), "what was over was cancelled"
            self.known[place] = replace(one, over=True)
            self.freed[one.slot] += 1
        else:
            assert not self.counts(one), (one, answer)

    @precondition(lambda self: self.moves and self.known)
    @rule(which=st.integers(0, 99), slot=st.integers(0, len(SLOTS) - 1))
    def moves_to(self, which: int, slot: int) -> None:
        stepped(self)
        place = which % len(self.known)
        one = self.known[place]
        if one.slot == slot or one.until is not None:
            return
        answer = self.house.do(self.house.bookings.reschedule(self.house.bookings.token(one.booking), SLOTS[slot]))
        if one.over:
            assert isinstance(answer, Refusal)
            return
        self.judge(isinstance(answer, Booking), slot)
        if isinstance(answer, Booking):
            self.freed[one.slot] += 1
            self.known[place] = replace(one, slot=slot, booking=answer)

    @rule(seconds=st.sampled_from([1, 59, 600, 899, 901]))
    def time_goes_on(self, seconds: int) -> None:
        stepped(self)
        self.house.clock.advance(timedelta(seconds=seconds))

    @invariant()
    def what_is_claimed_is_what_is_counted(self) -> None:
        async def rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
            async with self.house.built.runtime.store.reading():
                return await ClaimRow.select(ClaimRow.key), await LedgerRow.select()

        claims, ledger = self.house.do(rows())
        used = {one["key"]: one["used"] for one in ledger if one["used"]}
        assert sum(used.values()) == len(claims)
        assert all(one["used"] <= one["cap"] for one in ledger)


class Holds(Visits):
    """Holds alone: nobody moves to another time."""

    moves = False


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    made = House()
    yield made
    made.close()


@pytest.mark.soak
@pytest.mark.parametrize("machine", [Visits, Holds])
def test_whatever_people_do_the_model_and_the_town_agree(house: House, machine: type[Visits], counted: Counted) -> None:
    machine.house = house
    counted(**lived(machine, of("machine of bookings in a town")), lost=0)


def test_removed_condition_of_the_counter_is_seen_by_the_machine(
    house: House, monkeypatch: pytest.MonkeyPatch, counted: Counted
) -> None:
    condition_off(monkeypatch)
    Visits.house = house
    machine = Visits()
    machine.begins()
    with pytest.raises(AssertionError, match="sold beyond"):
        for _ in range(COUNTERS + 1):
            machine.holds(0)
    counted(runs=1, faults=1)
