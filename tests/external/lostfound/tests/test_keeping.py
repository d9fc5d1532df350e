"""What is kept of a person, on both databases: told, erased, and gone when its time is over."""

from __future__ import annotations

from typing import Any

from lostfound.story import leave

from civicore.testing import Canary, Cities, Town


def reports(town: Town) -> Any:
    return next(one for one in town.parts("register_retention", "lostfound") if one.id == "lostfound.reports")


def test_a_person_is_told_what_is_kept_and_nothing_is_left_when_its_time_is_over(
    city: Cities, database: str, canary: Canary
) -> None:
    town = city("village.yaml", plugins={"lostfound": {}})
    own = town.parts("register_tables", "lostfound")[0].tables
    leave(town, canary)
    town.settle()
    told = town.aside.do(reports(town).export(f" {canary.email.upper()} "))
    assert [(one["name"], one["email"], one["lost"]) for one in told] == [
        (canary.name, canary.email, canary.values["text"])
    ]
    assert canary.in_tables(town, own)
    assert town.aside.do(reports(town).erase(canary.email)) == 1
    assert canary.in_tables(town, own) == []
    assert town.aside.do(reports(town).erase(canary.email)) == 0

    leave(town, canary)
    town.clock.jump("2027-05-23T12:00:00+02:00")
    assert town.aside.do(reports(town).expire()) == 0
    town.clock.jump("2027-05-25T12:00:00+02:00")
    assert town.aside.do(reports(town).expire()) == 1
    assert canary.in_tables(town, own) == []


def test_things_go_after_a_year(city: Cities) -> None:
    town = city("village.yaml", samples=True)
    client, tidying = town.browser("en"), town.parts("register_jobs", "lostfound")[0]
    town.clock.jump("2027-11-23T12:00:00+01:00")  # what was added a day before the demo's day goes
    town.aside.do(tidying.run())
    assert "red ribbon" in client.open("/en/lostfound").text
    town.clock.jump("2027-11-25T12:00:00+01:00")
    town.aside.do(tidying.run())
    assert "red ribbon" not in client.open("/en/lostfound").text
