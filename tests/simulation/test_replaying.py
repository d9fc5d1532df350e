"""A day of the log lived again. Pure; the lines are made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from civicore_ticketing.figures import Happening
from civicore_ticketing.log import Kind
from civicore_ticketing.replaying import Day, Waited, again, as_it_was
from civicore_ticketing.ticket import CallingRules

from civicore.contracts.admission import Calling

DAY = date(2026, 11, 24)
NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Rules:
    """A file: who is called how, until when numbers are given, how many a day, and what the counters serve."""

    rules: CallingRules = field(default_factory=lambda: CallingRules(longest_wait=timedelta(hours=2)))
    how: Calling = "after_current"
    until: datetime = NINE + timedelta(hours=8)
    most: int = 100
    counters: dict[str, frozenset[str]] = field(default_factory=lambda: {"hall.k1": frozenset({"cards"})})

    def lets_in(self, agenda: str, at: datetime) -> bool:
        return at < self.until

    def room(self, agenda: str, already: Callable[[str], int]) -> bool:
        return already(agenda) < self.most

    def serves(self, counter: str) -> frozenset[str]:
        return self.counters.get(counter, frozenset())

    def promise(self, agenda: str, arrived: datetime) -> tuple[Calling, datetime]:
        return self.how, arrived


def line(kind: Kind, minute: int, ticket: int | None = None, counter: str | None = None) -> Happening:
    id = None if ticket is None else UUID(int=ticket)
    return Happening(NINE + timedelta(minutes=minute), kind, "hall", "cards", counter, id)


LOG = (
    line("issued", 0, 1),
    line("issued", 1, 2),
    line("checked_in", 2, 3),
    line("called", 10, 3, "hall.k1"),
    line("called", 20, 1, "hall.k1"),
    line("called", 30, 2, "hall.k1"),
)


def waited(day: Day) -> dict[bool, list[int | None]]:
    found: dict[bool, list[int | None]] = {True: [], False: []}
    for one in day.waited:
        found[one.booked].append(None if one.seconds is None else one.seconds // 60)
    return found


def test_under_the_rules_of_then_it_is_as_it_was() -> None:
    assert sorted(again(LOG, Rules(), DAY).waited, key=str) == sorted(as_it_was(LOG).waited, key=str)
    assert waited(as_it_was(LOG)) == {True: [8], False: [20, 29]}


def test_bookings_without_priority_wait_for_those_who_came_before() -> None:
    assert waited(again(LOG, Rules(how="none"), DAY)) == {True: [28], False: [10, 19]}


def test_a_counter_that_is_gone_leaves_people_over() -> None:
    day = again(LOG, Rules(counters={}), DAY)
    assert waited(day) == {True: [None], False: [None, None]}


def test_numbers_end_earlier_and_people_are_turned_away() -> None:
    day = again(LOG, Rules(until=NINE + timedelta(minutes=1)), DAY)
    assert day.turned_away == 1
    assert waited(day) == {True: [8], False: [20]}


def test_who_found_no_number_then_gets_one_where_there_is_room_now() -> None:
    log = (*LOG[:3], replace(line("sold_out", 3), ticket=None), *LOG[3:], line("called", 31, 9, "hall.k1"))
    assert as_it_was(log).turned_away == 1
    assert again(log, Rules(most=2), DAY).turned_away == 1
    roomy = again(log, Rules(most=3), DAY)
    assert roomy.turned_away == 0
    assert len(roomy.waited) == 4
    assert all(one.seconds is not None for one in roomy.waited)


def test_who_gave_up_is_served_only_if_called_before() -> None:
    log = (*LOG[:4], line("left", 15, 1), line("called", 20, 2, "hall.k1"))
    assert waited(again(log, Rules(), DAY)) == {True: [8], False: [19]}
    assert waited(again(log, Rules(how="none"), DAY)) == {True: [None], False: [10, 19]}


def test_a_second_call_of_somebody_is_no_press_for_the_next() -> None:
    log = (*LOG[:4], line("called", 12, 3, "hall.k1"), *LOG[4:])
    assert again(log, Rules(), DAY) == again(LOG, Rules(), DAY)


def test_who_was_never_called_is_left_over() -> None:
    assert as_it_was(LOG[:5]).waited[-1] == Waited("cards", False, None)
