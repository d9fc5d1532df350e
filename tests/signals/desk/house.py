"""Clerks at their pages and programs at the API of cases, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from civicore_signals import store
from civicore_signals.case import Case, Place, Sender
from civicore_signals.service import Cases, Filed, Filing
from civicore_signals.work import Desk

from civicore import new_id
from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.people.principals import VISITOR
from civicore.people.tables import StaffRow
from civicore.people.team import People
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.pages.citizen import Citizen

SW, NE = (49.99, 13.99), (50.01, 14.01)


@dataclass
class House:
    """The running city."""

    built: Built
    clock: DemoClock
    staff: dict[str, UUID] = field(default_factory=dict)

    @property
    def cases(self) -> Cases:
        return self.built.runtime.services.one(Cases)

    @property
    def desk(self) -> Desk:
        return self.built.runtime.services.one(Desk)

    @property
    def people(self) -> People:
        return self.built.runtime.services.one(People)

    def wait(self, **length: float) -> None:
        self.clock.advance(timedelta(**length))

    async def employ(self, role: str) -> UUID:
        """An account of this role, the same one each time."""
        if role not in self.staff:
            self.staff[role] = new_id()
            await self.built.runtime.transact(lambda unit: self._write(role, unit))
        return self.staff[role]

    async def _write(self, role: str, unit: UnitOfWork) -> None:
        address = f"{role}@office.example"
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

    async def clerk(self, role: str = "manager") -> Citizen:
        """A browser without script in which somebody of this role has signed in."""
        staff = await self.employ(role)
        session = await self.built.runtime.transact(lambda unit: self.people.sessions.begin(staff, unit, complete=True))
        browser = self.stranger()
        browser.http.cookies.set(self.built.app.state.site.cookies.named("desk"), session)
        return browser

    def stranger(self) -> Citizen:
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        return Citizen(httpx.AsyncClient(transport=transport, base_url="http://city"))

    async def api(self, role: str | None = None) -> httpx.AsyncClient:
        """A program that asks in English; with a role it bears a token."""
        headers = {"Accept-Language": "en"}
        if role is not None:
            staff, issue = await self.employ(role), self.people.tokens.issue
            token = await self.built.runtime.transact(lambda unit: issue("staff", str(staff), "test", VISITOR, unit))
            headers["Authorization"] = f"Bearer {token}"
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url="http://city/api/v1", headers=headers)

    async def filed(self, text: str = "A hole as deep as a knee.", **changes: Any) -> Case:
        """A case; a pothole in the south-west of Jana unless told otherwise."""
        said: dict[str, Any] = {
            "kind": "signal",
            "category": "roads.pothole",
            "language": "en",
            "answers": {"surface": "gravel"},
            "place": Place(SW, "Main street 1"),
            "sender": self.sender(),
        }
        if changes.get("category", "roads.pothole") != "roads.pothole":
            said["answers"] = {}
        filed = await self.cases.file(Filing(**{**said, "text": text, **changes}))
        assert isinstance(filed, Filed), filed
        return filed.case

    def sender(self, **changes: Any) -> Sender:
        """Jana, who reads Czech."""
        known: dict[str, Any] = {"name": "Jana Nová", "email": "jana@example.cz", "phone": "+420777111222"}
        return Sender(**{**known, "language": "cs", **changes})

    async def now(self, case: Case) -> Case:
        """The case as it stands now."""
        async with self.built.runtime.store.reading():
            found = await store.get(case.id)
        assert found is not None
        return found

    async def history(self, case: Case) -> list[str]:
        """What happened to a case, by kind of event."""
        async with self.built.runtime.store.reading():
            return [one.kind for one in await store.events_of(case.id)]

    async def letters(self, to: str = "jana@example.cz") -> list[dict[str, Any]]:
        """Messages to a person, in order."""
        await self.built.outbox.flush()
        caught = (await self.stranger().http.get("/demo/outbox.json")).json()
        rows = caught if isinstance(caught, list) else caught["messages"]
        return sorted((one for one in rows if one["to"] == to), key=lambda one: str(one["sent_at"]))

    async def audit(self, subject: str) -> list[str]:
        """Actions that were written down about something, the oldest first."""
        async with self.built.runtime.store.reading():
            rows = await AuditRow.select().where(AuditRow.subject == subject).order_by(AuditRow.position)
        return [row["action"] for row in rows]


def at(case: Case, rest: str = "") -> str:
    """The page of a case at the desk."""
    return f"/en/desk/signals/cases/{case.id}{rest}"
