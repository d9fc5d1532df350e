"""A town that takes letters, in the process, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from civicore_booking.tables import BOOKING

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from tests.mailroom.postroom import Postroom
from tests.tables import DEMO

FILE = Path(__file__).with_name("town.yaml")


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING)


@pytest.fixture
async def town(database_url: str, clock: DemoClock, tmp_path: Path) -> AsyncIterator[Postroom]:
    """The running town, at nine on a Tuesday; nobody is employed yet, and its mailbox is a folder of its own."""
    file = tmp_path / "town.yaml"
    shutil.copyfile(FILE, file)
    built = build(Settings(file, database=database_url, demo=True, served_at="http://city", clock=clock))
    assert built.quarantined == ()
    await built.runtime.store.open()  # without the jobs of a server: nothing here happens by itself
    yield Postroom(built, clock)
    await built.runtime.store.close()
