"""A backup is not brought back into a database whose server need not prove who it is."""

from __future__ import annotations

import pytest

from civicore.backups import databases
from civicore.backups.key import BackupKey
from civicore.backups.restoring import Place, restore
from civicore.base.clock import DemoClock
from civicore.first_steps import CannotStart
from tests.backups.town import Town
from tests.databases import on_postgres

pytestmark = pytest.mark.anyio


@on_postgres
async def test_nothing_of_a_backup_is_sent_to_a_machine_that_anybody_may_play(
    town: Town, key: BackupKey, clock: DemoClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, asked = await town.save(key), list[str]()
    monkeypatch.setattr(databases, "is_empty", asked.append)
    monkeypatch.delenv("PGSSLMODE", raising=False)
    with pytest.raises(CannotStart, match="sslmode=verify-full"):
        await restore(stored, key, Place(town.home, "postgresql://city@db.example/lhotka", "town"), clock)
    assert asked == []
