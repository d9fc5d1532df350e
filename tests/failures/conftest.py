"""The town of the desk's tests, whose staff hear of trouble."""

from __future__ import annotations

import pytest

from tests.people.conftest import TOWN, browser, built, cheap_passwords, table_sets, town

__all__ = ["browser", "built", "cheap_passwords", "table_sets", "town"]


@pytest.fixture
def written() -> str:
    return TOWN + "operations: {alert: [it@town.example]}\n"
