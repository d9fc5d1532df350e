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

MORNING = "2026-11-24T07:40:00+01:00"


class Cities:
    """Demos of the shipped cities, each started when first asked for and kept for the whole run."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._folder = folder
        self._running: dict[tuple[str, str], Server] = {}
        self._stack = ExitStack()

    def get(self, city: str, engine: str) -> Server:
        """The demo of ``deployments/<city>.yaml`` on one of the databases, its clock at a Tuesday morning."""
        if (city, engine) not in self._running:
            url = self._stack.enter_context(self._databases.empty(engine))
            demo = served(ROOT / "deployments" / f"{city}.yaml", self._folder, clock=MORNING, database=url)
            self._running[city, engine] = self._stack.enter_context(demo)
        self._running[city, engine].set_clock(MORNING)
        return self._running[city, engine]

    def close(self) -> None:
        """Stop them all. Nothing they have been through may have surprised them."""
        self._stack.close()
        complaints = {line for server in self._running.values() for line in server.complaints()}
        assert sorted(complaints) == []


@pytest.fixture(scope="session")
def cities(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cities]:
    """Running demos; their people and times are the tests' own, so that one test does not see another."""
    running = Cities(databases, tmp_path_factory.mktemp("cities"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of one module, none of them async: Playwright keeps a loop of its own here."""
    with pagecheck.browser() as started:
        yield started
