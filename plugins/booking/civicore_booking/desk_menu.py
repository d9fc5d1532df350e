"""What booking brings to the desk: rights, menu entries, addresses, tiles of the front page."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import Card, City, Navigation, Routes
from civicore_booking import desk, desk_booking, desk_caller, desk_closures, desk_lots, desk_new, desk_patterns, rights
from civicore_booking.desk_cards import problems_card, today_card
from civicore_booking.desk_clerk import DAY, DESK

PAGES = Routes(
    "desk",
    [
        *desk.HANDLERS,
        *desk_new.HANDLERS,
        *desk_closures.HANDLERS,
        *desk_booking.HANDLERS,
        *desk_caller.HANDLERS,
        *desk_lots.HANDLERS,
        *desk_patterns.HANDLERS,
    ],
)

CARDS = (
    Card("booking.today", rights.SEE, today_card, order=10),
    Card("booking.problems", rights.CANCEL, problems_card, order=20),
)


MENU = (
    Navigation(
        "booking.desk",
        "desk",
        "Bookings",
        DAY,
        order=100,
        permission=rights.SEE,
        hint="Who comes when; find a booking, change it, cancel it",
    ),
    Navigation(
        "booking.desk_new",
        "desk",
        "Book for somebody",
        f"{DESK}/new",
        order=110,
        permission=rights.MAKE,
        hint="For somebody who calls or stands at the counter",
    ),
    Navigation(
        "booking.desk_patterns",
        "desk",
        "Signs of robots",
        desk_patterns.PATTERNS,
        order=125,
        permission=rights.CANCEL,
        hint="Bookings made within seconds, times given up and taken at once, networks that book a lot",
    ),
    Navigation(
        "booking.desk_close",
        "desk",
        "Closed days",
        f"{DESK}/closures",
        order=120,
        permission=rights.CLOSE,
        hint="Close a day or a counter, with a decision about every booking hit",
    ),
)


def menu(city: City) -> Iterator[Navigation]:
    """The entries of the desk; that of callers where the file lets people ask staff by their code."""
    yield from MENU
    if any(city.policy("booking", agenda=one).release.mode == "by_lot" for one in city.agendas):
        yield Navigation(
            "booking.desk_lots",
            "desk",
            "Draws",
            desk_lots.LOTS,
            order=112,
            permission=rights.MAKE,
            hint="Times given out by lot: register somebody, see who is to be called",
        )
    if desk_caller.ways_of(city):
        yield Navigation(
            "booking.desk_caller",
            "desk",
            "Caller or visitor",
            desk_caller.CALLER,
            order=105,
            permission=rights.SEE,
            hint="Somebody says their code: read the visit back, cancel it, change its time",
        )
