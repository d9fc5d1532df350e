"""The suite on the five plugins that come with CivicCore; they share one city."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from civicore.extension.registry import first_party
from civicore.retention import PersonalData
from civicore.testing import Canary, Town
from civicore.testing.conformance.check import Check
from civicore.testing.conformance.judging import judge
from civicore.testing.conformance.personal import logged
from civicore.testing.conformance.stories import STORIES
from civicore.testing.conformance.subject import Subject
from civicore.testing.conformance.suite import CHECKS, NUMBERS
from civicore.testing.conformance.towns import Towns

LOOKING = ["K01", "K03", "K04", "K05", "K06", "K08", "K09", "K10", "K13", "K16", "K19", "K20", "K25", "K26"]
"""Checks that only look at the city that all share; the others start cities or processes: for ``make soak``."""

LONG = (pytest.mark.soak, pytest.mark.long)
WANTED = [pytest.param(one, marks=() if one.number in LOOKING else LONG, id=one.number) for one in CHECKS]


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    started = Towns(tmp_path_factory.mktemp("towns"))
    yield started
    started.close()


def test_what_people_leave_behind_is_told_them_and_erased(towns: Towns) -> None:
    """K11 and K18 for all of them in one city: each has something of a person, tells it, logs none and lets it go."""
    person = Canary(55)
    with towns.other({}) as town, logged() as lines:
        for name, story in STORIES.items():
            story(town, person)
            assert person.in_tables(town, own(town, name)), f"the story of {name} leaves nothing"
        told = str(town.aside.do(town.runtime.services.one(PersonalData).export(person.names)))
        assert [one for one in person.in_tables(town, own(town)) if one.value not in told] == []
        town.aside.do(town.runtime.services.one(PersonalData).erase(person.names))
        assert person.in_tables(town, own(town)) == []
    assert person.in_text("\n".join(lines)) == []


def own(town: Town, plugin: str | None = None) -> list[Any]:
    """The tables of one plugin, or of all five."""
    names = [plugin] if plugin else first_party()
    return [table for name in names for one in town.parts("register_tables", name) for table in one.tables]


@pytest.mark.parametrize("check", WANTED)
@pytest.mark.parametrize("name", sorted(first_party()))
def test_it_holds(towns: Towns, name: str, check: Check) -> None:
    (result,) = judge(Subject(name, towns, NUMBERS), [check])
    assert [one.what for one in result.complaints] == []
    assert result.outcome in ("passed", "exempt"), result.reason
