"""News of appointments. No event bears personal data: who needs a name asks the plugin that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Appointment:
    """A place in the calendar; aware UTC instants, ids of the deployment file."""

    id: UUID
    agenda: str
    office: str
    start: datetime
    end: datetime
    channel: str


@dataclass(frozen=True)
class BookingHeld:
    """A time is held until it is confirmed, or until ``hold_until``."""

    appointment: Appointment
    hold_until: datetime


@dataclass(frozen=True)
class BookingConfirmed:
    """The visitor is expected."""

    appointment: Appointment


@dataclass(frozen=True)
class BookingMoved:
    """The visitor is expected at another time; ``before`` is where it was."""

    appointment: Appointment
    before: Appointment


@dataclass(frozen=True)
class BookingCancelled:
    """Nobody comes; the record itself may be erased already."""

    appointment: Appointment
    by: str
