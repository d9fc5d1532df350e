"""People on the street with telephones: their tickets, their bookings, what is written to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.service import Bookings
from civicore_ticketing import at_the_place
from civicore_ticketing.tables import AskRow
from civicore_ticketing.ticket import Ticket

from civicore.base.refusal import Refusal
from civicore.people.principals import Principal
from tests.ticketing.counter.room import Browser, Room

JANA = Principal("staff", "jana", "Jana Malá", frozenset({"queue.call", "queue.see", "queue.manage"}))
K1 = "hall.k1"


class Street(Room):
    """The running town, seen from outside."""

    def telephone(self) -> Browser:
        """A browser without script of somebody whom nobody knows."""
        transport = httpx.ASGITransport(app=self.built.app)  # type: ignore[arg-type]
        return Browser(httpx.AsyncClient(transport=transport, base_url="http://city"))

    def link(self, ticket: Ticket, language: str = "en") -> str:
        """The page of a ticket."""
        return f"/{language}/ticket/{self.queues.token(ticket.id)}"

    async def holds(self, ticket: Ticket, language: str = "en") -> Browser:
        """A telephone with the page of this ticket."""
        phone = self.telephone()
        await phone.open(self.link(ticket, language))
        return phone

    async def call(self, counter: str = K1) -> Ticket:
        """The next is called there."""
        await self.queues.open_counter(counter, JANA)
        self.wait(3)
        called = await self.queues.next(counter, JANA)
        assert isinstance(called, Ticket), called
        return called

    async def now_is(self, ticket: Ticket) -> Ticket:
        found = await self.queues.get(ticket.id)
        assert found is not None
        return found

    async def book(self, wall: str = "09:00") -> tuple[Booking, str]:
        """Somebody has booked identity cards for today, early in the morning; their code."""
        bookings = self.built.runtime.services.one(Bookings)
        start = datetime.fromisoformat(f"2026-11-24T{wall}:00+01:00").astimezone(UTC)
        fields = {"first_name": "Petr", "last_name": "Starý", "email": f"petr.{wall[:2]}@posta.example"}
        wish = BookingRequest(
            "cards", activities=(), start=start, fields=fields, language="en", office="hall", channel="desk"
        )
        now = self.clock.now()
        self.set("06:00:00")
        made = await bookings.book_for(wish, "staff:1")
        self.clock.freeze(now)
        assert not isinstance(made, Refusal), made
        code = bookings.code(made)
        assert code is not None
        return made, code

    def at_the_place(self, language: str = "en", office: str = "hall") -> str:
        """The address that the screens of the waiting room show at this instant."""
        shown = at_the_place.path(self.built.runtime.keys, office, self.built.runtime.clock.now())
        return f"/{language}{shown}"

    async def texts(self, to: str) -> list[dict[str, Any]]:
        """Text messages that were sent to a number."""
        await self.built.outbox.flush()
        caught = (await self.telephone().http.get("/demo/outbox.json")).json()
        rows = caught if isinstance(caught, list) else caught["messages"]
        return [one for one in rows if one["to"] == to and one["channel"] == "sms"]

    async def numbers_kept(self) -> list[str]:
        """Telephone numbers that are still known of people who want to be told."""
        async with self.built.runtime.store.reading():
            return [row["address"] for row in await AskRow.select(AskRow.address)]
