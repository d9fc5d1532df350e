"""The town of these tests on both databases, on a Tuesday morning that stands still."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING
from civicore_doctrack.tables import DOCTRACK
from civicore_signals.tables import SIGNALS
from civicore_ticketing.tables import TICKETING

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.planning.hall import Hall
from tests.tables import CORE

FILE = Path(__file__).with_name("city.yaml")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*CORE, BOOKING, TICKETING, SIGNALS, DOCTRACK)


@pytest.fixture
def hall(store: Store, clock: DemoClock, tmp_path: Path) -> Hall:
    return Hall(FILE.read_text("utf-8"), tmp_path, store, clock)
