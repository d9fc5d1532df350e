"""A running office: a small file, both databases, a clock that stands still at a quarter to eight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING
from civicore_ticketing.tables import TICKETING

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.tables import CORE
from tests.ticketing.service.hall import Hall, read_city

FILE = Path(__file__).with_name("city.yaml")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*CORE, BOOKING, TICKETING)


@pytest.fixture
def rebuilt(store: Store, clock: DemoClock, tmp_path: Path) -> Callable[..., Hall]:
    """The office again on the same database, with other words in its file."""

    def build(*, booking: bool = True, **changes: str) -> Hall:
        return Hall(read_city(FILE, tmp_path, changes), store, clock, booking=booking)

    return build


@pytest.fixture
def hall(rebuilt: Callable[..., Hall]) -> Hall:
    hall = rebuilt()
    hall.set("8:00")
    return hall
