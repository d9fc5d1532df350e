"""The way of a case: declared moves by declared people, ends with an outcome, reopening to the last second."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from civicore_signals.case import Case
from civicore_signals.lifecycle import Given, counts_as, move, moves, register, sources
from civicore_signals.plan import Actor, Plan

from civicore import Refusal
from tests.signals.rules.cities import NOW, SOFIA, SQUARES, case, plan

ACTORS: tuple[Actor, ...] = get_args(Actor)
EVERYTHING = Given("Done.", None, "Road Authority", (UUID(int=9),))
PRAGUE = ZoneInfo("Europe/Prague")


def moved(of: Plan, one: Case, to: str, actor: Actor = "unit", now: datetime = NOW, **given: object) -> Case | Refusal:
    return move(of, one, to, actor, Given(**given), now)  # type: ignore[arg-type]


def closed(at: datetime, to: str = "solved") -> Case:
    found = moved(plan(), case(status="in_work"), to, now=at, text="Filled.", outcome="solved")
    assert isinstance(found, Case)
    return found


def names(of: Plan, one: Case, actor: Actor, now: datetime = NOW) -> list[str]:
    return [each.to for each in moves(of, one, actor, now)]


@pytest.mark.parametrize(
    ("status", "actor", "to"),
    [
        ("received", "system", ["registered"]),
        ("received", "unit", ["registered"]),
        ("received", "sender", []),
        ("registered", "unit", ["in_work", "clarification", "solved", "answered", "passed_on"]),
        ("registered", "operator", ["in_work", "clarification", "answered", "passed_on"]),
        ("registered", "sender", []),
        ("registered", "system", []),
        ("clarification", "system", ["left_aside"]),
        ("solved", "sender", ["in_work"]),
        ("solved", "system", []),
        ("passed_on", "sender", []),
        ("left_aside", "unit", []),
        ("gone", "unit", []),
    ],
)
def test_everybody_has_the_moves_that_the_file_declares(status: str, actor: Actor, to: list[str]) -> None:
    assert names(plan(), case(status=status, closed_at=NOW), actor) == to


@pytest.mark.parametrize("path", [SQUARES, SOFIA], ids=["squares", "sofia"])
def test_signal_case_31_a_thousand_random_sequences_never_leave_the_machine(path: Path) -> None:
    """Anybody tries anything with all that could be needed; only declared moves happen."""
    of, chance, done = plan(path), random.Random(31), Counter[bool]()
    for _ in range(1000):
        kind = chance.choice([*of.kinds])
        one = case(kind=kind, category=of.types(kind)[0].id, status=of.start(kind))
        now = NOW
        for _ in range(8):
            actor, outcome = chance.choice(ACTORS), chance.choice([None, *of.outcomes])
            now += timedelta(days=chance.choice([0, 1, 13, 15]))
            allowed = [each.to for each in moves(of, one, actor, now)]
            to = chance.choice([*allowed, *allowed, *of.statuses, "nowhere"])
            after = move(of, one, to, actor, replace(EVERYTHING, outcome=outcome), now)
            done[isinstance(after, Case)] += 1
            if isinstance(after, Refusal):
                assert to not in allowed or after.code.startswith("signals.outcome")
                continue
            assert to in allowed
            assert to in of.kinds[kind].statuses
            assert (after.outcome is not None) == of.statuses[to].final == (after.closed_at is not None)
            reopened = of.statuses[one.status].final
            assert after.reopened == one.reopened + reopened
            assert reopened or one.status in sources(of, kind, of.statuses[to])
            one = after
    assert min(done[True], done[False]) > 500


@pytest.mark.parametrize("state", ["unconfirmed", "withdrawn", "erased"])
def test_what_is_not_live_does_not_move(state: str) -> None:
    assert names(plan(), case(state=state), "unit") == []


def test_a_case_that_became_part_of_another_is_moved_by_the_system_only() -> None:
    assert names(plan(), case(merged_into=UUID(int=2)), "unit") == []


def test_registration_leads_to_the_status_that_the_system_reaches() -> None:
    new = case(status="received", state="unconfirmed", number=None, registered_on=None, registered_at=None)
    found = register(plan(), new, "СК26-01-8", NOW.date(), NOW)
    assert (found.status, found.state, found.number, found.registered_at) == ("registered", "live", "СК26-01-8", NOW)


@pytest.mark.parametrize(
    ("second", "open_"),
    [
        (datetime(2026, 12, 8, 23, 59, 59, tzinfo=PRAGUE), True),
        (datetime(2026, 12, 9, 0, 0, 0, tzinfo=PRAGUE), False),
    ],
)
def test_signal_case_33_reopening_ends_with_the_last_second_of_the_last_day(second: datetime, open_: bool) -> None:
    """Closed on 24 November at any hour, 14 days: open through 8 December, by the city's clock."""
    for hour in (0, 12, 23):
        done = closed(datetime(2026, 11, 24, hour, 30, tzinfo=PRAGUE).astimezone(UTC))
        found = moved(plan(), done, "in_work", "sender", second.astimezone(UTC), text="It is back.")
        if open_:
            assert isinstance(found, Case)
            assert (found.status, found.reopened, found.outcome, found.closed_at) == ("in_work", 1, None, None)
        else:
            assert isinstance(found, Refusal)
            assert found.code == "signals.reopen_over"
            assert found.facts["until"] == datetime(2026, 12, 8, 23, 0, tzinfo=UTC)


