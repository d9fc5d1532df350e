"""Rights that roles in the file can grant for bookings; read by ``check`` too, so nothing heavy is imported."""

from __future__ import annotations

from civicore import Permission

SEE, MAKE, CANCEL, CLOSE = "booking.see", "booking.make", "booking.cancel", "booking.close"

PERMISSIONS = (
    Permission(SEE, "See bookings and open them one by one"),
    Permission(MAKE, "Book for somebody"),
    Permission(CANCEL, "Cancel and move bookings"),
    Permission(CLOSE, "Close a day or a counter and decide about the bookings there"),
)
