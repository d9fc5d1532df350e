"""The rules of the five systems and the numbers of the hard cases, as data."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
RULES = Path(__file__).with_name("rules.yaml")

CASES = {
    "case": frozenset([*range(1, 10), 11, 12, *range(16, 64), 65, *range(67, 91)]),
    "signal_case": frozenset(range(1, 64)),
    "channel_case": frozenset(range(1, 59)),
}
"""The numbered situations that have a test of their own: of booking and the waiting room, of signals, of channels.

A test bears the number in its name: ``test_case_27_...``, ``test_signal_case_27_...``; when two papers tell of the
same situation, both: ``test_case_82_and_channel_case_47_...``.
"""


@dataclass(frozen=True)
class System:
    """A real public system that a shipped deployment replaces."""

    deployment: str
    name: str
    rules: dict[str, str]


def systems() -> list[System]:
    """All five, in the order of the file."""
    read = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return [System(deployment, said["system"], said["rules"]) for deployment, said in read.items()]


def rules() -> dict[str, str]:
    """Every rule's number and text."""
    return {number: text for system in systems() for number, text in system.rules.items()}


def case_numbers(test: str, paper: str = "case") -> frozenset[int]:
    """Numbers in a test's name: ``test_case_27_...``, ``test_case_27_and_28_...``, ``test_cases_50_51_...``."""
    match = re.search(rf"(?:^test|_and)_{paper}s?((?:_(?:and_)?\d+)+)", test)
    return frozenset(int(number) for number in re.findall(r"\d+", match[1])) if match else frozenset()


def cases_with_tests(paper: str = "case") -> dict[int, list[str]]:
    """The tests of every numbered case, as ``folder/test_file.py::test_name``."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted([*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("plugins/*/tests/**/test_*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for case in case_numbers(node.name, paper):
                    found[case].append(f"{path.relative_to(ROOT)}::{node.name}")
    return dict(found)
