"""What tests count, and the page that tells it: ``make reliability`` runs them and writes ``docs/reliability.md``.

A test that asks for the fixture ``counted`` says how many runs and inputs it made, how many faults it met, what was
acknowledged to people and what of that was lost. The run keeps the last numbers of each test in pytest's own cache,
those of ``make soak`` apart from those of CI; the page is written from there, with the command beside each number.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.tools.counts import SOAK, share
from tests.tools.paper import COUNTS

ROOT = Path(__file__).resolve().parents[2]
KEPT = "civicore/reliability"
PAGE = ROOT / "docs" / "reliability.md"
KINDS = ("runs", "faults", "inputs", "acknowledged", "lost")
SECTIONS = (
    ("Faults", r"::test_f\d\d_"),
    ("Protections whose removal is found", r"::test_(removed|seeded)_"),
    ("Histories", r"^tests/histories/"),
    ("State machines", r"^tests/machines/"),
    ("Simulation", r"^tests/simulation/"),
    ("Larger than one machine", r"^tests/(ha|scale)/"),
    ("Checks", r"::test_s\d\d_"),
    ("Random days of the rules", r"::test_a_thousand_random_days$"),
    ("Bad input", r""),
)
HEAD = """\
# What was counted

Written by the tests themselves: `make reliability` runs every test that counts and writes this page, with
`CIVICORE_SOAK=1` in front at the long counts (a soak), with `CIVICORE_SOAK=0.1` at a tenth of them, with
`ARGS="--only tests/histories"` some of them. Each line can be had again by the command under its table; its numbers
are those of its own last run, at the counts and on the day beside it; the newest are of {day}. *Runs* are cities,
rounds or histories lived through, *faults* what was broken on the way, *inputs* what was sent in, *acknowledged* what
people were told is theirs. *Lost* is what of that was not there afterwards, was there twice, or was sold to more people
than there is room for. Empty is what a test does not count.
"""
ASKED = """\
What is tried how often, beside what the safety paper of the project asks for in CI and in a night."""


@dataclass
class Counted:
    """Adds numbers up for one test. A test that fails keeps what it had counted until then."""

    item: pytest.Item

    def __call__(self, **more: int) -> None:
        """``runs``, ``faults``, ``inputs``, ``acknowledged``, ``lost``; TypeError for another kind.

        AssertionError when something was lost: no test is green that says so.
        """
        if strange := more.keys() - set(KINDS):
            raise TypeError(f"nobody counts {sorted(strange)}")
        self.item.user_properties.append(("counted", dict(more)))
        assert not more.get("lost"), f"{more['lost']} lost"


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Counted:
    """Where a test says what it has counted."""
    properties = request.node.user_properties
    properties[:] = [one for one in properties if one[0] != "counted"]  # a second look begins anew
    return Counted(request.node)


class Book:
    """The numbers of this run; kept by the process that speaks with the person, never by xdist's workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.lines: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One line a test, by how its call ended."""
        numbers = Counter[str]()
        for name, value in report.user_properties:
            if name == "counted" and isinstance(value, dict):
                numbers.update(value)
        if report.when == "call" and numbers:
            mode = f"soak:{share():g}" if share() else "ci"
            said = {"outcome": report.outcome, "numbers": numbers, "day": str(datetime.now(UTC).date())}
            self.lines[f"{mode} {report.nodeid}"] = said

    def pytest_sessionfinish(self) -> None:
        """Write the numbers down beside those of other tests."""
        if self.lines and self.config.cache is not None:
            self.config.cache.set(KEPT, self.config.cache.get(KEPT, {}) | self.lines)


