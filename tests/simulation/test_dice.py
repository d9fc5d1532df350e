"""Chance from a seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from civicore.base.codes import between, foretold, new_id, secret
from civicore.contracts.simulation import Scene
from civicore.extension.simulations import Move
from civicore.simulation.dice import SeededDice
from civicore.simulation.history import drawn

PRAGUE = ZoneInfo("Europe/Prague")
MONDAY = date(2026, 11, 23)


async def nothing(scene: Scene) -> None:
    """A move that does nothing."""


MOVES = (Move("b", nothing, 30), Move("a", nothing, 10, "any"), Move("never", nothing, 0))


def test_the_same_words_draw_the_same_and_others_do_not() -> None:
    one, again, other = SeededDice(7, "x"), SeededDice(7, "x"), SeededDice(7, "y")
    assert [one.number(1, 6) for _ in range(50)] == [again.number(1, 6) for _ in range(50)]
    assert one.bytes(40) == again.bytes(40) != other.bytes(40)


def test_every_face_of_a_die_comes_about_as_often() -> None:
    dice = SeededDice("faces")
    faces = Counter(dice.number(1, 6) for _ in range(6000))
    assert sorted(faces) == [1, 2, 3, 4, 5, 6]
    assert all(850 < number < 1150 for number in faces.values())


def test_the_heavier_comes_more_often() -> None:
    dice = SeededDice("weights")
    drawn_places = Counter(dice.weighted([0, 1, 3]) for _ in range(4000))
    assert drawn_places[0] == 0
    assert 2.6 < drawn_places[2] / drawn_places[1] < 3.4


def test_nothing_to_choose_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to choose"):
        SeededDice(1).one_of(())


def test_ids_and_secrets_are_foretold_inside_and_random_after() -> None:
    with foretold(SeededDice(1).bytes):
        first = (new_id(), secret(), between(1, 2))
    with foretold(SeededDice(1).bytes):
        again = (new_id(), secret(), between(1, 2))
    assert first == again
    assert first[0].version == 4
    assert new_id() != new_id() != first[0]


def test_a_history_is_drawn_from_its_seed_alone() -> None:
    one = drawn(7, MOVES, MONDAY, 3, 40, PRAGUE)
    assert one == drawn(7, tuple(reversed(MOVES)), MONDAY, 3, 40, PRAGUE)
    assert one != drawn(8, MOVES, MONDAY, 3, 40, PRAGUE)
    assert len(one) == 120
    assert {step.move for step in one} == {"a", "b"}


def test_steps_come_in_time_and_moves_of_the_day_by_day() -> None:
    steps = drawn(7, MOVES, MONDAY, 2, 200, PRAGUE)
    assert list(steps) == sorted(steps, key=lambda one: one.at)
    assert {one.at.astimezone(PRAGUE).date() for one in steps} == {MONDAY, date(2026, 11, 24)}
    assert all(7 <= one.at.astimezone(PRAGUE).hour < 19 for one in steps if one.move == "b")
    assert any(one.at.microsecond for one in steps) and any(not one.at.microsecond for one in steps)
    assert steps[0].at < datetime(2026, 11, 23, 6, tzinfo=UTC)
