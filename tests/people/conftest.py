"""A small town whose desk is tested: two departments, three roles, a real application on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from argon2 import PasswordHasher

from civicore.app import Built, Settings, build
from civicore.base.clock import DemoClock
from civicore.people import plugin
from civicore.people.passwords import Passwords
from civicore.people.team import People
from tests.people.colleague import ADDRESS, Colleague

TOWN = """\
civicore: 1
deployment:
  id: town
  name: {en: Town, cs: Město}
  languages: [en, cs, uk, bg]
  contact: {email: office@town.example, phone: "+420 499 000 000"}
  timezone: Europe/Prague
departments:
  registry: {name: {en: Registry}}
  transport: {name: {en: Transport}}
offices:
  hall:
    name: {en: Town hall}
    hours: {mon: 08:00-17:00}
    devices: {printer: {kind: ticket_printer, place: {en: hall}}}
channels: {email: {sender: desk@town.example}}
suspensions:
  crisis:
    active: false
    scope: [booking]
    banner: {en: BOOKING IS OUT OF SERVICE.}
    details: {en: Call us.}
    instead: [phone]
"""


@pytest.fixture
def written() -> str:
    """The town's file; a test may override it."""
    return TOWN


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing as weak as the library allows: its strength has a test of its own."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(plugin, "Passwords", lambda: Passwords(cheap))


@pytest.fixture
def strict() -> bool:
    """Second factor and brakes on, as in a real city."""
    return True


@pytest.fixture
def built(tmp_path: Path, written: str, empty_database_url: str, clock: DemoClock) -> Iterator[Built]:
    """The application, not yet on a database with tables."""
    (tmp_path / "town.yaml").write_text(written, encoding="utf-8")
    yield build(Settings(tmp_path / "town.yaml", database=empty_database_url, served_at=ADDRESS, clock=clock))


@pytest.fixture
async def town(built: Built) -> AsyncIterator[Built]:
    """The running town."""
    await built.prepare()
    await built.runtime.store.open()
    yield built
    await built.runtime.store.close()


@pytest.fixture
def team(town: Built) -> People:
    return town.runtime.services.one(People)


@pytest.fixture
async def browser(town: Built) -> AsyncIterator[Colleague]:
    """Somebody's browser, not signed in."""
    transport = httpx.ASGITransport(cast(Any, town.app), client=("192.0.2.7", 1000))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield Colleague(client, town)
