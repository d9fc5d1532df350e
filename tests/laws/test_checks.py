"""Each of the seventy-two security checks S01-S72 has a test that bears its number.

By its name, ``test_s28_...``, or, where the name tells the number of another paper already, by
``@pytest.mark.check("S28")``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.laws.sources import ROOT, calls, tree, words

CHECKS = frozenset(f"S{number:02}" for number in range(1, 73))
NOT_SHOWN: frozenset[str] = frozenset()
"""Checks that have no test yet; whoever writes one takes its number out of here."""


def borne() -> Iterator[str]:
    """The number of every check that a test names."""
    for path in [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("plugins/*/tests/**/test_*.py")]:
        for node in ast.walk(tree(path)):
            name = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else ""
            if found := re.match(r"test((?:_and)?_s\d\d)+_", name):
                yield from re.findall(r"s\d\d", found[0])
        for call in calls(path, "check"):
            if ast.unparse(call.func) == "pytest.mark.check":
                yield from (number for one in call.args if (number := words(one)))


def test_every_security_check_has_a_test() -> None:
    found = {number.upper() for number in borne()}
    assert found <= CHECKS
    assert sorted(CHECKS - found) == sorted(NOT_SHOWN)
