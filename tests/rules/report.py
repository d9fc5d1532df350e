"""``make rules`` and ``make cases``: each number with the tests that show it.

A rule counts as shown when at least one test bears it and every test that bears it passed when it last ran.
Tests of rules that have not run here yet are run first.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.rules.catalogue import CASES, ROOT, cases_with_tests, rules, systems
from tests.tools.ledger import OUTCOMES


def pytest(*arguments: str, quiet: bool = False) -> int:
    """Run pytest beside this program."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL if quiet else None).returncode


def index() -> dict[str, list[str]]:
    """The rules that each collected test bears."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.json"
        if pytest("--collect-only", "-m", "rule", f"--rule-index={path}", quiet=True) not in (0, 5):
            raise SystemExit("the tests cannot be collected: run `make unit` to see why")
        read: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
        return read


def outcomes() -> Mapping[str, str]:
    """How each test of a rule ended when it last ran here."""
    path = ROOT / ".pytest_cache" / "v" / OUTCOMES
    read: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return read


def functions(nodes: Iterable[str]) -> dict[str, list[str]]:
    """Nodes by test function, with the parameters they ran with."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        name, _, parameters = node.partition("[")
        grouped[name].append(parameters.rstrip("]"))
    return grouped


def print_rules() -> int:
    """The table of rules; 1 when a test of a rule fails or names a rule that does not exist."""
    found = index()
    unseen = sorted(found.keys() - outcomes().keys())
    if unseen:
        pytest(*unseen)
    last = outcomes()
    shown = 0
    for system in systems():
        print(f"\n{system.name} (deployments/{system.deployment}.yaml)")
        for number, text in system.rules.items():
            nodes = [node for node, numbers in found.items() if number in numbers]
            well = bool(nodes) and all(last.get(node) == "passed" for node in nodes)
            shown += well
            print_rule(number, text, nodes, "shown  " if well else "FAILED " if nodes else "missing")
    unknown = sorted({number for numbers in found.values() for number in numbers} - rules().keys())
    if unknown:
        print(f"\nno such rule: {', '.join(unknown)}")
    print(f"\nrules: {shown} of {len(rules())} shown")
    return 1 if unknown or any(last.get(node) != "passed" for node in found) else 0


def print_rule(number: str, text: str, nodes: Iterable[str], state: str) -> None:
    """One rule and its tests."""
    print(f"  {state} {number}  {textwrap.shorten(text, 90, placeholder=' ...')}")
    for name, parameters in functions(nodes).items():
        print(f"            {name}  {', '.join(filter(None, parameters))}".rstrip())


def print_cases() -> int:
    """The tables of numbered cases; 1 when one has no test."""
    whole = True
    for paper, numbers in CASES.items():
        found = cases_with_tests(paper)
        for case in sorted(numbers):
            print(f"  {'tested ' if case in found else 'missing'} {paper} {case:3}  {', '.join(found.get(case, ()))}")
        print(f"\n{paper}: {len(numbers & found.keys())} of {len(numbers)} tested\n")
        whole = whole and found.keys() >= numbers
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit({"rules": print_rules, "cases": print_cases}[sys.argv[1]]())
