"""Visits of several steps."""

from __future__ import annotations

import pytest
from civicore_ticketing.steps import circle, steps

THEN = {"cards": ("photo", "cash"), "photo": ("print",), "cash": (), "round": ("about",), "about": ("round",)}


def _then(agenda: str) -> tuple[str, ...]:
    return THEN.get(agenda, ())


@pytest.mark.parametrize(
    ("agenda", "expected"),
    [("cash", ()), ("photo", ("print",)), ("cards", ("photo", "print", "cash")), ("round", ("about",))],
)
def test_what_follows_comes_in_order_and_once(agenda: str, expected: tuple[str, ...]) -> None:
    assert steps(agenda, _then) == expected


@pytest.mark.parametrize(("agenda", "way"), [("cards", ()), ("round", ("round", "about", "round"))])
def test_a_way_back_is_found(agenda: str, way: tuple[str, ...]) -> None:
    assert circle(agenda, _then) == way


def test_an_agenda_that_follows_itself_is_a_circle() -> None:
    assert circle("a", lambda _: ("a",)) == ("a", "a")
    assert steps("a", lambda _: ("a",)) == ()


def test_a_circle_further_on_is_not_this_ones() -> None:
    then = {"a": ("b",), "b": ("c",), "c": ("b",)}
    assert circle("a", lambda agenda: then[agenda]) == ()
    assert steps("a", lambda agenda: then[agenda]) == ("b", "c")
