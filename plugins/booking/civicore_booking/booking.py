"""A booking as the rules see it, and what a citizen asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from civicore_booking.terms import Terms

BookingChannel = Literal["web", "desk", "kiosk", "sms", "bot"]
Stored = Literal["held", "confirmed", "cancelled", "arrived", "done", "no_show"]
CITIZENS: frozenset[str] = frozenset({"web", "kiosk", "sms", "bot"})
PHONE_IS_THEIRS: frozenset[str] = frozenset({"desk", "sms"})
"""Channels on which a telephone number is the caller's own; on the others anybody can type anybody's."""
HIDDEN = "canary_of_booking"
"""The agenda and office of trial bookings; no city has them."""
NAMES = ("first_name", "last_name")


@dataclass(frozen=True)
class BookingRequest:
    """A wish for a visit; every instant is aware and in UTC.

    ``fields`` are checked answers by field name (``first_name``, ``email`` … and the agenda's own). ``network``
    is the address the request came from; it is never stored, only its keyed hash. ``idempotency_key`` makes a
    repeat of the same request answer with the booking that it made first. ``proof`` is the text of a puzzle and the
    number that solves it, where the site asks for one.
    """

    agenda: str
    activities: tuple[str, ...]
    start: datetime
    fields: Mapping[str, str]
    language: str
    office: str | None = None
    people: int = 1
    channel: BookingChannel = "web"
    network: str | None = None
    idempotency_key: str | None = None
    proof: tuple[str, str] | None = None


@dataclass(frozen=True)
class Booking:
    """One visit promised to one person. ``office`` and ``start`` are the place in the calendar.

    ``day`` is the civil day at the office, ``closed_at`` when it was cancelled, ``sequence`` counts the changes
    of time for people's calendars, ``kept_despite`` says in spite of what it was decided to keep the booking.
    ``ended_because`` is the reason that staff gave its holder for cancelling it.
    ``arrived_at`` is when the code that was accepted was received.
    ``reference`` and ``code`` are there only as long as they were just drawn: they are never written (``codes``).
    ``repeated``: this answers a request that was made before, perhaps by the next person at the same computer,
    so whoever sends it on shows that the request was taken and nothing that opens the booking.
    """

    id: UUID
    state: Stored
    agenda: str
    activities: tuple[str, ...]
    office: str
    day: date
    start: datetime
    end: datetime
    people: int
    channel: BookingChannel
    language: str
    terms: Terms
    made_at: datetime
    hold_until: datetime | None = None
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    reference_attempt: int = 0
    reference_hash: str = ""
    code_attempt: int | None = None
    code_hash: str | None = None
    sequence: int = 0
    kept_despite: str | None = None
    ended_because: str | None = None
    arrived_at: datetime | None = None
    reference: str | None = field(default=None, compare=False, repr=False)
    code: str | None = field(default=None, compare=False, repr=False)
    repeated: bool = field(default=False, compare=False)

    @property
    def opens(self) -> datetime:
        """From when the code works. Counted in real time from the visit, also in nights when clocks change."""
        return self.start - self.terms.before.exact

    @property
    def closes(self) -> datetime:
        """The last second at which the code works (language 4.1)."""
        return self.start + self.terms.after.exact

    @property
    def email(self) -> str | None:
        return self.fields.get("email") or None

    @property
    def phone(self) -> str | None:
        return self.fields.get("phone") or None

    @property
    def name(self) -> str:
        """Given name and family name, as far as they are known."""
        return " ".join(self.fields[part] for part in NAMES if self.fields.get(part))

    @property
    def about(self) -> str:
        """How messages and audit lines name the booking."""
        return f"booking:{self.id}"