def test_signal_case_33_reopening_over_the_night_of_clock_change_is_counted_in_the_citys_days() -> None:
    """From 20 October to 3 November the clocks go back on the 25th: the last second is still 23:59:59."""
    done = closed(datetime(2026, 10, 20, 12, 0, tzinfo=UTC))
    last = datetime(2026, 11, 3, 22, 59, 59, tzinfo=UTC)
    assert names(plan(), done, "sender", last) == ["in_work"]
    assert names(plan(), done, "sender", last + timedelta(seconds=1)) == []


def test_what_a_reopening_does_to_the_clock_is_told_with_the_move() -> None:
    answered = moved(plan(), case(), "answered", text="No.", outcome="refused")
    assert isinstance(answered, Case)
    assert [each.clock for each in moves(plan(), answered, "sender", NOW)] == ["resume"]
    assert [each.clock for each in moves(plan(), closed(NOW), "sender", NOW)] == ["restart"]


def test_who_may_not_reopen_is_not_told_that_it_was_ever_possible() -> None:
    found = moved(plan(), closed(NOW), "in_work", "system", NOW + timedelta(days=90))
    assert isinstance(found, Refusal)
    assert found.code == "signals.not_allowed"


@pytest.mark.parametrize(
    ("to", "given", "code"),
    [
        ("solved", {"text": "Filled."}, "signals.outcome_missing"),
        ("solved", {"text": "  ", "outcome": "solved"}, "signals.text_missing"),
        ("solved", {"text": "Filled.", "outcome": "passed_on"}, "signals.outcome_unknown"),
        ("solved", {"text": "Filled.", "outcome": "magic"}, "signals.outcome_unknown"),
        ("passed_on", {"text": "Not ours."}, "signals.body_missing"),
        ("clarification", {}, "signals.text_missing"),
        ("registered", {}, "signals.not_allowed"),
    ],
)
def test_signal_case_35_nothing_is_closed_without_its_outcome_and_its_body(
    to: str, given: dict[str, Any], code: str
) -> None:
    found = moved(plan(), case(), to, **given)
    assert isinstance(found, Refusal)
    assert found.code == code


@pytest.mark.parametrize(
    ("to", "outcome", "counted"),
    [
        ("solved", "solved", "solved"),
        ("solved", "duplicate", "none"),
        ("answered", "answered", "answered"),
        ("answered", "refused", "refused"),
        ("passed_on", None, "passed_on"),  # the only one that is possible there is not asked
    ],
)
def test_signal_case_35_what_an_end_counts_as(to: str, outcome: str | None, counted: str) -> None:
    found = moved(plan(), case(), to, text="Words.", outcome=outcome, body="Road Authority")
    assert isinstance(found, Case)
    assert counts_as(plan(), found) == counted
    assert (found.body is not None) == (counted == "passed_on")


def test_signal_case_35_only_what_is_really_solved_counts_as_solved() -> None:
    """In Sofia a receipt, a transfer, a plan and a duplicate are other things."""
    assert [key for key, one in plan(SOFIA).outcomes.items() if one.counts_as == "solved"] == ["solved", "upheld"]
    assert counts_as(plan(), case()) is None
