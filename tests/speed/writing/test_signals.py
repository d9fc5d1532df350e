"""What a reported hole in the street may cost the database; see ``test_budgets``."""

from __future__ import annotations

import pytest
from civicore_signals.service import Filed

from tests.signals.backoffice.office import Office
from tests.signals.intake.conftest import office, rebuilt, table_sets
from tests.signals.intake.test_filing import HOLE
from tests.speed.writing.counting import counted

__all__ = ["office", "rebuilt", "table_sets"]

pytestmark = pytest.mark.anyio

BUDGET = {"sqlite": (18, 2, 14), "postgres": (17, 2, 16)}


async def test_reporting(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(await office.cases.file(HOLE), Filed)
    with counted(monkeypatch) as cost:
        assert isinstance(await office.cases.file(HOLE), Filed)
    assert (cost.asked, cost.stored, cost.read) == BUDGET[office.store.engine_type], "\n".join(cost.said)
