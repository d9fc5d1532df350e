"""Bookings as rows of their table, and rows as bookings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from civicore import fold
from civicore_booking.booking import Booking
from civicore_booking.limits import phone_form
from civicore_booking.terms import Terms

_as_json = json.JSONEncoder(ensure_ascii=False).encode


def columns_of(booking: Booking) -> dict[str, Any]:
    """What is written of a booking, by column; its id is not among it."""
    return {
        "state": booking.state,
        "agenda": booking.agenda,
        "activities": _written(booking.activities),
        "office": booking.office,
        "day": booking.day,
        "start": booking.start,
        "ends": booking.end,
        "people": booking.people,
        "channel": booking.channel,
        "language": booking.language,
        "terms": booking.terms.written,
        "made_at": booking.made_at,
        "hold_until": booking.hold_until,
        "confirmed_at": booking.confirmed_at,
        "closed_at": booking.closed_at,
        "fields": _as_json(dict(booking.fields)),
        "search": _search_words(booking.fields),
        "reference_attempt": booking.reference_attempt,
        "reference_hash": booking.reference_hash,
        "code_attempt": booking.code_attempt,
        "code_hash": booking.code_hash,
        "sequence": booking.sequence,
        "kept_despite": booking.kept_despite,
        "ended_because": booking.ended_because,
        "arrived_at": booking.arrived_at,
        "personal": bool(booking.fields) or booking.code_hash is not None,
    }


def booking_of(row: dict[str, Any]) -> Booking:
    """The booking that a row holds."""
    return Booking(
        id=row["id"],
        state=row["state"],
        agenda=row["agenda"],
        activities=_activities(row["activities"]),
        office=row["office"],
        day=row["day"],
        start=row["start"],
        end=row["ends"],
        people=row["people"],
        channel=row["channel"],
        language=row["language"],
        terms=_terms(row["terms"]),
        made_at=row["made_at"],
        hold_until=row["hold_until"],
        confirmed_at=row["confirmed_at"],
        closed_at=row["closed_at"],
        fields=json.loads(row["fields"]),
        reference_attempt=row["reference_attempt"],
        reference_hash=row["reference_hash"],
        code_attempt=row["code_attempt"],
        code_hash=row["code_hash"],
        sequence=row["sequence"],
        kept_despite=row["kept_despite"],
        ended_because=row["ended_because"],
        arrived_at=row["arrived_at"],
    )


def _search_words(fields: Mapping[str, str]) -> str:
    """What a search by name or contact looks into."""
    phone = phone_form(typed) if (typed := fields.get("phone")) else ""
    return fold(" ".join(filter(None, (fields.get("first_name"), fields.get("last_name"), fields.get("email"), phone))))


@lru_cache(maxsize=1024)
def _written(activities: tuple[str, ...]) -> str:
    return json.dumps(activities)


@lru_cache(maxsize=1024)
def _activities(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


@lru_cache(maxsize=256)
def _terms(written: str) -> Terms:
    """Most bookings were made under the same terms."""
    return Terms.from_json(json.loads(written))
