"""What booking writes into the audit log, in words."""

from __future__ import annotations

from civicore import Msgid
from civicore.contracts.wording import AuditWords

WORDS = AuditWords(
    {
        "booking.arrived": Msgid("Came with a code"),
        "booking.cancelled": Msgid("Booking cancelled"),
        "booking.closed": Msgid("Day or counter closed"),
        "booking.found_by_code": Msgid("Looked a code up for a caller"),
        "booking.imported": Msgid("Taken over from an older system"),
        "booking.kept": Msgid("Booking kept although it no longer fits"),
        "booking.made": Msgid("Booked for somebody"),
        "booking.moved": Msgid("Booking moved to another time"),
        "booking.opened": Msgid("Looked at a booking"),
        "booking.registered": Msgid("Registered somebody for the draw"),
        "booking.reopened": Msgid("Closure taken back"),
        "booking.resent": Msgid("Message sent again"),
        "booking.searched": Msgid("Searched in bookings"),
        "booking.taken": Msgid("Visitor booked"),
    },
    openings=frozenset({"booking.opened", "booking.found_by_code"}),
)
