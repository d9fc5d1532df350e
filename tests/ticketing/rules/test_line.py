"""A place that is counted is the place at which one would be called: the kept line against the whole order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from civicore_ticketing import calling
from civicore_ticketing.line import Line
from civicore_ticketing.ticket import OPEN, CallingRules, Desk, Ticket
from hypothesis import given, settings
from hypothesis import strategies as st

from civicore.contracts.admission import Calling
from tests.ticketing.rules.line import K1, K2, RULES, at, ticket
from tests.tools.counts import times

TRIES = times(150, 10_000)
NOON = at("12:00")
SHORT = replace(RULES, longest_waits={"passports": timedelta(minutes=15)})
CAR = Desk("hall.car", frozenset({"cars"}))
DESKS = (K1, K2, CAR)

_minutes = st.integers(-90, 30).map(lambda number: NOON + timedelta(minutes=number))
_ways: st.SearchStrategy[Calling | None] = st.sampled_from(
    ["after_current", "at_booked_time", "alternate", "none", None]
)
_states = st.sampled_from([*["waiting"] * 8, "parked", "missed", "called", "serving", "done", "left"])


@st.composite
def people(draw: st.DrawFn, number: int) -> Ticket:
    """Somebody of the day, in whatever state."""
    booked, agenda = draw(st.none() | _minutes), draw(st.sampled_from(["cards", "passports", "cars"]))
    fresh = ticket(number, "8:00", agenda=agenda, state=draw(_states), arrived_at=draw(_minutes), booked_at=booked)
    return replace(
        fresh,
        calling=draw(_ways) if booked else None,
        counter=draw(st.sampled_from([None, None, None, "hall.k1", "hall.k2"])),
        not_before=draw(st.none() | _minutes) if fresh.state in ("parked", "missed") else None,
    )


crowds = st.integers(0, 14).flatmap(lambda size: st.tuples(*(people(number) for number in range(1, size + 1))))
rules_there = st.sampled_from([RULES, SHORT])
desks_there = st.lists(st.sampled_from(DESKS), unique=True)


def called_before(
    wanted: Ticket, tickets: Sequence[Ticket], desks: Sequence[Desk], rules: CallingRules, now: datetime
) -> int:
    """The same by calling everybody: one counter for all that the counters of this ticket serve."""
    able = [one for one in desks if wanted.agenda in one.agendas and wanted.counter in (None, one.counter)]
    seen = Desk(wanted.counter or "", frozenset({wanted.agenda}).union(*(one.agendas for one in able)))
    others = [one for one in tickets if one.id != wanted.id and one.counter in (None, wanted.counter)]
    itself = replace(wanted, state="waiting", not_before=None)
    return calling.order([*others, itself], seen, rules, now).index(itself)


@settings(max_examples=TRIES)
@given(crowds, people(99), desks_there, rules_there, _minutes)
def test_a_place_is_how_many_are_called_before(
    crowd: tuple[Ticket, ...], other: Ticket, desks: list[Desk], rules: CallingRules, now: datetime
) -> None:
    line = Line.of(crowd)
    for one in (*crowd, other):
        assert line.before(one, desks, rules, now) == called_before(one, crowd, desks, rules, now)


@settings(max_examples=TRIES)
@given(crowds, rules_there, _minutes, st.booleans(), st.booleans())
def test_the_next_is_the_next_of_everybody(
    crowd: tuple[Ticket, ...], rules: CallingRules, now: datetime, booked: bool, aged: bool
) -> None:
    for one in DESKS:
        desk = replace(one, last_called_booked=booked, last_called_aged=aged)
        chosen = Line.of(crowd).next(desk, rules, now)
        assert chosen == calling.next_ticket(crowd, desk, rules, now)
        order = calling.order(crowd, desk, rules, now)
        assert chosen is None or chosen == order[0], "the whole order begins with the next one"


@settings(max_examples=TRIES)
@given(crowds, crowds)
def test_a_line_that_was_kept_is_the_line_as_it_is(before: tuple[Ticket, ...], after: tuple[Ticket, ...]) -> None:
    kept, whole = Line.of(before), Line.of(after)
    changed = kept.changed({one.id for one in (*before, *after)}, after)
    assert (changed.waiting, changed.aside, changed.numbers) == (whole.waiting, whole.aside, whole.numbers)
    assert {row: keys for row, keys in changed.rows.items() if keys} == whole.rows
    assert list(kept) == list(Line.of(before)), "the old one stays as it was"


def test_everybody_in_line_by_arrival() -> None:
    crowd = [
        ticket(4, "9:00"),
        ticket(2, "8:00", state="called", counter="hall.k1"),
        ticket(3, "8:00", state="parked"),
        ticket(1, "8:30", state="done"),
        ticket(5, "8:00", "9:00"),
    ]
    line = Line.of(crowd)
    assert [one.number for one in line] == [2, 3, 5, 4]
    assert [one.number for one in line.at_counters] == [2]
    assert line.numbers == {"cards": 3}
    assert line.get(UUID(int=1)) is None
    assert {one.state for one in line} <= OPEN
