"""Keeps account of a test run: which rule each test shows, how it ended, and what was skipped.

The last outcome of every test that bears ``@pytest.mark.rule`` is kept in pytest's own cache, so that
``make rules`` can print the table without running everything again. A skip is a failure of the whole run
unless its reason stands in ``ALLOWED_SKIPS``: what CI does not run, nobody runs. A run in which more tests needed
a second look than ``MOST_SECOND_LOOKS`` fails too: that is no late browser, that is a defect that comes and goes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

OUTCOMES = "civicore/rules"
ALLOWED_SKIPS: tuple[str, ...] = ()
MOST_SECOND_LOOKS = 9  # one test in a thousand
_ledger = pytest.StashKey["Ledger"]()


def rules_of(item: pytest.Item) -> tuple[str, ...]:
    """The numbers of the rules that a test shows."""
    return tuple(str(number) for mark in item.iter_markers("rule") for number in mark.args)


class Ledger:
    """What this run has seen; kept by the process that speaks with the person, never by xdist's workers."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.outcomes: dict[str, str] = {}
        self.skips: list[str] = []
        self.second_looks = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A failure in any phase stays a failure."""
        if str(report.outcome) == "rerun":
            self.second_looks += 1
            return
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skips.append(f"{report.nodeid}: {_reason(report)}")
        if any(name == "rule" for name, _ in report.user_properties):
            before = self.outcomes.get(report.nodeid, "passed")
            self.outcomes[report.nodeid] = report.outcome if before == "passed" else before

    def unexplained(self) -> list[str]:
        """Skips whose reason nobody has allowed."""
        return [skip for skip in self.skips if not skip.endswith(ALLOWED_SKIPS or ("\0",))]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the outcomes down; a run with an unexplained skip or too many second looks does not end well."""
        if self.outcomes and self.config.cache is not None:
            known = self.config.cache.get(OUTCOMES, {})
            self.config.cache.set(OUTCOMES, known | self.outcomes)
        if (self.unexplained() or self.second_looks > MOST_SECOND_LOOKS) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name every skip that nobody has allowed, and tell of too many second looks."""
        for skip in self.unexplained():
            terminalreporter.write_line(f"skipped without an allowed reason: {skip}", red=True)
        if self.second_looks > MOST_SECOND_LOOKS:
            words = f"{self.second_looks} tests needed a second look; at most {MOST_SECOND_LOOKS} may"
            terminalreporter.write_line(words, red=True)


def _reason(report: pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--rule-index FILE`` writes which collected test shows which rules, for the table of rules."""
    parser.addoption("--rule-index", metavar="FILE", default=None, help="write tests by rule as JSON")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write the index when it was asked for."""
    path = session.config.getoption("--rule-index")
    if path:
        index = {item.nodeid: rules_of(item) for item in session.items if rules_of(item)}
        Path(path).write_text(json.dumps(index), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """One ledger a run."""
    if not hasattr(config, "workerinput"):
        config.stash[_ledger] = Ledger(config)
        config.pluginmanager.register(config.stash[_ledger], "civicore-ledger")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The rules travel with the report, so that they arrive from a worker too."""
    for item in items:
        item.user_properties.extend(("rule", number) for number in rules_of(item))
