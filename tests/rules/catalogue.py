"""The rules of the five systems and the numbers of the booking cases, as data."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
RULES = Path(__file__).with_name("rules.yaml")

CASES = frozenset(
    [*range(1, 10), 11, 12, *range(16, 64), 65, *range(67, 91)],
)
"""The numbered situations of booking and of the waiting room that have a test of their own."""


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


def case_numbers(test: str) -> frozenset[int]:
    """Numbers in a test's name: ``test_case_27_...``, ``test_case_27_and_28_...``, ``test_cases_50_51_...``.

    Other papers number their cases too: ``test_channel_case_27_...`` is none of these.
    """
    if not test.startswith("test_case"):
        return frozenset()
    runs = re.findall(r"cases?((?:_(?:and_)?\d+)+)", test)
    return frozenset(int(number) for run in runs for number in re.findall(r"\d+", run))


def cases_with_tests() -> dict[int, list[str]]:
    """The tests of every numbered case, as ``folder/test_file.py::test_name``."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted([*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("plugins/*/tests/**/test_*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for case in case_numbers(node.name):
                    found[case].append(f"{path.relative_to(ROOT)}::{node.name}")
    return dict(found)
