"""The small towns of booking: one in the process, one behind its pages, both on both databases."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from civicore_booking.tables import BOOKING

from civicore.extension.parts import TableSet
from tests.booking.conftest import rebuilt, town
from tests.booking.pages.conftest import file, house
from tests.tables import DEMO

__all__ = ["file", "house", "rebuilt", "town"]


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING)


@pytest.fixture(autouse=True)
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the city's clock goes on: no test hangs on how long it takes."""
    monkeypatch.setattr("civicore.storage.memory._beat", lambda: 0)
