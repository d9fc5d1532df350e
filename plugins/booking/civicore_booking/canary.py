"""The booking that nobody makes: held, confirmed and cancelled in an agenda that no page, list or number shows.

It takes the way of a citizen through the rules, the ledger and the database, with three commits. What it leaves out is
what others would notice: messages, news, lines of the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from civicore import City, Refusal, Runtime, new_id, quiet
from civicore_booking import store
from civicore_booking.booking import HIDDEN, Booking, BookingRequest
from civicore_booking.config import Booking as Policy
from civicore_booking.service import Bookings
from civicore_booking.tables import BookingRow

_AHEAD = timedelta(hours=1)
_OVER = timedelta(minutes=5)  # whoever sang before has ended by then
_HORIZON = 2  # days
_RULES: Mapping[str, object] = {
    "horizon": f"{_HORIZON} days",
    "confirmation": {"by": "email_link"},
    "cancellation": {"effect": "erase", "ways": {"email_link": {}}},
    "puzzle": "off",
}
_HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")


class BookingCanary:
    """Holds, confirms and cancels one visit. Nothing of it stays but its code, taken until its hour is over."""

    name = "booking"

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._bookings: Bookings | None = None

    async def sing(self) -> str | None:
        """None when all three steps went well."""
        if not self._runtime.city.agendas:
            return None
        if self._bookings is None:
            self._bookings = Bookings(quiet(self._runtime, _hidden(self._runtime.city)))
        ours = self._bookings
        if await ours.setting.suspended(HIDDEN, ours.setting.now) is not None:
            return None  # the city takes no bookings, and says so itself
        days = await ours.availability(HIDDEN)
        soon = ours.setting.now + _AHEAD
        slots = [] if isinstance(days, Refusal) else (one for day in days for one in day.slots if one.start > soon)
        slot = next(iter(slots), None)
        if slot is None:
            return "booking.nothing_free"
        who = {"first_name": "Canary", "last_name": "Canary", "email": f"{new_id().hex}@canary.invalid"}
        await _tidied(ours)
        held = await ours.hold(BookingRequest(HIDDEN, (), slot.start, who, self._runtime.languages.default))
        if isinstance(held, Refusal):
            return held.code
        return await _through(ours, held)


async def _through(ours: Bookings, held: Booking) -> str | None:
    token = ours.token(held)
    confirmed = await ours.confirm(token)
    cancelled = await ours.cancel(token)
    return next((one.code for one in (confirmed, cancelled) if isinstance(one, Refusal)), None)


async def _tidied(ours: Bookings) -> None:
    """Give up what a process left behind that ended in the middle of its song."""
    now = ours.setting.now
    today = ours.setting.plan.day_at(now)
    there = BookingRow.day.is_in([today + timedelta(days=number) for number in range(_HORIZON + 1)])
    mine = store.WHOEVER & there & (BookingRow.office == HIDDEN) & (BookingRow.made_at < now - _OVER)
    async with ours.setting.runtime.store.reading():
        left = await BookingRow.select(BookingRow.id).where(mine)
    for row in left:
        found = await ours.get(row["id"])
        if found is not None:
            await ours.cancel(ours.token(found))


def _hidden(city: City) -> City:
    name = {city.languages[0]: HIDDEN}
    places: Mapping[str, Mapping[str, object]] = {
        "departments": {"name": name, "office": HIDDEN},
        "offices": {"name": name, "hours": _HOURS, "counters": {"one": {"serves": [HIDDEN]}}},
        "agendas": {"name": name, "department": HIDDEN},
    }
    said = {one: getattr(city, one) for one in type(city).model_fields}
    for part, words in places.items():
        known = type(next(iter(said[part].values())))
        said[part] = {HIDDEN: known.model_validate(words)}
    said |= {"closures": {}, "suspensions": {}, "booking": Policy.model_validate(_RULES)}
    return type(city).model_construct(**said)
