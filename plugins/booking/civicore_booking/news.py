"""What other plugins hear of a booking."""

from __future__ import annotations

from civicore.contracts.appointments import (
    Appointment,
    BookingCancelled,
    BookingConfirmed,
    BookingHeld,
    BookingMoved,
)
from civicore_booking.booking import Booking


def held(booking: Booking) -> BookingHeld:
    return BookingHeld(_appointment(booking), booking.hold_until or booking.start)


def confirmed(booking: Booking) -> BookingConfirmed:
    return BookingConfirmed(_appointment(booking))


def moved(booking: Booking, before: Booking) -> BookingMoved:
    return BookingMoved(_appointment(booking), _appointment(before))


def cancelled(booking: Booking, by: str) -> BookingCancelled:
    return BookingCancelled(_appointment(booking), by)


def _appointment(booking: Booking) -> Appointment:
    return Appointment(booking.id, booking.agenda, booking.office, booking.start, booking.end, booking.channel)
