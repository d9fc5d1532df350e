"""What the tests of booking do with a town: book, read its messages, count its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import civicore_booking
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.config import SECTION
from civicore_booking.notices import notices
from civicore_booking.service import Bookings

from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.base.refusal import Refusal
from civicore.capacity.tables import ClaimRow, LedgerRow
from civicore.deployment.city import City
from civicore.extension.services import Services
from civicore.messaging.catalogues import CORE_LOCALES, read_catalogues
from civicore.messaging.languages import Languages
from civicore.messaging.notices import Notices
from civicore.messaging.post import Post
from civicore.people.suspension import Suspensions
from civicore.runtime import Runtime
from civicore.storage.store import Store
from civicore.storage.tables import AuditRow, MessageRow
from civicore.web.environment import environment
from civicore.web.folders import Folders
from tests.booking.making import at
from tests.tools.altered import altered, city_of, parsed

PLUGIN = Path(civicore_booking.__file__).parent
KEYS = (b"k" * 32,)


def read_city(original: Path, folder: Path, changes: Mapping[str, str]) -> City:
    """The file, with each ``a__b__c`` of the changes set to a YAML value (empty: taken away)."""
    said = {path: parsed(value) for path, value in changes.items()}
    return city_of(altered(original, said, folder), [SECTION])


class Town:
    """A running city with its bookings."""

    def __init__(self, city: City, store: Store, clock: DemoClock, keys: tuple[bytes, ...] = KEYS) -> None:
        self.city, self.store, self.clock = city, store, clock
        languages = Languages(city, read_catalogues([CORE_LOCALES, PLUGIN / "locales"], city.languages))
        env = environment(languages, Folders({"booking": PLUGIN}, city.folder))
        env.globals["city"] = city
        post = Post(Notices(notices(city)), languages, env, "https://visits.example")
        store.renderer = post
        self.runtime = Runtime(
            city=city,
            clock=clock,
            keys=Keyring(city.deployment.id, keys),
            services=Services(),
            store=store,
            post=post,
            languages=languages,
            suspensions=Suspensions(store, city),
            address="https://visits.example",
        )
        self.bookings = Bookings(self.runtime)

    def set(self, wall: str) -> None:
        """Stop the clock at this wall-clock time."""
        self.clock.freeze(at(wall))

    def wish(self, start: str, email: str = "jan@example.cz", **changes: Any) -> BookingRequest:
        """A wish for a visit at this wall-clock time."""
        fields = {"first_name": "Jan", "last_name": "Novák", "email": email}
        wish = BookingRequest("cards", (), at(start).astimezone(UTC), {k: v for k, v in fields.items() if v}, "cs")
        return replace(wish, **changes)

    async def held(self, start: str, email: str = "jan@example.cz", **changes: Any) -> Booking:
        booking = await self.bookings.hold(self.wish(start, email, **changes))
        assert isinstance(booking, Booking), booking
        return booking

    async def refused(self, start: str, email: str = "jan@example.cz", **changes: Any) -> Refusal:
        refused = await self.bookings.hold(self.wish(start, email, **changes))
        assert isinstance(refused, Refusal), refused
        return refused

    async def booked(self, start: str, email: str = "jan@example.cz", **changes: Any) -> Booking:
        """A confirmed booking."""
        held = await self.held(start, email, **changes)
        if held.state == "confirmed":
            return held
        answer = await self.bookings.confirm(self.bookings.token(held))
        assert not isinstance(answer, Refusal), answer
        return answer.booking

    async def three_at_nine(self) -> list[Booking]:
        """Three bookings for the same time, made one after the other: who booked first keeps the place."""
        made = []
        for number in range(3):
            made.append(await self.booked("2026-11-25T09:00:00", f"n{number}@x.cz"))
            self.clock.advance(timedelta(seconds=1))
        return made

    async def free(self, start: str, **wish: Any) -> int:
        """How many places are free at this wall-clock time."""
        moment = at(start)
        days = await self.bookings.availability(
            wish.pop("agenda", "cards"), wish.pop("activities", ()), first=moment.date(), last=moment.date(), **wish
        )
        assert not isinstance(days, Refusal), days
        return next((slot.free for slot in days[0].slots if slot.start == moment), 0)

    async def messages(self, notice: str | None = None) -> list[dict[str, Any]]:
        """Every message that was written and is still there, in order."""
        async with self.store.reading():
            rows = await MessageRow.select().order_by(MessageRow.position)
        return [row for row in rows if notice is None or row["notice"] == f"booking.{notice}"]

    async def audit(self) -> list[str]:
        """What was done, but for visitors' booking itself."""
        async with self.store.reading():
            rows = await AuditRow.select(AuditRow.action).order_by(AuditRow.position)
        return [row["action"] for row in rows if row["action"] != "booking.taken"]

    async def check_ledger(self) -> dict[str, int]:
        """The sum of claims is what is used, and no more than allowed; returns the use of each limit."""
        async with self.store.reading():
            claims = await ClaimRow.select(ClaimRow.key)
            rows = await LedgerRow.select()
        counted: dict[str, int] = {}
        for claim in claims:
            counted[claim["key"]] = counted.get(claim["key"], 0) + 1
        used = {row["key"]: row["used"] for row in rows if row["used"]}
        assert counted == used
        assert all(0 <= row["used"] <= max(row["cap"], 0) for row in rows), rows
        return used
