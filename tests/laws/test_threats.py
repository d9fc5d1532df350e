"""The page of threats names all of them, and nothing that is not there."""

from __future__ import annotations

import re

from tests.laws.sources import ROOT
from tests.laws.test_checks import borne

PAGE = (ROOT / "docs/threats.md").read_text(encoding="utf-8")


def test_every_threat_has_its_line() -> None:
    named = re.findall(r"^\| T(\d+) \|", PAGE, re.MULTILINE)
    assert sorted(map(int, named)) == list(range(1, 19))
    lines = [line for line in PAGE.splitlines() if line.startswith("| T")]
    assert [line for line in lines if line.count(" | ") != 4 or "|  |" in line] == []


def test_what_shows_it_is_there() -> None:
    assert [path for path in re.findall(r"`(tests/[\w/.]+)`", PAGE) if not (ROOT / path).exists()] == []
    shown = {number.upper() for number in borne()}
    assert {one for one in re.findall(r"\bS\d\d\b", PAGE) if one not in shown} == set()


def test_faults_that_are_named_are_made() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    assert [one for one in set(re.findall(r"\bF\d\d\b", PAGE)) if f"test_{one.lower()}_" not in tests] == []
