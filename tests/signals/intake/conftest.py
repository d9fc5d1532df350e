"""The made-up city of squares with strict brakes, on both databases; its clock stands still on a Monday morning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from civicore_signals.service import Cases
from civicore_signals.tables import SIGNALS

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.signals.backoffice.office import Office, read_city
from tests.tables import CORE


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*CORE, SIGNALS)


@pytest.fixture
def rebuilt(store: Store, clock: DemoClock, tmp_path: Path) -> Callable[..., Office]:
    """The office again on the same database, with other words in its file."""

    def build(**changes: Any) -> Office:
        office = Office(read_city(tmp_path, changes), store, clock)
        office.runtime = replace(office.runtime, strict=True)
        office.cases = Cases(office.runtime)
        return office

    return build


@pytest.fixture
def office(rebuilt: Callable[..., Office]) -> Office:
    office = rebuilt()
    office.set("2026-11-23T09:00")
    return office
