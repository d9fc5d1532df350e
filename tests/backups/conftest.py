"""A real city with backups: a file, a key of its own, a folder for backups, and people who booked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest

from civicore.backups.key import BackupKey, new_key
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from tests.backups.town import FILE, TABLES, Town
from tests.databases import Databases


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return TABLES


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of the city."""
    folder = tmp_path / "srv"
    folder.mkdir()
    (folder / "town.yaml").write_text(FILE.format(backups=tmp_path / "backups"), "utf-8")
    (folder / "pravidla.md").write_text("# Pravidla\n", "utf-8")
    return folder


@pytest.fixture
def key_text(monkeypatch: pytest.MonkeyPatch) -> str:
    """The secret half, as the city's surroundings give it."""
    _, secret = new_key()
    monkeypatch.setenv("CIVICORE_SECRET_BACKUP_KEY", secret)
    return secret


@pytest.fixture
def key(key_text: str) -> BackupKey:
    return BackupKey.of(key_text)


@pytest.fixture
async def town(home: Path, database_url: str, key: BackupKey, clock: DemoClock) -> AsyncIterator[Town]:
    """The city, ready; nobody is served but through its own application."""
    async with Town.of(home, database_url, clock).serving() as made:
        yield made


@pytest.fixture
def elsewhere(databases: Databases, engine_name: str, tmp_path: Path) -> Iterator[str]:
    """Another empty database."""
    with databases.empty(engine_name) as url:
        yield url
