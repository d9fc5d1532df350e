"""A booking's life: held, confirmed, cancelled, and what happens on the day. Lapsing is derived, never stored."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from civicore import Duration, Refusal, whole_second
from civicore_booking.booking import Booking

State = Literal["held", "lapsed", "confirmed", "cancelled", "arrived", "done", "no_show"]

COMING = ("held", "confirmed")
KEPT = ("confirmed", "arrived", "done", "no_show")


def hold_until(made: datetime, within: Duration, start: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in whole seconds, up to which a hold can be confirmed; fixed when it is made (language 4.2)."""
    return min(within.after(whole_second(made), zone), start)


def is_free_again(until: datetime | None, now: datetime) -> bool:
    """Whether a claim has run out: at exactly ``until`` it still holds, one second later it does not."""
    return until is not None and until < whole_second(now)


def state(booking: Booking, now: datetime) -> State:
    """What a booking is at this instant; a hold or a check-in past its time has lapsed without anybody's doing."""
    return "lapsed" if unconfirmed(booking, now) or missed(booking, now) else booking.state


def unconfirmed(booking: Booking, now: datetime) -> bool:
    """Whether it was only held, and not confirmed in time."""
    return booking.state == "held" and is_free_again(booking.hold_until, now)


def missed(booking: Booking, now: datetime) -> bool:
    """Whether somebody who was expected did not come in time, where that is seen."""
    return booking.state == "confirmed" and booking.terms.lapses and is_free_again(booking.closes, now)


def confirm(booking: Booking, now: datetime) -> Literal["confirm", "already"] | Refusal:
    """Whether a click confirms. A second click is answered like the first, not with an error."""
    now_is = state(booking, now)
    if now_is == "held":
        return "confirm"
    if booking.state in KEPT:
        return "already"
    if now_is == "lapsed":
        return Refusal("booking.lapsed", at=booking.hold_until)
    return Refusal("booking.cancelled", at=booking.start)


def cancel(booking: Booking, now: datetime, zone: ZoneInfo, *, by_staff: bool) -> Refusal | None:
    """Why a booking cannot be cancelled now; staff are not bound by the notice a citizen must give."""
    refused = _still_to_come(booking, now)
    if refused is not None or by_staff:
        return refused
    latest = booking.terms.cancel_until.before(booking.start, zone)
    if whole_second(now) > latest:
        return Refusal("booking.too_late_to_cancel", latest=latest)
    return None


def reschedule(booking: Booking, now: datetime, zone: ZoneInfo, *, by_staff: bool) -> Refusal | None:
    """Why the time cannot be changed now; only a confirmed booking moves, as long as it could be cancelled."""
    if state(booking, now) == "held":
        return Refusal("booking.not_confirmed", until=booking.hold_until)
    return cancel(booking, now, zone, by_staff=by_staff)


def _still_to_come(booking: Booking, now: datetime) -> Refusal | None:
    now_is = state(booking, now)
    if now_is == "cancelled" or (now_is == "lapsed" and booking.state == "held"):
        return Refusal(f"booking.{now_is}", at=booking.hold_until or booking.start)
    if now_is not in COMING or whole_second(now) >= booking.start:
        return Refusal("booking.visit_over", at=booking.start)
    return None
