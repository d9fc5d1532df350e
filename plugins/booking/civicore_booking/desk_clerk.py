"""One request at the desk: who asks, where they work, and the pages they get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.exceptions import NotFoundException, PermissionDeniedException

from civicore import AnyRequest, Asked, Refusal, page, redirect
from civicore_booking import desk_sight as sight
from civicore_booking import lifecycle, rights
from civicore_booking.booking import Booking
from civicore_booking.citizen import bookings_of
from civicore_booking.desk_closing import Closing
from civicore_booking.desk_sight import masked
from civicore_booking.service import Bookings
from civicore_booking.summary import Summary

ONE_DAY = timedelta(days=1)
DESK = "/desk/booking"
DAY = f"{DESK}/visits"
# What may be said at the top of a page after something was done; anything else in the address says nothing.
SAID = frozenset({"cancelled", "moved", "resent", "made", "reopened", "decided"})


@dataclass(frozen=True)
class Row:
    """A booking in a list: the name shortened, contacts left out."""

    booking: Booking
    visit: Summary
    state: str
    name: str


@dataclass(frozen=True)
class Clerk(Asked):
    """A member of staff at work."""

    @property
    def bookings(self) -> Bookings:
        return bookings_of(self.request)

    @property
    def closing(self) -> Closing:
        return Closing(self.runtime, self.bookings)

    @cached_property
    def now(self) -> datetime:
        return self.runtime.clock.now()

    @property
    def today(self) -> date:
        return self.now.astimezone(self.city.zone).date()

    @property
    def offices(self) -> tuple[str, ...]:
        return sight.offices(self.city, self.who)

    def office(self, asked: str | None) -> str:
        """The office asked for, else the first one; a page that is not there for one of other departments."""
        office = asked or next(iter(self.offices), None)
        if office not in self.offices:
            raise NotFoundException
        return office

    def asked(self, name: str) -> str | None:
        """A parameter of the address, None when it is empty."""
        return self.request.query_params.get(name) or None

    def day(self, name: str = "day") -> date | None:
        """A day of the address; what is none counts as left out, and so does a day no office can think of."""
        try:
            found = date.fromisoformat(self.asked(name) or "")
        except ValueError:
            return None
        return found if abs(found.year - self.today.year) <= 100 else None

    async def booking(self, id: UUID, permission: str = rights.SEE) -> Booking:
        """A booking that may be seen; 404 for others', 403 where the right itself is missing."""
        found = await self.bookings.get(id)
        stop = sight.refusal(self.city, self.who, permission, found)
        if stop is not None and stop.code != "booking.unknown":
            raise PermissionDeniedException
        if stop is not None or found is None:
            raise NotFoundException
        return found

    def row(self, booking: Booking) -> Row:
        state = "missed" if lifecycle.missed(booking, self.now) else self.bookings.state(booking)
        return Row(booking, Summary.of(self.city, booking), state, masked(booking))

    def may(self, permission: str, booking: Booking) -> bool:
        return sight.may(self.city, self.who, permission, booking)

    async def note(self, action: str, subject: str, **facts: object) -> None:
        """A line in the audit log."""
        await self.runtime.transact(
            lambda work: work.record(action, actor=self.who.actor, subject=subject, facts=facts)
        )

    def page(self, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        done = self.asked("done")
        return page(
            self.request,
            f"booking/desk/{template}",
            status=status,
            personal=True,
            clerk=self,
            done=done if done in SAID else None,
            **context,
        )

    def go(self, path: str, **query: Any) -> Response[None]:
        """See another page of the desk."""
        return redirect(self.request, path, **{name: value for name, value in query.items() if value is not None})


def refused_status(refusal: Refusal) -> int:
    """The status of a page of the desk that says why not."""
    return 404 if refusal.code == "booking.unknown" else 409


async def typed(request: AnyRequest) -> Mapping[str, list[str]]:
    """What a form sent, several values of one name too; names of the page's own begin with an underscore."""
    sent = await request.form()
    pairs = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    return {name: [value for key, value in pairs if key == name] for name, _ in pairs}


def one(sent: Mapping[str, Any], name: str) -> str:
    """The single value of a name, empty when it was not sent."""
    found = sent.get(name) or [""]
    return str(found[0])
