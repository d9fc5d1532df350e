"""Rules and cases that this project says it shows have tests that bear their numbers."""

from __future__ import annotations

import ast

from tests.laws.sources import ROOT, calls, words
from tests.rules.catalogue import CASES, cases_with_tests, rules

SYSTEMS = ("KOS", "TRU", "SOF", "KRY", "DMS")  # replaced whole: every rule of theirs has a test
SHOWN = frozenset(number for number in rules() if number.startswith(SYSTEMS))


def borne() -> set[str]:
    """Numbers in ``pytest.mark.rule(...)`` anywhere in the tests."""
    return {
        number
        for path in [*ROOT.glob("tests/**/*.py"), *ROOT.glob("plugins/*/tests/**/*.py")]
        for call in calls(path, "rule")
        if ast.unparse(call.func) == "pytest.mark.rule"
        for argument in call.args
        if (number := words(argument))
    }


def test_every_rule_that_is_claimed_has_a_test_and_every_test_a_rule() -> None:
    assert borne() <= rules().keys()
    assert borne() >= SHOWN


def test_every_case_has_a_test() -> None:
    assert {paper: sorted(numbers - cases_with_tests(paper).keys()) for paper, numbers in CASES.items()} == {
        paper: [] for paper in CASES
    }