def pytest_configure(config: pytest.Config) -> None:
    """One book a run."""
    config.addinivalue_line("markers", "counted: tells its numbers for docs/reliability.md; given by the fixture")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Book(config), "civicore-reliability")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever counts can be asked for by ``-m counted``."""
    for item in items:
        if "counted" in getattr(item, "fixturenames", ()):
            item.add_marker("counted")


@dataclass(frozen=True)
class Line:
    """One test function with the numbers of all its parameters together."""

    test: str
    share: float
    numbers: Mapping[str, int]
    passed: bool
    day: str

    @property
    def said(self) -> str:
        """The name of the test as a sentence."""
        words = self.test.rpartition("::")[2].removeprefix("test_").replace("_", " ")
        return re.sub(r"^f(\d\d)", r"F\1:", words)

    @property
    def counts(self) -> str:
        """Whether these are the counts of CI, of a whole soak or of which part of one."""
        return "CI" if not self.share else "soak" if self.share == 1 else f"{self.share:g} of a soak"

    @property
    def command(self) -> str:
        """What gives the numbers again."""
        return f"{f'{SOAK}={self.share:g} ' if self.share else ''}.venv/bin/python -m pytest {self.test}"


def lines(kept: Mapping[str, Mapping[str, Any]]) -> list[Line]:
    """One line a test function: the longest counts that somebody asked for, else those of CI."""
    grouped: dict[tuple[str, float], list[Mapping[str, Any]]] = defaultdict(list)
    for key, value in kept.items():
        mode, _, node = key.partition(" ")
        grouped[node.partition("[")[0], float(mode.partition(":")[2] or 0)].append(value)
    told: dict[str, Line] = {}
    for (test, part), values in sorted(grouped.items()):  # the longest comes last
        numbers = Counter[str]()
        for one in values:
            numbers.update(one["numbers"])  # and not by "+", which leaves out what is 0
        passed = all(one["outcome"] == "passed" for one in values)
        told[test] = Line(test, part, numbers, passed, max(one["day"] for one in values))
    return list(told.values())


def page(told: Sequence[Line]) -> str:
    """The whole page in Markdown."""
    parts = [HEAD.format(day=max(one.day for one in told))]
    left = sorted(told, key=lambda one: one.said)
    for title, pattern in SECTIONS:
        here = [one for one in left if re.search(pattern, one.test)]
        left = [one for one in left if one not in here]
        parts += [_section(title, here)] if here else []
    return "\n".join([*parts, asked()])


def asked() -> str:
    """How often things are tried in CI and in a soak, beside what the safety paper asks for."""
    rows = [
        f"| {what} | {_figure(one.few)} | {_figure(one.many)} | {_figure(one.asked[0])} / {_figure(one.asked[1])} |"
        f" {one.why} |"
        for what, one in COUNTS.items()
    ]
    head = "| what | in CI | in a soak | asked for | why |\n| --- | ---: | ---: | ---: | --- |"
    return "\n".join(["## How often", "", ASKED, "", head, *rows, ""])


def _section(title: str, told: Sequence[Line]) -> str:
    heads = ("what", *KINDS, "counts", "day")
    rows = [heads, tuple("---:" if head in KINDS else "---" for head in heads)]
    rows += [
        (
            f"{number}. {one.said}{'' if one.passed else ' **(failed)**'}",
            *_cells(one),
            one.counts,
            one.day,
        )
        for number, one in _nth(told)
    ]
    rows.append(("together", *(_figure(sum(one.numbers.get(kind, 0) for one in told)) for kind in KINDS), "", ""))
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    commands = "\n".join(f"{number:>2}  {one.command}" for number, one in _nth(told))
    return f"## {title}\n\n{table}\n\n```text\n{commands}\n```\n"


def _cells(line: Line) -> Iterable[str]:
    return (_figure(line.numbers[kind]) if kind in line.numbers else "" for kind in KINDS)


def _figure(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _nth(told: Sequence[Line]) -> Iterable[tuple[int, Line]]:
    return enumerate(told, 1)


def main(arguments: Sequence[str]) -> int:
    """Run whatever counts, or what stands under these folders and files (``--only``), then write the page.

    What pytest said, or 1 when something was lost. The page is written whatever failed, and says so; numbers of tests
    that were not asked for this time stay as they were.
    """
    only = argparse.ArgumentParser(prog="make reliability ARGS=")
    only.add_argument("--write", action="store_true", help="write the page from the numbers that are kept, run nothing")
    only.add_argument("--only", nargs="+", default=[], metavar="PATH", help="run the tests under these paths alone")
    said, more = only.parse_known_args(arguments)
    command = [sys.executable, "-m", "pytest", "-m", "counted", "-n", "2", "--dist", "loadgroup", *said.only, *more]
    ended = 0 if said.write else subprocess.run(command, cwd=ROOT, check=False).returncode
    lost = write() if ended in (0, 1) else 0
    return ended or lost


def write() -> int:
    """The page from what is kept; 1 when something was lost or has failed."""
    path = ROOT / ".pytest_cache" / "v" / KEPT
    told = [one for one in lines(json.loads(path.read_text("utf-8"))) if _there(one.test)]
    PAGE.write_text(page(told), "utf-8")
    return int(any(one.numbers.get("lost", 0) or not one.passed for one in told))


def _there(test: str) -> bool:
    """Whether the test has not been renamed since."""
    file, _, name = test.partition("::")
    path = ROOT / file
    return path.exists() and f"def {name.rpartition('::')[2]}(" in path.read_text("utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
