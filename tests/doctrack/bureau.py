"""The office of papers as citizens, clerks and other systems meet it, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from civicore_doctrack import subscribing, telling
from civicore_doctrack.adding import Report
from civicore_doctrack.service import Found, Tracking
from civicore_doctrack.setting import Setting
from civicore_doctrack.store_followers import Follower

from civicore import new_id
from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.contracts.documents import Observed, StageReached
from civicore.people.tables import StaffRow
from civicore.people.team import People
from civicore.storage.tables import AuditRow, MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.pages.citizen import Citizen

NAME = "Шевченко"


@dataclass
class Bureau:
    """The running office."""

    built: Built
    clock: DemoClock
    staff: dict[str, UUID] = field(default_factory=dict)
    count: int = 0

    @property
    def tracking(self) -> Tracking:
        return self.built.runtime.services.one(Tracking)

    @property
    def setting(self) -> Setting:
        return self.tracking.setting

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def number(self) -> str:
        """A number that no document has."""
        self.count += 1
        return f"77{self.count:06d}"

    async def said(self, stage: str, number: str, source: str = "registry", **more: Any) -> Report:
        """A source says that a document is at a stage, an hour after what it said before."""
        self.clock.advance(timedelta(hours=1))
        one: dict[str, Any] = {"type": "passport", "at": self.now, "secret": NAME, **more}
        return await self.brought([Observed(number, stage=stage, **one)], source)

    async def brought(self, said: Sequence[Observed], source: str = "registry") -> Report:
        report = await self.tracking.observe(said, source)
        assert not isinstance(report, Refusal) and not report.refused, report
        return report

    async def document(self, *stages: str, number: str | None = None, **more: Any) -> Found:
        """A document at the last of these stages, as its holder finds it."""
        number = number or self.number()
        for stage in stages or ("accepted",):
            await self.said(stage, number, **more)
        found = await self.tracking.look_up(number, more.get("secret", NAME))
        assert isinstance(found, Found), found
        return found

    async def agreed(self, document: UUID, to: str, language: str = "en", channel: str = "email") -> Follower:
        """Somebody who follows."""
        one = await subscribing.agree(self.setting, document, Contact(channel, to), language)
        assert isinstance(one, Follower), one
        return one

    async def spread(self, document: UUID, times: int = 1) -> None:
        """News of the document reach those who hand them on."""
        for _ in range(times):
            await telling.told(self.setting, StageReached(document, "passport", "any", 1, self.now))

    async def written(self, to: str) -> list[dict[str, Any]]:
        """Messages to an address as they were written, in order."""
        async with self.built.runtime.store.reading():
            rows = await MessageRow.select().where(MessageRow.recipient == to).order_by(MessageRow.position)
        return list(rows)

    def stranger(self) -> Citizen:
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        return Citizen(httpx.AsyncClient(transport=transport, base_url="http://city"))

    async def clerk(self, role: str = "clerk") -> Citizen:
        """A browser in which somebody of this role has signed in."""
        if role not in self.staff:
            self.staff[role] = new_id()
            await self.built.runtime.transact(lambda unit: self._employ(role, unit))
        begin = self.built.runtime.services.one(People).sessions.begin
        session = await self.built.runtime.transact(lambda unit: begin(self.staff[role], unit, complete=True))
        browser = self.stranger()
        browser.http.cookies.set(self.built.app.state.site.cookies.named("desk"), session)
        return browser

    async def _employ(self, role: str, unit: UnitOfWork) -> None:
        address = f"{role}@papers.example"
        row = StaffRow(
            id=self.staff[role],
            email=address,
            email_key=address,
            name=f"The {role}",
            role=role,
            language="en",
            state="active",
            made_at=unit.now,
        )
        await StaffRow.insert(row)

    async def letters(self, to: str) -> list[dict[str, Any]]:
        """Messages to an address, in the order in which they went out."""
        await self.built.outbox.flush()
        caught = (await self.stranger().http.get("/demo/outbox.json")).json()
        rows = caught if isinstance(caught, list) else caught["messages"]
        return [one for one in sorted(rows, key=lambda one: str(one["sent_at"])) if one["to"] == to]

    async def audit(self, subject: str) -> list[str]:
        """Actions that were written down about something."""
        async with self.built.runtime.store.reading():
            rows = await AuditRow.select().where(AuditRow.subject == subject).order_by(AuditRow.position)
        return [row["action"] for row in rows]
