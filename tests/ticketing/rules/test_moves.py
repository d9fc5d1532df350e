"""What may happen to a ticket in each state, and what every step keeps (cases 57, 77 to 80, undo)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from civicore_ticketing import moves
from civicore_ticketing.moves import Deed, Target
from civicore_ticketing.ticket import State, Ticket

from civicore import Refusal
from tests.ticketing.rules.line import RULES, at, ticket

NOW = at("9:00")
WAITING = ticket(1, "8:00")
EVERY: tuple[State, ...] = get_args(State)


def done(answer: Ticket | Refusal) -> Ticket:
    assert isinstance(answer, Ticket), answer
    return answer


def in_state(state: State) -> Ticket:
    """A ticket that came into a state as they all do; calls take place at hall.k1."""
    called = done(moves.call(WAITING, "hall.k1", at("8:50")))
    serving = done(moves.arrived(called, at("8:51")))
    made: dict[State, Callable[[], Ticket | Refusal]] = {
        "waiting": lambda: WAITING,
        "parked": lambda: moves.park(serving, at("8:52"), None),
        "missed": lambda: moves.no_show(called, at("8:59"), RULES),
        "called": lambda: called,
        "serving": lambda: serving,
        "done": lambda: moves.finish(serving, at("8:55")),
        "no_show": lambda: moves.no_show(replace(called, calls=3), at("8:52"), RULES),
        "left": lambda: moves.leave(WAITING, at("8:40")),
        "closed": lambda: moves.close(WAITING, at("8:40"), "queue_closed"),
        "void": lambda: moves.void(WAITING, at("8:01")),
    }
    found = done(made[state]())
    assert found.state == state
    return found


STEPS: dict[str, tuple[Callable[[Ticket], Ticket | Refusal], set[State]]] = {
    "call": (lambda one: moves.call(one, "hall.k2", NOW), {"waiting"}),
    "by_number": (
        lambda one: moves.call(one, "hall.k2", NOW, by_number=True),
        {"waiting", "parked", "missed", "no_show"},
    ),
    "recall": (lambda one: moves.recall(one, NOW), {"called"}),
    "arrived": (lambda one: moves.arrived(one, NOW), {"called"}),
    "finish": (lambda one: moves.finish(one, NOW), {"called", "serving"}),
    "no_show": (lambda one: moves.no_show(one, NOW, RULES), {"called"}),
    "park": (lambda one: moves.park(one, NOW, None), {"waiting", "parked", "called", "serving"}),
    "transfer": (
        lambda one: moves.transfer(one, Target(agenda="passports"), NOW),
        {"waiting", "parked", "missed", "called", "serving"},
    ),
    "delay": (lambda one: moves.delay(one, NOW, RULES), {"waiting", "missed"}),
    "leave": (lambda one: moves.leave(one, NOW), {"waiting", "parked", "missed", "called"}),
    "close": (lambda one: moves.close(one, NOW, "day_end"), {"waiting", "parked", "missed", "called", "serving"}),
    "void": (lambda one: moves.void(one, NOW), {"waiting", "parked", "missed"}),
}


@pytest.mark.parametrize("state", EVERY)
@pytest.mark.parametrize("step", STEPS)
def test_what_is_allowed_in_each_state(step: str, state: State) -> None:
    move, allowed = STEPS[step]
    before = in_state(state)
    answer = move(before)
    assert isinstance(answer, Ticket) == (state in allowed)
    if isinstance(answer, Ticket):
        assert answer.version == before.version + 1


@pytest.mark.parametrize("step", STEPS)
def test_no_step_touches_number_arrival_or_promise(step: str) -> None:
    move, allowed = STEPS[step]
    for state in allowed:
        before = replace(in_state(state), booked_at=at("8:30"), about="booking:1", calling="after_current")
        after = done(move(before))
        for kept in (
            "id",
            "series",
            "number",
            "label",
            "issued_at",
            "arrived_at",
            "booked_at",
            "about",
            "calling",
            "day",
        ):
            assert getattr(after, kept) == getattr(before, kept)


def test_two_counters_never_have_one_person() -> None:
    called = done(moves.call(WAITING, "hall.k1", NOW))
    for by_number in (False, True):
        answer = moves.call(called, "hall.k2", NOW, by_number=by_number)
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.facts["counter"]) == ("queue.taken", "hall.k1")


def test_case_57_who_leaves_while_being_called_ends_the_call() -> None:
    gone = done(moves.leave(in_state("called"), NOW))
    assert gone.state == "left"
    answer = moves.arrived(gone, NOW)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts["state"]) == ("queue.moved_on", "left")


def test_who_is_being_served_does_not_leave_by_telephone() -> None:
    answer = moves.leave(in_state("serving"), NOW)
    assert isinstance(answer, Refusal)
    assert answer.code == "queue.being_served"


def test_case_77_missed_calls_come_back_until_the_last_and_then_only_by_number() -> None:
    one = WAITING
    for call in (1, 2):
        one = done(moves.call(one, "hall.k1", NOW + call * timedelta(minutes=5)))
        one = done(moves.no_show(one, NOW + call * timedelta(minutes=5), RULES))
        assert (one.state, one.calls, one.counter) == ("missed", call, None)
    one = done(moves.call(one, "hall.k1", at("9:30")))
    one = done(moves.no_show(one, at("9:31"), RULES))
    assert (one.state, one.ended_at) == ("no_show", at("9:31"))
    assert isinstance(moves.call(one, "hall.k1", at("9:40")), Refusal)
    again = done(moves.call(one, "hall.k1", at("9:40"), by_number=True))
    assert (again.state, again.calls, again.ended_at) == ("called", 4, None)
    assert done(moves.no_show(again, at("9:41"), RULES)).state == "no_show"


def test_case_77_repeated_calls_count() -> None:
    called = in_state("called")
    twice = done(moves.recall(done(moves.recall(called, at("8:52"))), at("8:53")))
    assert twice.calls == 3
    assert done(moves.no_show(twice, at("8:54"), RULES)).state == "no_show"


@pytest.mark.parametrize(("wall", "allowed"), [("9:00:59.999999", False), ("9:01", True)])
def test_a_missed_call_pauses_exactly_as_long_as_the_file_says(wall: str, allowed: bool) -> None:
    missed = in_state("missed")
    assert missed.not_before == at("9:01")
    assert isinstance(moves.call(missed, "hall.k1", at(wall)), Ticket) == allowed


def test_case_79_the_time_waited_ends_at_the_first_call() -> None:
    called = done(moves.call(WAITING, "hall.k1", at("8:20")))
    again = done(moves.recall(called, at("8:25")))
    assert again.waited(NOW) == called.waited(NOW) == timedelta(minutes=20)
    missed = done(moves.no_show(again, at("8:26"), RULES))
    later = done(moves.call(missed, "hall.k2", at("8:40")))
    assert later.waited(NOW) == timedelta(minutes=20)
    assert later.called_at == at("8:40")
    assert WAITING.waited(NOW) == timedelta(minutes=60)


@pytest.mark.parametrize("state", ["waiting", "parked", "missed", "called", "serving"])
def test_case_80_a_transfer_keeps_arrival_number_and_wait(state: State) -> None:
    before = in_state(state)
    after = done(moves.transfer(before, Target("branch.k1", "passports", "branch"), NOW))
    assert (after.state, after.agenda, after.office, after.counter) == ("waiting", "passports", "branch", "branch.k1")
    assert (after.label, after.arrived_at, after.first_called_at) == ("A001", at("8:00"), before.first_called_at)
    assert (after.calls, after.called_at, after.serving_since, after.not_before) == (0, None, None, None)


def test_a_transfer_to_another_agenda_forgets_what_was_asked_of_the_first() -> None:
    asked = replace(WAITING, activities=("apply",))
    assert done(moves.transfer(asked, Target(counter="hall.k2"), NOW)).activities == ("apply",)
    assert done(moves.transfer(asked, Target(agenda="passports"), NOW)).activities == ()


def test_who_was_sent_to_a_counter_returns_there_after_parking_or_a_missed_call() -> None:
    sent = done(moves.transfer(WAITING, Target(counter="hall.k2"), NOW))
    assert isinstance(moves.call(sent, "hall.k1", NOW), Refusal)
    called = done(moves.call(sent, "hall.k2", NOW))
    assert done(moves.no_show(called, NOW, RULES)).counter == "hall.k2"
    assert done(moves.park(called, NOW, None)).counter == "hall.k2"
    assert done(moves.transfer(called, Target(agenda="passports"), NOW)).counter is None


def test_by_number_a_ticket_is_called_where_it_was_not_sent() -> None:
    sent = done(moves.transfer(WAITING, Target(counter="hall.k2"), NOW))
    assert done(moves.call(sent, "hall.k1", NOW, by_number=True)).counter == "hall.k1"


@pytest.mark.parametrize(("until", "allowed"), [("8:59:59", False), ("9:00", False), ("9:00:00.000001", True)])
def test_nobody_is_parked_until_a_time_that_has_passed(until: str, allowed: bool) -> None:
    answer = moves.park(in_state("serving"), NOW, at(until))
    assert isinstance(answer, Ticket) == allowed
    if isinstance(answer, Refusal):
        assert answer.code == "queue.park_past"


def test_several_steps_in_one_visit_keep_the_number() -> None:
    visit = replace(in_state("serving"), steps=("cash", "collect"), activities=("apply",), calling="at_booked_time")
    cash = done(moves.finish(visit, at("9:00")))
    assert (cash.state, cash.agenda, cash.steps, cash.counter) == ("waiting", "cash", ("collect",), None)
    assert (cash.label, cash.arrived_at, cash.calling, cash.activities) == ("A001", at("8:00"), None, ())
    collect = done(moves.finish(done(moves.call(cash, "hall.k3", at("9:05"))), at("9:10")))
    assert (collect.state, collect.agenda, collect.steps) == ("waiting", "collect", ())
    over = done(moves.finish(done(moves.call(collect, "hall.k1", at("9:15"))), at("9:20")))
    assert (over.state, over.ended_at) == ("done", at("9:20"))
    assert done(moves.finish(visit, at("9:00"), whole_visit=True)).state == "done"


def test_a_counter_that_never_says_arrived_served_from_its_call_on() -> None:
    assert done(moves.finish(in_state("called"), NOW)).serving_since == at("8:50")
    assert done(moves.finish(in_state("serving"), NOW)).serving_since == at("8:51")


def test_letting_others_go_first_has_an_end() -> None:
    one = done(moves.delay(WAITING, at("8:00"), RULES))
    assert (one.state, one.not_before, one.delayed) == ("parked", at("8:10"), 1)
    assert isinstance(moves.delay(one, at("8:09:59"), RULES), Refusal)
    one = done(moves.delay(one, at("8:10"), RULES))
    answer = moves.delay(one, at("8:20"), RULES)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.facts["most"]) == ("queue.delayed_enough", 2)
    assert done(moves.call(one, "hall.k1", at("8:20"))).arrived_at == at("8:00")


@pytest.mark.parametrize(("wall", "allowed"), [("9:00", True), ("9:00:10", True), ("9:00:10.000001", False)])
def test_undo_works_for_exactly_ten_seconds(wall: str, allowed: bool) -> None:
    before = in_state("serving")
    after = done(moves.finish(before, NOW))
    answer = moves.undo(after, Deed(before, after.version, NOW), at(wall), RULES)
    if allowed:
        assert answer == replace(before, version=after.version + 1)
    else:
        assert isinstance(answer, Refusal)
        assert answer.code == "queue.undo_over"


def test_undo_returns_somebody_to_the_same_place() -> None:
    after = done(moves.call(WAITING, "hall.k1", NOW))
    back = done(moves.undo(after, Deed(WAITING, after.version, NOW), NOW, RULES))
    assert (back.state, back.counter, back.calls, back.first_called_at) == ("waiting", None, 0, None)
    assert back.version == 2


def test_what_others_changed_meanwhile_is_not_undone() -> None:
    after = done(moves.call(WAITING, "hall.k1", NOW))
    gone = done(moves.leave(after, NOW))
    answer = moves.undo(gone, Deed(WAITING, after.version, NOW), NOW, RULES)
    assert isinstance(answer, Refusal)
    assert answer.code == "queue.moved_on"
