"""The city of these tests, and what people do in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from civicore_booking.tables import BOOKING

from civicore.app import Built, build
from civicore.backups.commands import content_of
from civicore.backups.copying import rows_at
from civicore.backups.key import BackupKey
from civicore.backups.making import make
from civicore.backups.setting import target_of
from civicore.backups.target import Stored, Target
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.reading import Settings
from civicore.retention import PersonalData
from tests.tables import CORE

FILE = """civicore: 1
extends: [preset:cz]
deployment:
  id: town
  name: Zkušební Město
  languages: [cs, en]
  url: https://visits.example
departments: {{registry: {{name: Matrika, office: hall}}}}
offices:
  hall:
    name: Radnice
    address: {{street: Náměstí 1, city: Zkušební Město}}
    hours: {{mon: 08:00-17:00, tue: 08:00-17:00, wed: 08:00-17:00, thu: 08:00-17:00, fri: 08:00-17:00}}
    doors: "07:00"
    counters: {{one: {{}}, two: {{}}}}
    devices: {{printer: {{kind: ticket_printer, place: u vchodu}}}}
agendas: {{cards: {{name: Doklady, department: registry, duration: 15 min, prefix: A}}}}
booking: {{horizon: 60 days}}
channels: {{email: {{sender: visits@visits.example}}}}
operations:
  backups: {{to: {backups}, key: {{secret: backup_key}}}}
"""
TABLES: Sequence[TableSet] = (*CORE, BOOKING)


@dataclass(frozen=True)
class Town:
    """One city on one database; ``serving`` opens it."""

    home: Path
    url: str
    clock: DemoClock
    built: Built

    @classmethod
    def of(cls, home: Path, url: str, clock: DemoClock) -> Town:
        return cls(home, url, clock, build(Settings(home / "town.yaml", database=url, clock=clock)))

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Town]:
        """The database open and up to date; no jobs run."""
        await self.built.prepare()
        await self.built.runtime.store.open()
        try:
            yield self
        finally:
            await self.built.runtime.store.close()

    @property
    def data(self) -> PersonalData:
        return self.built.runtime.services.one(PersonalData)

    @property
    def target(self) -> Target:
        return target_of(self.built.runtime.city)

    async def book(self, number: int) -> str:
        """Somebody books a visit; their e-mail address."""
        email = f"person{number}@posta.example"
        start = f"2026-11-{25 + number // 20}T{9 + number % 20 // 4:02}:{number % 4 * 15:02}:00+01:00"
        fields = {"first_name": "Jan", "last_name": f"Novák{number}", "email": email}
        body = {"agenda": "cards", "start": start, "fields": fields, "language": "cs"}
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="https://visits.example") as http:
            answer = await http.post("/api/v1/bookings", json=body)
        assert answer.status_code < 300, answer.text
        return email

    async def save(self, key: BackupKey) -> Stored:
        """Make a backup now."""
        return await make(content_of(self.built), self.target, key, self.clock.now())

    async def rows(self) -> Mapping[str, int]:
        """How many rows there are now."""
        return await rows_at(self.url)


def bytes_of(folder: Path) -> bytes:
    """Everything that lies in a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
