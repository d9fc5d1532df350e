"""A small town whose citizens have accounts, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.citizens.book import Citizens
from civicore.extension.parts import TableSet
from civicore.people import plugin
from civicore.people.passwords import Passwords
from civicore.reading import Settings
from tests.citizens.resident import AT
from tests.people.colleague import ADDRESS, Colleague, stranger
from tests.tables import CORE

TOWN = """\
civicore: 1
deployment:
  id: town
  name: {en: Town, bg: Град}
  languages: [en, cs, uk, bg]
  contact: {email: office@town.example}
  timezone: Europe/Sofia
channels: {email: {sender: desk@town.example}}
security: {staff: {mfa: optional}}
"""
ACCOUNTS = "accounts: {enabled: true, holders: [person, company], company_number: optional}\n"


@pytest.fixture
def written() -> str:
    """The town's file; a test may override it."""
    return TOWN + ACCOUNTS


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing as weak as the library allows: its strength has a test of its own."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(plugin, "Passwords", lambda: Passwords(cheap))


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    """What every town has, so that a database is migrated once and then copied."""
    return CORE


@pytest.fixture
async def town(tmp_path: Path, written: str, database_url: str, clock: DemoClock) -> AsyncIterator[Built]:
    """The running town."""
    (tmp_path / "town.yaml").write_text(written, encoding="utf-8")
    built = build(Settings(tmp_path / "town.yaml", database=database_url, served_at=ADDRESS, clock=clock))
    await built.prepare()
    await built.runtime.store.open()
    yield built
    await built.runtime.store.close()


@pytest.fixture
def book(town: Built) -> Citizens:
    return town.runtime.services.one(Citizens)


@pytest.fixture
async def browser(town: Built) -> AsyncIterator[Colleague]:
    """Somebody's browser, not signed in."""
    async with stranger(town, "192.0.2.7", AT) as one:
        yield one
