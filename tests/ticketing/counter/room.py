"""People behind counters and people who wait, for tests of the counter's pages and its API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from civicore_ticketing.service import Queues
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import CounterView, TicketWish

from civicore import new_id
from civicore.app import Built
from civicore.base.clock import DemoClock
from civicore.people.principals import VISITOR
from civicore.people.tables import StaffRow
from civicore.people.team import People
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.pages.citizen import Citizen
from tests.tools.visitor import Form


class Browser(Citizen):
    """A browser without script."""

    async def send(self, form: Form, answers: dict[str, str], button: str) -> None:
        """Press a button of a page that was shown before."""
        await self._send(form.method, form.action, form.filled(answers, button))


@dataclass
class Room:
    """The running town."""

    built: Built
    clock: DemoClock
    staff: dict[str, UUID] = field(default_factory=dict)

    @property
    def queues(self) -> Queues:
        return self.built.runtime.services.one(Queues)

    @property
    def people(self) -> People:
        return self.built.runtime.services.one(People)

    def set(self, wall: str) -> None:
        """Stop the clock at this time of the day, a Tuesday."""
        zone = self.built.runtime.city.zone
        self.clock.freeze(datetime.fromisoformat(f"2026-11-24T{wall}").replace(tzinfo=zone))

    def wait(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    async def take(self, agenda: str = "cards", office: str = "hall") -> Ticket:
        """Somebody comes in and takes a number."""
        taken = await self.queues.take(TicketWish(office, agenda, language="en"))
        assert isinstance(taken, Ticket), taken
        return taken

    async def view(self, counter: str = "hall.k1") -> CounterView:
        found = await self.queues.counter(counter)
        assert isinstance(found, CounterView), found
        return found

    async def at(self, counter: str = "hall.k1") -> str | None:
        """The number that is called or served at a counter."""
        current = (await self.view(counter)).current
        return current.label if current else None

    async def employ(self, role: str) -> UUID:
        """An account of this role, the same one each time."""
        if role not in self.staff:
            self.staff[role] = new_id()
            await self.built.runtime.transact(lambda unit: self._write(role, unit))
        return self.staff[role]

    async def _write(self, role: str, unit: UnitOfWork) -> None:
        address = f"{role}@visits.example"
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

    async def session(self, role: str) -> tuple[str, str]:
        """Name and value of the cookie of somebody of this role."""
        staff = await self.employ(role)
        begun = await self.built.runtime.transact(lambda unit: self.people.sessions.begin(staff, unit, complete=True))
        return self.built.app.state.site.cookies.named("desk"), begun

    async def clerk(self, role: str = "clerk") -> Browser:
        """A browser without script in which somebody of this role has signed in."""
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        browser = Browser(httpx.AsyncClient(transport=transport, base_url="http://city"))
        browser.http.cookies.set(*await self.session(role))
        return browser

    async def api(self, role: str | None = "clerk") -> httpx.AsyncClient:
        """A program that asks in English; with a role it bears a token."""
        headers = {"Accept-Language": "en"}
        if role is not None:
            staff, issue = await self.employ(role), self.people.tokens.issue
            token = await self.built.runtime.transact(lambda unit: issue("staff", str(staff), "test", VISITOR, unit))
            headers["Authorization"] = f"Bearer {token}"
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        return httpx.AsyncClient(transport=transport, base_url="http://city/api/v1", headers=headers)
