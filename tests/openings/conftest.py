"""The town of the desk's tests, with a data officer."""

from __future__ import annotations

import pytest

from tests.people.colleague import ROLES
from tests.people.conftest import TOWN, browser, built, cheap_passwords, letter, table_sets, town

__all__ = ["browser", "built", "cheap_passwords", "letter", "table_sets", "town"]


@pytest.fixture
def written() -> str:
    return TOWN + ROLES.replace("security: {", "security: {data_officer: officer@town.example, ")
