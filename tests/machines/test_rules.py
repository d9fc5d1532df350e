"""Queue, signal and dialogue against small models; nothing but values, so many examples cost little."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import get_args
from uuid import UUID

import pytest
from civicore_bots.pressing import Press
from civicore_signals.case import Case
from civicore_signals.lifecycle import Given, move, moves
from civicore_signals.plan import Actor
from civicore_ticketing import moves as deeds
from civicore_ticketing.ticket import CallingRules, Ticket
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.bots.people import DMS, Talking, city_of
from tests.bots.rules.test_talking import Visits
from tests.machines.living import lived, stepped
from tests.signals.rules.cities import NOW, case, plan
from tests.ticketing.rules.line import at, ticket
from tests.tools.paper import of
from tests.tools.reliability import Counted

TICKETS = 3
RULES = CallingRules(most_calls=2, pause=timedelta(minutes=3))
which = st.integers(0, TICKETS - 1)


class Queue(RuleBasedStateMachine):
    """Three people and a counter. The model knows who may be called, who is at the counter and who is done."""

    def __init__(self) -> None:
        super().__init__()
        self.now = at("9:00")
        self.first = [ticket(number, "8:30") for number in range(1, TICKETS + 1)]
        self.tickets = list(self.first)
        self.state = ["waiting"] * TICKETS
        self.calls = [0] * TICKETS
        self.back = [self.now] * TICKETS

    def became(self, place: int, answer: object, allowed: bool, to: str) -> None:
        """The deed was done exactly if the model allows it."""
        stepped(self)
        assert isinstance(answer, Ticket) is allowed, (self.state[place], answer)
        if isinstance(answer, Ticket):
            assert answer.version == self.tickets[place].version + 1
            self.tickets[place], self.state[place] = answer, to

    @rule(place=which)
    def calls_next(self, place: int) -> None:
        ready = self.state[place] == "waiting" or (self.state[place] == "missed" and self.now >= self.back[place])
        self.became(place, deeds.call(self.tickets[place], "hall.k1", self.now), ready, "called")
        self.calls[place] += ready

    @rule(place=which)
    def arrives(self, place: int) -> None:
        self.became(place, deeds.arrived(self.tickets[place], self.now), self.state[place] == "called", "serving")

    @rule(place=which)
    def is_served(self, place: int) -> None:
        there = self.state[place] in ("called", "serving")
        self.became(place, deeds.finish(self.tickets[place], self.now), there, "done")

    @rule(place=which)
    def does_not_come(self, place: int) -> None:
        to = "no_show" if self.calls[place] >= RULES.most_calls else "missed"
        called = self.state[place] == "called"
        self.became(place, deeds.no_show(self.tickets[place], self.now, RULES), called, to)
        if called and to == "missed":
            self.back[place] = self.now + RULES.pause

    @rule(place=which)
    def is_set_aside(self, place: int) -> None:
        able = self.state[place] in ("waiting", "parked", "called", "serving")
        self.became(place, deeds.park(self.tickets[place], self.now, None), able, "parked")

    @rule(minutes=st.integers(1, 4))
    def time_goes_on(self, minutes: int) -> None:
        stepped(self)
        self.now += timedelta(minutes=minutes)

    @invariant()
    def number_and_arrival_stay(self) -> None:
        for one, was, state in zip(self.tickets, self.first, self.state, strict=True):
            assert (one.label, one.arrived_at, one.id) == (was.label, was.arrived_at, was.id)
            assert one.state == state
            assert (one.ended_at is not None) == (state in ("done", "no_show"))


class Signal(RuleBasedStateMachine):
    """A case that anybody may try to move anywhere. The model: what is offered is done, what is not changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.plan, self.now, self.case = plan(), NOW, case()
        self.closed, self.reopened = False, 0

    @rule(
        to=st.sampled_from([*plan().statuses, "nowhere"]),
        actor=st.sampled_from(get_args(Actor)),
        outcome=st.sampled_from([None, *plan().outcomes]),
    )
    def somebody_moves(self, to: str, actor: Actor, outcome: str | None) -> None:
        stepped(self)
        offered = {one.to for one in moves(self.plan, self.case, actor, self.now)}
        given = Given("Done.", outcome, "Road Authority", (UUID(int=9),))
        after = move(self.plan, self.case, to, actor, given, self.now)
        assert to in offered or not isinstance(after, Case)
        if isinstance(after, Case):
            assert replace(after, status="", closed_at=None).text == self.case.text
            self.reopened += self.closed
            self.closed = self.plan.statuses[to].final
            self.case = after

    @rule(days=st.sampled_from([0, 1, 14, 15]))
    def time_goes_on(self, days: int) -> None:
        stepped(self)
        self.now += timedelta(days=days)

    @invariant()
    def it_is_where_its_history_led(self) -> None:
        assert (self.case.closed_at is not None, self.case.outcome is not None) == (self.closed, self.closed)
        assert self.case.reopened == self.reopened
        assert self.case.number == case().number


class Dialogue(RuleBasedStateMachine):
    """A person who books in a chat. The model: which question stands, and how many visits there are."""

    def __init__(self) -> None:
        super().__init__()
        self.visits = Visits()
        self.person = Talking(city_of(DMS), self.visits).person("en")
        self.stands, self.booked = "", 0
        self.says("start", "")

    def says(self, kind: str, value: str) -> None:
        asyncio.run(self._says(kind, value))

    async def _says(self, kind: str, value: str) -> None:
        await self.person.hear(kind, value)  # type: ignore[arg-type]

    @rule()
    def begins(self) -> None:
        stepped(self)
        self.says("press", Press("go", "booking.book", "").data)
        self.stands = "Which day?"

    @rule(day=st.sampled_from(["Monday", "second", "MONDAY", "2"]))
    def names_a_day(self, day: str) -> None:
        if self.stands == "Which day?":
            stepped(self)
            self.says("text", day)
            self.stands = "Your number?"

    @rule(number=st.sampled_from(["+420739547765", "739547765", "x"]))
    def tells_a_number(self, number: str) -> None:
        if self.stands == "Your number?":
            stepped(self)
            self.says("text", number)
            if len(self.visits.done) > self.booked:
                assert number.startswith("+")
                self.booked, self.stands = self.booked + 1, ""
                assert "Booked." in self.person.sees

    @rule(words=st.text(alphabet="qwxyz ?!", min_size=1, max_size=8))
    def says_what_nobody_understands(self, words: str) -> None:
        if self.stands == "Which day?":
            stepped(self)
            self.says("text", words)

    @invariant()
    def the_question_stands_and_nothing_is_done_twice(self) -> None:
        assert self.stands in self.person.sees
        assert len(self.visits.done) == self.visits.calls == self.booked


@pytest.mark.soak
@pytest.mark.parametrize(
    ("machine", "examples"),
    [
        (Queue, of("machine of the queue")),
        (Signal, of("machine of signals")),
        (Dialogue, of("machine of dialogues")),
    ],
    ids=["queue", "signal", "dialogue"],
)
def test_the_model_and_the_rules_agree(machine: type[RuleBasedStateMachine], examples: int, counted: Counted) -> None:
    counted(**lived(machine, examples), lost=0)
