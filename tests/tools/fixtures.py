"""Fixtures for whoever looks at a running city from outside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.tools import pagecheck


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of one module, none of them async: Playwright keeps a loop of its own here."""
    with pagecheck.browser() as started:
        yield started
