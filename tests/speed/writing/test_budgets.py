"""What each use case may cost the database: statements, commits (flushes of the disk), rows read. No clock decides.

The numbers are exact: whoever makes a use case dearer sees it here, and says so by changing the number.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from civicore_booking.booking import Booking, BookingRequest

from civicore.base.refusal import Refusal
from civicore.storage import lent
from tests.speed.writing.counting import Cost, counted
from tests.ticketing.service.hall import JANA, Hall, at

pytestmark = pytest.mark.anyio

BUDGETS = {
    "book": {"sqlite": (12, 1, 10), "postgres": (2, 1, 2)},
    "confirm": {"sqlite": (10, 1, 21), "postgres": (7, 1, 20)},
    "cancel": {"sqlite": (17, 1, 24), "postgres": (14, 1, 22)},
    "free times": {"sqlite": (4, 0, 26), "postgres": (4, 0, 26)},  # a row a day, also where nothing is booked
    "check in": {"sqlite": (18, 2, 16), "postgres": (17, 2, 18)},
    "call": {"sqlite": (13, 1, 8), "postgres": (14, 1, 10)},
}
"""Statements that were waited for, commits, rows read. PostgreSQL is told several additions in one statement; a
booking holds its names by one and does all by another."""


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Awaitable[Any]]], Awaitable[Cost]]:
    """Do something and count."""

    async def count(deed: Callable[[], Awaitable[Any]]) -> Cost:
        with counted(monkeypatch) as cost:
            answer = await deed()
        assert not isinstance(answer, Refusal), answer
        return cost

    return count


@pytest.fixture(autouse=True)
def names_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who books alone asks for the names of its day, however shortly before somebody else held them."""
    monkeypatch.setattr(lent, "_KEPT", 0)


Costs = Callable[[Callable[[], Awaitable[Any]]], Awaitable[Cost]]


def within(hall: Hall, use_case: str, cost: Cost) -> None:
    asked, stored, read = BUDGETS[use_case][hall.store.engine_type]
    assert (cost.asked, cost.stored, cost.read) == (asked, stored, read), "\n".join(cost.said)


def wish(wall: str, email: str) -> BookingRequest:
    fields = {"first_name": "Jan", "last_name": "Novák", "email": email}
    return BookingRequest("cards", (), at(wall), fields, "cs", "hall", idempotency_key=f"key of {email}")


async def held(hall: Hall, wall: str, email: str = "jan@example.cz") -> Booking:
    booking = await hall.bookings.hold(wish(wall, email))
    assert isinstance(booking, Booking), booking
    return booking


@pytest.fixture
def town(rebuilt: Callable[..., Hall]) -> Hall:
    """Where a link in an e-mail confirms."""
    return rebuilt(booking__confirmation="{by: email_link}")


async def warmed(hall: Hall) -> None:
    """Somebody booked on the day before: it is known, and its share can be locked."""
    hall.set("6:00")
    other = await held(hall, "11:00", "other@example.cz")
    assert not isinstance(await hall.bookings.confirm(hall.bookings.token(other)), Refusal)


async def test_booking(town: Hall, costs: Costs) -> None:
    await warmed(town)
    within(town, "book", await costs(lambda: town.bookings.hold(wish("9:00", "jan@example.cz"))))


async def test_confirming(town: Hall, costs: Costs) -> None:
    await warmed(town)
    token = town.bookings.token(await held(town, "9:00"))
    within(town, "confirm", await costs(lambda: town.bookings.confirm(token)))


async def test_cancelling(town: Hall, costs: Costs) -> None:
    await warmed(town)
    token = town.bookings.token(await held(town, "9:00"))
    await town.bookings.confirm(token)
    within(town, "cancel", await costs(lambda: town.bookings.cancel(token)))


async def test_free_times(town: Hall, costs: Costs) -> None:
    await warmed(town)
    within(town, "free times", await costs(lambda: town.bookings.availability("cards", office="hall")))


async def test_checking_in(hall: Hall, costs: Costs) -> None:
    booking = await hall.booked("8:10")
    hall.set("8:00")
    within(hall, "check in", await costs(lambda: hall.types(hall.code(booking))))


async def test_calling(hall: Hall, costs: Costs) -> None:
    hall.set("8:00")
    await hall.taken()
    within(hall, "call", await costs(lambda: hall.queues.next("hall.k1", JANA)))
