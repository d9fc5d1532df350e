"""The suite under pytest: ``pytest --pyargs civicore.testing.conformance --plugin NAME``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from civicore.testing.conformance.check import Check
from civicore.testing.conformance.judging import judge
from civicore.testing.conformance.subject import Subject
from civicore.testing.conformance.suite import CHECKS, NUMBERS
from civicore.testing.conformance.towns import Towns


@pytest.fixture(scope="session")
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    """The plugin of ``--plugin``."""
    named = request.config.getoption("--plugin")
    if len(named) != 1:
        pytest.fail("name the plugin that is tried: --plugin NAME")
    towns = Towns(tmp_path_factory.mktemp("towns"))
    yield Subject(named[0], towns, NUMBERS, thorough=request.config.getoption("--thorough"))
    towns.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.number)
def test_it_holds(subject: Subject, check: Check) -> None:
    result = next(judge(subject, [check]))
    if result.outcome in ("exempt", "not tried"):
        pytest.skip(f"{result.outcome}: {result.reason}")
    assert [f"{one.what}. {one.remedy}".strip() for one in result.complaints] == [], check.says
