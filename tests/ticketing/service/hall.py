"""What the tests of the waiting room do with an office: book, arrive, call, read its log and its books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import civicore_booking
import civicore_ticketing
from civicore_booking import codes
from civicore_booking import store as bookings
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.config import SECTION as BOOKING
from civicore_booking.notices import notices as booking_notices
from civicore_booking.promises import DeskClosures, OwnPromises
from civicore_booking.service import Bookings
from civicore_ticketing.config import SECTION as TICKETING
from civicore_ticketing.door import OwnDoor
from civicore_ticketing.notices import notices as ticketing_notices
from civicore_ticketing.rights import PERMISSIONS
from civicore_ticketing.service import Queues
from civicore_ticketing.tables import EventRow, TicketRow
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import CheckedIn, CounterView, TicketWish

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.base.refusal import Refusal
from civicore.capacity.tables import ClaimRow, LedgerRow
from civicore.contracts.admission import Door, Promises
from civicore.contracts.hours import LiveClosures
from civicore.deployment.city import City
from civicore.extension.parts import Service
from civicore.extension.services import Services
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from civicore.messaging.notices import Notices
from civicore.messaging.post import Post
from civicore.people.principals import Principal
from civicore.people.suspension import Suspensions
from civicore.runtime import Runtime
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow
from civicore.web.environment import environment
from civicore.web.folders import Folders
from tests.tools.altered import altered, city_of, parsed

PRAGUE = ZoneInfo("Europe/Prague")
DAY = "2026-11-24"
JANA = Principal("staff", "jana", "Jana Malá", frozenset(one.id for one in PERMISSIONS))
PETR = Principal("staff", "petr", "Petr Velký", frozenset(one.id for one in PERMISSIONS))
_PLUGINS = {
    "booking": Path(civicore_booking.__file__).parent,
    "ticketing": Path(civicore_ticketing.__file__).parent,
}


def at(wall: str, day: str = DAY) -> datetime:
    """``8:15:00.9`` on the wall of the office, on the day of the test, as an instant."""
    hours, minutes, *seconds = wall.split(":")
    midnight = datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=PRAGUE)
    passed = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds[0]) if seconds else 0)
    return midnight.astimezone(UTC) + passed


def read_city(original: Path, folder: Path, changes: Mapping[str, str]) -> City:
    """The file, with each ``a__b__c`` of the changes set to a YAML value."""
    said = {path: parsed(value) for path, value in changes.items()}
    return city_of(altered(original, said, folder), [BOOKING, TICKETING])


class Hall:
    """A running town: one store, one clock, booking and the waiting room."""

    def __init__(self, city: City, store: Store, clock: DemoClock, *, booking: bool = True) -> None:
        self.city, self.store, self.clock = city, store, clock
        address = city.deployment.url or ""
        languages = Languages(
            city, read_catalogues([CORE_LOCALES, *(one / "locales" for one in _PLUGINS.values())], city.languages)
        )
        env = environment(languages, Folders(_PLUGINS, city.folder))
        env.globals["city"] = city
        post = Post(Notices([*booking_notices(city), *ticketing_notices(city)]), languages, env, address)
        store.renderer = post
        self.runtime = Runtime(
            city=city,
            clock=clock,
            keys=Keyring(city.deployment.id, (b"k" * 32,)),
            services=Services(),
            store=store,
            post=post,
            languages=languages,
            suspensions=Suspensions(store, city),
            address=address,
        )
        self.queues = Queues(self.runtime)
        self.bookings = Bookings(self.runtime)
        self.runtime.services.add([Service(Door, OwnDoor(self.queues.setting))])
        if booking:
            self.runtime.services.add(
                [Service(Promises, OwnPromises(self.bookings.setting)), Service(LiveClosures, DeskClosures())]
            )

    def set(self, wall: str, day: str = DAY) -> None:
        """Stop the clock at this time of the wall."""
        self.clock.freeze(at(wall, day))

    def later(self, **length: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**length))

    # People

    async def taken(self, agenda: str = "cards", **wish: Any) -> Ticket:
        """A number that was given."""
        ticket = await self.queues.take(replace(TicketWish("hall", agenda), **wish))
        assert isinstance(ticket, Ticket), ticket
        return ticket

    async def refused(self, agenda: str = "cards", **wish: Any) -> Refusal:
        """Why no number was given."""
        answer = await self.queues.take(replace(TicketWish("hall", agenda), **wish))
        assert isinstance(answer, Refusal), answer
        return answer

    async def booked(self, wall: str, email: str = "jan@example.cz", **changes: Any) -> Booking:
        """Somebody with a confirmed booking, made early in the morning."""
        now = self.clock.now()
        self.set("6:00")
        fields = {"first_name": "Jan", "last_name": "Novák", "email": email}
        wish = BookingRequest("cards", (), at(wall), fields, "cs", "hall", channel="desk")
        booking = await self.bookings.hold(replace(wish, **changes))
        self.clock.freeze(now)
        assert isinstance(booking, Booking) and booking.state == "confirmed", booking
        return booking

    async def cancelled(self, booking: Booking) -> None:
        """The holder cancels."""
        answer = await self.bookings.cancel(self.bookings.token(booking))
        assert not isinstance(answer, Refusal), answer

    async def state_of(self, booking: Booking) -> str | None:
        """What became of a booking."""
        async with self.store.reading():
            found = await bookings.get(booking.id)
        return found.state if found else None

    def code(self, booking: Booking) -> str:
        code = codes.code_of(self.runtime.keys, booking)
        assert code is not None
        return code

    async def types(self, code: str, source: str = "hall.printer", **more: Any) -> CheckedIn | Refusal:
        """Somebody types a code at the printer."""
        by = more.pop("by", "ticket_printer")
        return await self.queues.check_in(
            code, more.pop("office", "hall"), by=by, source=source, at=more.pop("at", self.clock.now())
        )

    async def arrived(self, booking: Booking, **more: Any) -> Ticket:
        """The ticket for a booking."""
        done = await self.types(self.code(booking), **more)
        assert isinstance(done, CheckedIn), done
        return done.ticket

    # Counters

    async def next(self, counter: str = "hall.k1", by: Principal = JANA) -> str | None:
        """The label that is called, None when nobody waits."""
        answer = await self.queues.next(counter, by)
        if isinstance(answer, Refusal):
            assert answer.code == "queue.empty", answer
            return None
        return answer.label

    async def seen(self, counter: str = "hall.k1") -> CounterView:
        """What the counter's screen shows."""
        view = await self.queues.counter(counter)
        assert isinstance(view, CounterView), view
        return view

    async def now_is(self, ticket: Ticket) -> Ticket:
        """The ticket as it stands now."""
        found = await self.queues.get(ticket.id)
        assert found is not None
        return found

    # Books

    async def log(self) -> list[str]:
        """What the log tells, in order, without what was undone."""
        async with self.store.reading():
            rows = await EventRow.select().where(EventRow.undone.eq(False)).order_by(EventRow.nr)
        return [row["kind"] for row in rows]

    async def audit(self) -> list[str]:
        async with self.store.reading():
            return [row["action"] for row in await AuditRow.select(AuditRow.action).order_by(AuditRow.position)]

    async def tickets(self) -> list[dict[str, Any]]:
        """Every ticket as it is kept."""
        async with self.store.reading():
            return list(await TicketRow.select().order_by(TicketRow.number))

    async def used(self) -> dict[str, int]:
        """The use of each limit; the sum of claims is what is used, and no more than allowed."""
        async with self.store.reading():
            claims = await ClaimRow.select(ClaimRow.key)
            rows = await LedgerRow.select()
        counted: dict[str, int] = {}
        for claim in claims:
            counted[claim["key"]] = counted.get(claim["key"], 0) + 1
        used = {row["key"]: row["used"] for row in rows if row["used"]}
        assert counted == used
        return used


def code_of(answer: object) -> str:
    """The code of a refusal; what else it was when it is none."""
    return answer.code if isinstance(answer, Refusal) else repr(answer)
