"""Fixtures for whoever looks at a running city from outside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.databases import Databases
from tests.tools import pagecheck
from tests.tools.serving import ROOT, Server, served

WHOLE = {"people/test_in_browser.py", "pocket/test_browser.py"}
"""Security keys and news that are pushed need the browser that people use."""
MORNING = "2026-11-24T07:40:00+01:00"


class Cities:
    """Demos of the shipped cities, each started when first asked for.

    A few are kept for the tests that follow; of more the one that was asked for longest ago is stopped, because
    servers that only wait cost the others their time.
    """

    KEPT = 4

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._folder = folder
        self._running: dict[tuple[str, str], tuple[Server, ExitStack]] = {}
        self._complaints: set[str] = set()

    def get(self, city: str, engine: str) -> Server:
        """The demo of ``deployments/<city>.yaml`` on one of the databases, its clock at a Tuesday morning."""
        found = self._running.pop((city, engine), None) or self._started(city, engine)
        self._running[city, engine] = found
        while len(self._running) > self.KEPT:
            self._stop(next(iter(self._running)))
        found[0].set_clock(MORNING)
        return found[0]

    def _started(self, city: str, engine: str) -> tuple[Server, ExitStack]:
        stack = ExitStack()
        url = stack.enter_context(self._databases.empty(engine))
        demo = served(ROOT / "deployments" / f"{city}.yaml", self._folder, clock=MORNING, database=url)
        return stack.enter_context(demo), stack

    def _stop(self, key: tuple[str, str]) -> None:
        server, stack = self._running.pop(key)
        stack.close()
        self._complaints |= set(server.complaints())

    def close(self) -> None:
        """Stop them all. Nothing they have been through may have surprised them."""
        for key in list(self._running):
            self._stop(key)
        assert sorted(self._complaints) == []


@pytest.fixture(scope="session")
def cities(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cities]:
    """Running demos; their people and times are the tests' own, so that one test does not see another."""
    running = Cities(databases, tmp_path_factory.mktemp("cities"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser for the tests of one module, none of them async: Playwright keeps a loop of its own here."""
    with pagecheck.browser(whole=request.path.relative_to(ROOT / "tests").as_posix() in WHOLE) as started:
        yield started
