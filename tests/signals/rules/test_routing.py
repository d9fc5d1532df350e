"""Every case has one unit and a reason; rules before types, types before the default, closed units to those above."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from civicore_signals.conditions import Facts
from civicore_signals.plan import Plan
from civicore_signals.routing import answered_ways, combinations, coverage, idle, route

from civicore import Text, maps
from tests.signals.rules.cities import HOME, SOFIA, SQUARES, changed, city, plan

AREAS = ("nw", "ne", "sw", "se")


def facts(category: str = "roads.pothole", area: str | None = "nw", **answers: str) -> Facts:
    return Facts("signal", category, area, answers)


@pytest.mark.parametrize(
    ("asked", "unit", "rule"),
    [
        (facts(area="ne"), "north", "routing.1"),
        (facts(area="nw"), "roads", "categories.roads.pothole"),
        (facts(area=None), "roads", "categories.roads.pothole"),
        (facts(area="ne", depth="deep"), "emergency", "routing.0"),  # the first rule that holds
        (facts(area="ne", depth="low"), "north", "routing.1"),
        (facts("roads.cycling", "ne"), "roads", "categories.roads.cycling"),
        (facts("lighting", "ne"), "lights", "categories.lighting"),
        (Facts("question", "roads.pothole", "ne"), "roads", "categories.roads.pothole"),
        (Facts("question", "services"), "centre", "default_unit"),
        (facts("gone"), "centre", "default_unit"),
    ],
)
def test_the_first_rule_decides_then_the_type_then_the_default(asked: Facts, unit: str, rule: str) -> None:
    found = route(plan(), asked)
    assert (found.unit, found.rule) == (unit, rule)


def test_a_rule_says_why_in_the_words_of_the_city() -> None:
    because = route(plan(), facts(area="ne")).because
    assert isinstance(because, Text)
    assert because.in_("cs") == "Severní obvod si ulice opravuje sám."


@pytest.mark.parametrize(
    ("lat", "lon", "area", "because", "unit"),
    [
        (50.01, 14.01, "ne", "inside", "north"),
        (50.01, 14.0, "nw", "border", "roads"),  # on the border of nw and ne: the one that stands first
        (50.0, 14.0, "nw", "border", "roads"),
        (50.02, 14.0201, "ne", "gap", "north"),
        (51.0, 14.0, None, "outside", "roads"),
    ],
)
def test_signal_case_24_every_point_has_one_district_and_one_unit(
    lat: float, lon: float, area: str | None, because: str, unit: str
) -> None:
    found = maps.Areas.read(HOME / "squares.geojson").at(maps.Point(lat, lon))
    assert (found.area, found.because) == (area, because)
    assert route(plan(), facts(area=found.area)).unit == unit


def districts(path: Path) -> tuple[str, ...]:
    return tuple(maps.Areas.read(city(path).file(plan(path).map.areas or "")).by_id)


@pytest.mark.parametrize("path", [SQUARES, SOFIA], ids=["squares", "sofia"])
def test_signal_case_28_every_kind_type_district_and_answer_has_one_route(path: Path) -> None:
    """The whole product, and everything goes to a unit that is open and says why."""
    of, areas, routed = plan(path), districts(path), 0
    for asked in combinations(of, areas):
        found = route(of, asked)
        assert not of.units[found.unit].closed
        assert found.because
        assert found.rule
        routed += 1
    types = sum(len(of.types(kind)) for kind in of.kinds)
    assert routed >= types * (len(areas) + 1)


@pytest.mark.parametrize("path", [SQUARES, SOFIA], ids=["squares", "sofia"])
def test_signal_case_28_no_rule_is_idle(path: Path) -> None:
    assert idle(plan(path), districts(path)) == ()


def test_signal_case_28_in_sofia_a_local_street_goes_to_its_own_district() -> None:
    of = plan(SOFIA)
    for area in districts(SOFIA):
        assert route(of, Facts("signal", "roads.local_street", area)).unit == f"district_{area}"
        assert route(of, Facts("signal", "roads.winter", area)).unit == "roads"
    assert len(districts(SOFIA)) == 24


def test_an_idle_rule_is_found() -> None:
    of = plan()
    again = replace(of.rules[0], id="routing.2")
    assert idle(replace(of, rules=(*of.rules, again)), AREAS) == ("routing.2",)


def test_answers_to_questions_that_are_not_asked_make_no_combination() -> None:
    found = [dict(one) for one in answered_ways(plan().categories["roads.pothole"].questions)]
    assert {"surface": "gravel", "depth": "deep"} not in found
    assert len(found) == 5  # nothing; gravel; asphalt alone, low and deep


def test_signal_case_28_any_rules_over_any_words_leave_nothing_out(tmp_path: Path) -> None:
    """Two hundred random sets of rules: all combinations are routed, and the sum of what decided is their number."""
    of, chance = plan(), random.Random(28)
    for _ in range(200):
        rules = tuple(_random_rule(chance, of, index) for index in range(chance.randrange(6)))
        found = coverage(replace(of, rules=rules), AREAS)
        assert sum(found.by_rule.values()) == found.combinations >= 125


def _random_rule(chance: random.Random, of: Plan, index: int) -> Any:
    def some(words: tuple[str, ...]) -> tuple[str, ...] | None:
        return tuple(chance.sample(words, chance.randrange(1, len(words)))) if chance.random() < 0.5 else None

    when = replace(
        of.rules[0].when,
        kinds=some(tuple(of.kinds)),
        categories=some(tuple(of.categories)),
        areas=some(AREAS),
        origins=some(("web", "hotline", "open311")),
        answers={"depth": ("deep",)} if chance.random() < 0.3 else {},
    )
    return replace(of.rules[0], id=f"routing.{index}", when=when, to=chance.choice(tuple(of.units)))


def test_signal_case_30_what_would_go_to_a_closed_unit_goes_to_the_one_above() -> None:
    found = route(plan(), facts("greenery"))
    assert (found.unit, found.instead_of, found.rule) == ("centre", ("parks",), "categories.greenery")


def test_signal_case_30_closed_units_one_above_the_other_are_passed(tmp_path: Path) -> None:
    of = changed(tmp_path, {"departments__roads__closed": "true", "departments__emergency__closed": "true"})
    found = route(of, facts(depth="deep"))
    assert (found.unit, found.instead_of) == ("centre", ("emergency", "roads"))


def test_signal_case_30_with_nobody_above_the_default_unit_takes_it(tmp_path: Path) -> None:
    of = changed(tmp_path, {"departments__records__closed": "true"})
    found = route(of, Facts("letter", "correspondence"))
    assert (found.unit, found.instead_of) == ("centre", ("records",))
