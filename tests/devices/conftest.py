"""A town with a printer on the network, one in the browser, and a board; a printer to print on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import httpx
import pytest

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.devices.printers import Printers
from civicore.devices.slips import Slip, SlipLine
from civicore.devices.spool import PrintJob
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from civicore.storage.unit_of_work import UnitOfWork
from tests.tables import CORE
from tests.tools.escpos import Escpos, escpos_printer

ADDRESS = "http://town.test"
PRINTER, BROWSER, BOARD = "hall.printer", "hall.kiosk", "hall.board"
TOWN = """\
civicore: 1
deployment:
  id: town
  name: {{en: Town, cs: Město}}
  languages: [en, cs, uk, bg]
  contact: {{email: office@town.example, phone: "+420 499 000 000"}}
  timezone: Europe/Prague
departments:
  registry: {{name: {{en: Registry}}}}
offices:
  hall:
    name: {{en: Town hall}}
    hours: {{mon: 08:00-17:00}}
    devices:
      printer: {{kind: ticket_printer, place: {{en: hall}}, host: 127.0.0.1, port: {port}}}
      kiosk: {{kind: kiosk, place: {{en: door}}}}
      board: {{kind: display, place: {{en: waiting room}}}}
channels: {{email: {{sender: desk@town.example}}}}
operations: {{alert: [it@town.example]}}
"""
SLIP = Slip((SlipLine("Town hall", bold=True), SlipLine("A012", "huge", bold=True), SlipLine("ř ů Ґ є ї ѝ ₴")))


@dataclass
class Office:
    """The running town, and what is asked of its printers."""

    built: Built
    clock: DemoClock

    @property
    def printers(self) -> Printers:
        return self.built.runtime.printers

    async def queue(
        self, about: str = "ticket:1", *, device: str = PRINTER, lasts: int = 60, slip: Slip = SLIP
    ) -> UUID:
        """A slip that is of use for so many seconds."""

        async def work(unit: UnitOfWork) -> UUID:
            expires = unit.now + timedelta(seconds=lasts)
            return await self.printers.queue(unit, device, slip, about=about, expires=expires)

        return await self.built.runtime.transact(work)

    async def job(self, id: UUID) -> PrintJob:
        found = await self.printers.job(id)
        assert found is not None
        return found

    async def state_of(self, id: UUID) -> str:
        return (await self.job(id)).state

    async def print_all(self) -> None:
        while await self.printers.print_next(PRINTER):
            pass


@pytest.fixture
def printer() -> Iterator[Escpos]:
    with escpos_printer() as started:
        yield started
        assert started.strange == []


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    """What every town has, so that a database is migrated once and then copied."""
    return CORE


@pytest.fixture
def settings(tmp_path: Path, database_url: str, clock: DemoClock, printer: Escpos) -> Settings:
    (tmp_path / "town.yaml").write_text(TOWN.format(port=printer.port), encoding="utf-8")
    return Settings(tmp_path / "town.yaml", database=database_url, served_at=ADDRESS, clock=clock)


async def opened(settings: Settings, clock: DemoClock) -> Office:
    """One process of the town."""
    built = build(settings)
    await built.prepare()
    await built.runtime.store.open()
    return Office(built, clock)


@pytest.fixture
async def office(settings: Settings, clock: DemoClock) -> AsyncIterator[Office]:
    started = await opened(settings, clock)
    yield started
    await started.built.runtime.store.close()


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody knows yet."""
    transport = httpx.ASGITransport(cast(Any, office.built.app), client=("192.0.2.7", 1000))
    headers = {"accept": "text/html"}
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers) as client:
        yield client
