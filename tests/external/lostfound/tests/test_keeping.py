"""What is kept of a person, on both databases: told, erased, and gone when its time is over."""

from __future__ import annotations

from typing import Any

import pytest

from civicore.testing import Canary, Cities, Town


@pytest.fixture
def left(city: Cities, database: str, canary: Canary, loss: dict[str, str]) -> Town:
    """A city in which the canary has lost something."""
    town = city("village.yaml")
    town.browser("en").submit("/lostfound/report", {**loss, "email": canary.email, "name": canary.name})
    town.settle()
    return town


def reports(town: Town) -> Any:
    return next(one for one in town.parts("register_retention", "lostfound") if one.id == "lostfound.reports")


def test_one_is_told_all_that_is_kept_and_forgotten_when_one_wants_it(left: Town, canary: Canary) -> None:
    told = left.aside.do(reports(left).export(f" {canary.email.upper()} "))
    assert [(one["name"], one["email"], one["answers"]) for one in told] == [
        (canary.name, canary.email, {"colour": "red"})
    ]
    assert canary.in_tables(left)
    assert left.aside.do(reports(left).erase(canary.email)) == 1
    own = left.parts("register_tables", "lostfound")[0].tables
    assert canary.in_tables(left, own) == []
    assert left.aside.do(reports(left).erase(canary.email)) == 0


def test_a_report_goes_when_its_time_is_over(left: Town, canary: Canary) -> None:
    left.clock.jump("2027-05-23T12:00:00+02:00")
    assert left.aside.do(reports(left).expire()) == 0
    left.clock.jump("2027-05-25T12:00:00+02:00")
    assert left.aside.do(reports(left).expire()) == 1
    own = left.parts("register_tables", "lostfound")[0].tables
    assert canary.in_tables(left, own) == []


def test_things_go_after_a_year(city: Cities) -> None:
    town = city("village.yaml", samples=True)
    client, tidying = town.browser("en"), town.parts("register_jobs", "lostfound")[0]
    town.clock.jump("2027-11-23T12:00:00+01:00")  # what was added a day before the demo's day goes
    town.aside.do(tidying.run())
    assert "red ribbon" in client.open("/en/lostfound").text
    town.clock.jump("2027-11-25T12:00:00+01:00")
    town.aside.do(tidying.run())
    assert "red ribbon" not in client.open("/en/lostfound").text
