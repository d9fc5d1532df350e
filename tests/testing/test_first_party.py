"""The suite on the five plugins that come with CivicCore; they share one city."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from civicore.extension.registry import first_party
from civicore.testing.conformance.check import Check
from civicore.testing.conformance.judging import judge
from civicore.testing.conformance.subject import Subject
from civicore.testing.conformance.suite import CHECKS, NUMBERS
from civicore.testing.conformance.towns import Towns
from tests.tools.counts import times

LOOKING = ["K01", "K02", "K03", "K04", "K05", "K06", "K08", "K09", "K10", "K13", "K16", "K19", "K20", "K25", "K26"]
"""Checks that only look at the city that all share; the others each start one, and are for ``make soak``."""

WANTED = [check for check in CHECKS if times(0, 1) or check.number in LOOKING]


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    started = Towns(tmp_path_factory.mktemp("towns"))
    yield started
    started.close()


@pytest.mark.parametrize("check", WANTED, ids=lambda check: check.number)
@pytest.mark.parametrize("name", sorted(first_party()))
def test_it_holds(towns: Towns, name: str, check: Check) -> None:
    (result,) = judge(Subject(name, towns, NUMBERS), [check])
    assert [one.what for one in result.complaints] == []
    assert result.outcome in ("passed", "exempt"), result.reason
