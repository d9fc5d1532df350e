"""Staff at their pages and programs at the API, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
from civicore_booking.booking import Booking, BookingRequest

from civicore import new_id
from civicore.people.principals import VISITOR
from civicore.people.tables import StaffRow
from civicore.people.team import People
from civicore.storage.tables import AuditRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.pages.citizen import Citizen, House

WHO = {"first_name": "Jana", "last_name": "Nováková", "email": "jana@posta.example"}
DAY = "2026-11-25"  # a Wednesday, the day after


@dataclass
class Office(House):
    """The town with people behind the counter."""

    @property
    def people(self) -> People:
        return self.built.runtime.services.one(People)

    async def employ(self, role: str) -> UUID:
        """An account of this role."""
        staff = new_id()

        async def work(unit: UnitOfWork) -> None:
            await StaffRow.insert(
                StaffRow(
                    id=staff,
                    email=f"{role}@visits.example",
                    email_key=f"{role}@visits.example",
                    name=f"The {role}",
                    role=role,
                    language="en",
                    state="active",
                    made_at=unit.now,
                )
            )

        await self.built.runtime.transact(work)
        return staff

    async def clerk(self, role: str = "chief") -> Citizen:
        """A browser in which somebody of this role has signed in."""
        staff = await self.employ(role)
        session = await self.built.runtime.transact(lambda unit: self.people.sessions.begin(staff, unit, complete=True))
        browser = self.citizen()
        browser.http.cookies.set(self.built.app.state.site.cookies.named("desk"), session)
        return browser

    async def token(self, role: str = "chief") -> str:
        """A bearer token of somebody of this role."""
        staff = await self.employ(role)
        issue = self.people.tokens.issue
        return await self.built.runtime.transact(lambda unit: issue("staff", str(staff), "test", VISITOR, unit))

    async def api(self, role: str | None = None) -> httpx.AsyncClient:
        """A program that asks in English; with a role it bears a token."""
        headers = {"Accept-Language": "en"}
        if role is not None:
            headers["Authorization"] = f"Bearer {await self.token(role)}"
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url="http://city/api/v1", headers=headers)

    async def visit(
        self, start: str = f"{DAY}T09:00:00+01:00", email: str = "petr@posta.example", **more: Any
    ) -> Booking:
        """A booking made at the desk."""
        return await self.book(start, email, **{"activities": ("apply",), **more})

    async def book_car(self) -> UUID:
        """A booking of the other department."""
        fields = {**WHO, "plate": "1A2 3456"}
        start = datetime.fromisoformat(f"{DAY}T09:00:00+01:00")
        made = await self.bookings.book_for(BookingRequest("cars", (), start, fields, "en", channel="desk"), "staff:1")
        assert isinstance(made, Booking), made
        return made.id

    async def audit(self, *actions: str) -> list[tuple[str, str]]:
        """Action and subject of each line of these actions, the oldest first."""
        async with self.built.runtime.store.reading():
            rows = await AuditRow.select().where(AuditRow.action.is_in(list(actions))).order_by(AuditRow.position)
        return [(row["action"], row["subject"]) for row in rows]


def wish(start: str = f"{DAY}T09:00:00+01:00", **changes: Any) -> dict[str, Any]:
    """A body that books the cards."""
    return {"agenda": "cards", "activity": "apply", "start": start, "fields": dict(WHO), **changes}
