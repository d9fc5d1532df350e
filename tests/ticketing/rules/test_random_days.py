"""Random days: no ticket lost, none called twice, capacity never exceeded, nobody passed over against the policy.

Below are the failing twins: days on which one rule is broken, which the same judgement must notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from civicore_ticketing import calling
from civicore_ticketing.ticket import CallingRules, Desk, Ticket

from civicore.capacity.claims import Limit
from tests.ticketing.rules.days import Next, RandomDay
from tests.ticketing.rules.paper import Ledger
from tests.tools.counts import times
from tests.tools.reliability import Counted

DAYS = times(1_000, 10_000)
HAPPENINGS = 250
TRIES = 30  # days within which a broken rule must have been noticed


@pytest.mark.soak
def test_a_thousand_random_days(counted: Counted) -> None:
    calls = 0
    for seed in range(DAYS):
        calls += _lived(RandomDay(seed), seed)
    assert calls > 20 * DAYS  # days on which hardly anybody is called show nothing
    counted(runs=DAYS, inputs=DAYS * HAPPENINGS)


def _lived(day: RandomDay, seed: int) -> int:
    try:
        day.live(HAPPENINGS)
    except AssertionError as wrong:
        raise AssertionError(f"day {seed} at {day.now}: {wrong}") from wrong
    return day.calls


def _altered(alter: Callable[[list[Ticket], CallingRules, datetime], tuple[list[Ticket], CallingRules]]) -> Next:
    """The real order, given a line or rules that are not the real ones."""

    def broken(tickets: Iterable[Ticket], desk: Desk, rules: CallingRules, now: datetime) -> Ticket | None:
        mine = [one for one in tickets if calling.may_call(one, desk, now)]
        line, others = alter(mine, rules, now)
        chosen = calling.next_ticket(line, desk, others, now)
        return None if chosen is None else next(one for one in mine if one.id == chosen.id)

    return broken


def _newest_first(line: list[Ticket], rules: CallingRules, now: datetime) -> tuple[list[Ticket], CallingRules]:
    return [replace(one, arrived_at=now - (one.arrived_at - now)) for one in line], rules


def _nobody_ages(line: list[Ticket], rules: CallingRules, _: datetime) -> tuple[list[Ticket], CallingRules]:
    return line, replace(rules, longest_wait=timedelta(days=1), longest_waits={})


def _bookings_early(line: list[Ticket], rules: CallingRules, _: datetime) -> tuple[list[Ticket], CallingRules]:
    return [replace(one, calling="after_current") if one.promised else one for one in line], rules


def _no_priority(line: list[Ticket], rules: CallingRules, _: datetime) -> tuple[list[Ticket], CallingRules]:
    return [replace(one, calling="none") for one in line], rules


def _one_forgotten(line: list[Ticket], rules: CallingRules, _: datetime) -> tuple[list[Ticket], CallingRules]:
    return [one for one in line if one.number != 3], rules


@pytest.mark.parametrize("broken", [_newest_first, _nobody_ages, _bookings_early, _no_priority, _one_forgotten])
def test_a_broken_order_is_noticed(
    broken: Callable[[list[Ticket], CallingRules, datetime], tuple[list[Ticket], CallingRules]],
) -> None:
    with pytest.raises(AssertionError, match=r"passed over|before its time|nobody was called|never called"):
        for seed in range(TRIES):
            _lived(RandomDay(seed, _altered(broken)), seed)


class Careless(Ledger):
    """Always has room for one more."""

    def used(self, limit: Limit, now: datetime) -> int:
        return min(super().used(limit, now), limit.cap - 1)


class Forgetful(Ledger):
    """Gives away what is booked and has not lapsed yet."""

    def used(self, limit: Limit, now: datetime) -> int:
        return sum(one.limit == limit and one.until is None for one in self.claims.values())


@pytest.mark.parametrize("ledger", [Careless, Forgetful])
def test_a_broken_ledger_is_noticed(ledger: type[Ledger]) -> None:
    with pytest.raises(AssertionError, match=r"more people than the capacity|was given away"):
        for seed in range(TRIES):
            _lived(RandomDay(seed, ledger=ledger()), seed)


def test_a_person_at_two_counters_is_noticed() -> None:
    def anybody(tickets: Iterable[Ticket], desk: Desk, rules: CallingRules, now: datetime) -> Ticket | None:
        free = [replace(one, state="waiting", counter=None) if one.state == "called" else one for one in tickets]
        return calling.next_ticket(free, desk, rules, now)

    with pytest.raises(AssertionError, match="does not wait here"):
        for seed in range(TRIES):
            _lived(RandomDay(seed, anybody), seed)
