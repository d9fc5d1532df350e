"""A visit as pages show it: names instead of ids, the place, what to bring, when the code works."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civicore import City, Text
from civicore_booking.booking import Booking

if TYPE_CHECKING:
    from civicore_booking.journey import Wish
    from civicore_booking.service import Bookings


@dataclass(frozen=True)
class Summary:
    """One visit in words of the city. ``opens`` and ``closes`` bound the check-in; None before it is booked."""

    agenda: Text | str
    activities: tuple[Text, ...]
    office: str
    start: datetime
    length: timedelta
    people: int
    documents: tuple[Text, ...]
    opens: datetime | None = None
    closes: datetime | None = None

    @classmethod
    def of_wish(cls, city: City, wish: Wish, bookings: Bookings) -> Summary:
        """A visit that is about to be booked; its office and time must be chosen."""
        if wish.office is None or wish.start is None:
            raise ValueError("nothing to show before office and time are chosen")
        length = bookings.length(wish.agenda, wish.activities, wish.people)
        names, documents = named(city, wish.agenda, wish.activities)
        return cls(names[0], names[1], wish.office, wish.start, length, wish.people, documents)

    @classmethod
    def of(cls, city: City, booking: Booking) -> Summary:
        """A booking, under the terms it was made with; what the file no longer has is shown by its id."""
        names, documents = named(city, booking.agenda, booking.activities)
        terms = booking.terms
        return cls(
            names[0],
            names[1],
            booking.office,
            booking.start,
            terms.length,
            booking.people,
            documents,
            terms.before.before(booking.start, city.zone),
            terms.after.after(booking.start, city.zone),
        )


def masked(address: str) -> str:
    """``j…@e….cz``: enough for its owner to know it, too little for anybody else."""
    name, _, domain = address.rpartition("@")
    host, _, ending = domain.rpartition(".")
    return f"{name[:1]}…@{host[:1]}….{ending}" if name and host else ""


def ending(number: str) -> str:
    """``…456``: enough for its owner to know the telephone."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return f"…{digits[-3:]}"


def named(
    city: City, agenda: str, activities: Iterable[str]
) -> tuple[tuple[Text | str, tuple[Text, ...]], tuple[Text, ...]]:
    """The names of agenda and activities, and what to bring; what the file no longer has is left out or its id."""
    found = city.agendas.get(agenda)
    if found is None:
        return (agenda, ()), ()
    chosen = [found.activities[one] for one in activities if one in found.activities]
    documents = dict.fromkeys([*found.documents, *(paper for one in chosen for paper in one.documents)])
    return (found.name, tuple(one.name for one in chosen)), tuple(documents)
