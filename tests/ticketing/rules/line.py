"""A waiting room on paper: 24 November 2026 in Prague (UTC+1), tickets written by the time on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from civicore_ticketing.ticket import CallingRules, Desk, Ticket

DAY = date(2026, 11, 24)
HOUR = timedelta(hours=1)
RULES = CallingRules(
    longest_wait=timedelta(minutes=60),
    most_calls=3,
    pause=timedelta(minutes=2),
    undo=timedelta(seconds=10),
    delay_by=timedelta(minutes=10),
    most_delays=2,
)
K1 = Desk("hall.k1", frozenset({"cards", "passports"}))
K2 = Desk("hall.k2", frozenset({"passports"}))


def at(wall: str) -> datetime:
    """``7:46`` or ``7:44:59.9`` on the wall as an instant."""
    hours, minutes, *seconds = wall.split(":")
    passed = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds[0]) if seconds else 0)
    return datetime(2026, 11, 24, tzinfo=UTC) - HOUR + passed


def ticket(number: int, arrived: str, booked: str | None = None, **more: Any) -> Ticket:
    """A ticket of the day; a booked one is called as soon as its time has come unless ``calling`` says else."""
    fields: dict[str, Any] = {
        "id": UUID(int=number),
        "office": "hall",
        "day": DAY,
        "agenda": "cards",
        "activities": (),
        "series": "A",
        "number": number,
        "label": f"A{number:03d}",
        "state": "waiting",
        "origin": "walk_in" if booked is None else "booked",
        "issued_at": at(arrived),
        "arrived_at": at(arrived),
    }
    if booked is not None:
        fields |= {"booked_at": at(booked), "calling": "at_booked_time", "about": f"booking:{number}"}
    return Ticket(**(fields | more))


def numbers(*tickets: Ticket | None) -> list[int | None]:
    return [None if one is None else one.number for one in tickets]
