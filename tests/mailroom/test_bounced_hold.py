"""A hold whose letter is taken by the mail server and comes back: its time runs out, and staff read why (F10)."""

from __future__ import annotations

from datetime import datetime, timedelta

from civicore_booking.booking import Booking, BookingRequest

from civicore.base.refusal import Refusal
from tests.mailroom import letters
from tests.mailroom.postroom import NINE, Postroom
from tests.mailroom.test_taking import back
from tests.tools.reliability import Counted

COUNTERS = 2  # of the hall: so many visits at one time
SECOND = timedelta(seconds=1)


async def held(town: Postroom, email: str) -> Booking | Refusal:
    """Somebody takes nine o'clock on the site."""
    fields = {"first_name": "Олена", "last_name": "Коваль", "email": email}
    wish = BookingRequest("visits", (), datetime.fromisoformat(NINE), fields, "uk", office="hall", channel="web")
    return await town.bookings.hold(wish)


async def returned(town: Postroom, booking: Booking, email: str) -> None:
    """The mail server took the letter of this hold, and sends it back a little later."""
    await town.built.app.state.outbox.flush()
    (row,) = await town.messages(booking.about)
    assert row["state"] == "sent", "as far as anybody knew"
    report = letters.returned(back(town, row["id"], email), about=str(row["id"]), person=email)
    assert await town.mailroom.take(report)


async def test_f10_a_hold_whose_letter_comes_back_runs_out_in_its_time_and_staff_read_why(
    town: Postroom, counted: Counted
) -> None:
    people = [f"p{number}@mail.example" for number in range(COUNTERS)]
    holds = [await held(town, one) for one in people]
    kept = [one for one in holds if isinstance(one, Booking)]
    assert len(kept) == COUNTERS
    for booking, email in zip(kept, people, strict=True):
        await returned(town, booking, email)
        assert await town.dead(email)
    rival = await held(town, "rival@mail.example")
    assert isinstance(rival, Refusal), "a letter that came back takes nothing from anybody before the time is over"
    until = kept[-1].hold_until
    assert until is not None
    town.clock.freeze(until + SECOND)
    late = [await town.bookings.confirm(town.bookings.token(one)) for one in kept]
    assert [isinstance(one, Refusal) and one.code for one in late] == ["booking.lapsed"] * COUNTERS
    others = [await held(town, f"r{number}@mail.example") for number in range(COUNTERS)]
    assert all(isinstance(one, Booking) for one in others), "what ran out is free again"
    desk = await town.clerk("clerk")
    for booking in kept:
        await desk.open(f"/en/desk/booking/visits/{booking.id}")
        assert "not confirmed in time" in desk.told
        assert "Request to confirm not delivered" in desk.told
        assert "the other side could not deliver it" in desk.told
    told = [one for one in (*kept, *others) if isinstance(one, Booking)]
    gone = [one for one in told if await town.bookings.get(one.id) is None]
    counted(runs=1, faults=len(kept), inputs=len(holds) + 1 + len(others), acknowledged=len(told), lost=len(gone))


async def test_f10_a_hold_is_good_until_its_end_although_its_letter_came_back(town: Postroom, counted: Counted) -> None:
    booking = await held(town, "olena@mail.example")
    assert isinstance(booking, Booking)
    assert booking.hold_until is not None
    await returned(town, booking, "olena@mail.example")
    town.clock.freeze(booking.hold_until)
    answer = await town.bookings.confirm(town.bookings.token(booking))
    assert not isinstance(answer, Refusal), "who reads the link elsewhere, at the desk perhaps, has the time"
    counted(runs=1, faults=1, acknowledged=1, lost=int(isinstance(answer, Refusal)))
