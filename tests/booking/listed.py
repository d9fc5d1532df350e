"""What the tests of the waiting list do: ask, read the message, join by its link."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from civicore_booking.waitlist import Waiting, WaitingRequest

from civicore import Refusal
from tests.booking.town import Town

DAY = "2026-11-25"
ON = date(2026, 11, 25)
STEP = timedelta(minutes=5)


async def asks(town: Town, email: str, **changes: Any) -> Waiting | Refusal:
    """Somebody types an address and asks to be put on the list."""
    wish = {"agenda": "cards", "activities": (), "office": None, "first": ON, "last": ON, "language": "cs"} | changes
    return await town.bookings.waiting_list.ask(WaitingRequest(fields={"last_name": "Čekal", "email": email}, **wish))


async def link(town: Town, email: str) -> str:
    """The token in the last message that asks this address whether it wants to wait."""
    texts = [mail["text"] for mail in await town.messages("waiting_request") if mail["recipient"] == email]
    return str(texts[-1]).split("/booking/waiting/")[1].split()[0]


async def waits(town: Town, email: str, **changes: Any) -> Waiting:
    """Somebody asks and confirms; the next one does so later."""
    asked = await asks(town, email, **changes)
    assert isinstance(asked, Waiting) and asked.state == "asked", asked
    answer = await town.bookings.waiting_list.join(await link(town, email))
    assert isinstance(answer, Waiting) and answer.state == "waiting", answer
    town.clock.advance(STEP)
    return answer
