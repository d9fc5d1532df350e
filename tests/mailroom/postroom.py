"""What the tests of letters do with a town: post letters, look at the desk, read what was written back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civicore_booking.booking import Booking, BookingRequest

from civicore.contracts.dialog import Contact
from civicore.extension.parts import Retention
from civicore.mailroom.keeping import retention
from civicore.mailroom.tables import LetterRow
from civicore.mailroom.taking import Mailroom
from civicore.storage.dead_addresses import is_dead
from civicore.storage.tables import AuditRow, MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.booking.staff.office import Office
from tests.mailroom import letters

NINE = "2026-11-25T09:00:00+02:00"


@dataclass
class Postroom(Office):
    """The town with people behind the counter and letters in its box."""

    @property
    def mailroom(self) -> Mailroom:
        return self.built.runtime.services.one(Mailroom)

    @property
    def store_of_letters(self) -> Retention:
        keep = self.built.runtime.city.channels.letter
        assert keep is not None
        return retention(self.built.runtime, self.mailroom.persons, keep.keep)

    async def post(self, text: str, **more: Any) -> bool:
        """A letter of a person falls into the box."""
        return await self.mailroom.take(letters.plain(text, **more))

    async def booked(
        self, name: str = "Коваль", start: str = NINE, email: str | None = "olena@mail.example", office: str = "hall"
    ) -> Booking:
        """A visit to come."""
        fields = {"first_name": "Олена", "last_name": name, **({"email": email} if email else {})}
        wish = BookingRequest("visits", (), datetime.fromisoformat(start), fields, "uk", office=office, channel="desk")
        made = await self.bookings.book_for(wish, "staff:1")
        assert isinstance(made, Booking), made
        return made

    def pin(self, booking: Booking) -> str:
        found = self.bookings.code(booking)
        assert found is not None
        return found

    async def rows(self, **which: Any) -> list[dict[str, Any]]:
        """Letters as they are kept, the oldest first."""
        async with self.built.runtime.store.reading():
            rows = await LetterRow.select().order_by(LetterRow.came_at)
        return [row for row in rows if all(row[name] == value for name, value in which.items())]

    async def messages(self, about: str = "letter:") -> list[dict[str, Any]]:
        """What was written about letters."""
        async with self.built.runtime.store.reading():
            rows = await MessageRow.select().order_by(MessageRow.position)
        return [row for row in rows if row["about"].startswith(about)]

    async def dead(self, address: str) -> bool:
        async with self.built.runtime.store.reading():
            return await is_dead(Contact("email", address))

    async def audited(self, action: str) -> list[dict[str, Any]]:
        async with self.built.runtime.store.reading():
            return await AuditRow.select().where(AuditRow.action == action)

    async def delivered(self, about: str = "booking:x", *, forget: bool = True) -> dict[str, Any]:
        """A message of ours that a mail server took; its recipient is erased then, as bookings have it."""

        async def work(unit: UnitOfWork) -> None:
            await unit.send(
                "mailroom.reply",
                channel="email",
                to="olena@mail.example",
                language="uk",
                context={"subject": "PIN", "text": "PIN"},
                about=about,
                forget=forget,
            )

        await self.built.runtime.transact(work)
        await self.built.app.state.outbox.flush()
        (row,) = await self.messages(about)
        assert row["state"] == "sent"
        return row
