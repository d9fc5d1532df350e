"""A running town for booking: a small file, both databases, a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.booking.town import Town, read_city
from tests.tables import CORE

FILE = Path(__file__).with_name("city.yaml")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*CORE, BOOKING)


@pytest.fixture
def rebuilt(store: Store, clock: DemoClock, tmp_path: Path) -> Callable[..., Town]:
    """The town again on the same database, with other words in its file."""

    def build(**changes: str) -> Town:
        return Town(read_city(FILE, tmp_path, changes), store, clock)

    return build


@pytest.fixture
def town(rebuilt: Callable[..., Town]) -> Town:
    return rebuilt()


@pytest.fixture
def narrow(rebuilt: Callable[..., Town]) -> Town:
    """One counter and one place a day: the day is full after one booking."""
    town = rebuilt(
        offices__hall__counters="{k1: {}}",
        offices__hall__capacity="1",
        booking__waiting_list="{enabled: true, offer_for: 2 hours}",
    )
    town.set("2026-11-24T08:00:00")
    return town
