"""The house of documents, on both databases; its clock stands still on a Tuesday morning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from civicore_doctrack.plan import Plan
from civicore_doctrack.tables import DOCTRACK

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.storage.store import Store
from tests.doctrack import archive
from tests.tables import CORE


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*CORE, DOCTRACK)


@pytest.fixture
def rebuilt(store: Store, clock: DemoClock, tmp_path: Path) -> Callable[..., archive.House]:
    """The house again on the same database, with other words in its file."""

    def build(*, strict: bool = False, **changes: Any) -> archive.House:
        return archive.House(archive.read_city(tmp_path, changes), store, clock, strict=strict)

    return build


@pytest.fixture
def papers(rebuilt: Callable[..., archive.House]) -> archive.House:
    return rebuilt()


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """What the file says, for rules that need no database."""
    return archive.plan(tmp_path_factory.mktemp("papers"))
