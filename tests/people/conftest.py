"""A small town whose desk is tested: two departments, three roles, a real application on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from argon2 import PasswordHasher

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.contracts.subjects import Subjects
from civicore.extension.parts import Service, TableSet
from civicore.people import plugin
from civicore.people.passwords import Passwords
from civicore.people.principals import Principal
from civicore.people.team import People
from civicore.reading import Settings
from civicore.storage.messages import Letter
from civicore.storage.spares import queue
from civicore.storage.unit_of_work import UnitOfWork
from tests.people.colleague import ABOUT, ADDRESS, Colleague
from tests.tables import CORE

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
def table_sets() -> Sequence[TableSet]:
    """What every town has, so that a database is migrated once and then copied."""
    return CORE


@pytest.fixture
def built(tmp_path: Path, written: str, database_url: str, clock: DemoClock) -> Built:
    """The application, not yet on its database."""
    (tmp_path / "town.yaml").write_text(written, encoding="utf-8")
    return build(Settings(tmp_path / "town.yaml", database=database_url, served_at=ADDRESS, clock=clock))


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


class Notes:
    """A plugin whose things belong to the registry."""

    async def visible(self, about: str, who: Principal) -> bool | None:
        return who.may("messages.read", "registry") if about == ABOUT else None


@pytest.fixture
async def letter(town: Built) -> str:
    """A message that was written about something of the registry."""
    town.runtime.services.add([Service(Subjects, Notes())])
    words = ("Hello", "Your way: https://town.test/x", None)
    written = Letter("note.sent", "transaction", "email", "ann@example.org", "en", ABOUT, *words)

    async def work(unit: UnitOfWork) -> None:
        manners = town.runtime.store.manners
        assert manners is not None
        await queue([written], unit.now, manners, send_at=None, forget=False, expires=None)

    await town.runtime.transact(work)
    return ABOUT
