"""What each screen of a kiosk shows: its template and the facts in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import segno

from civicore import Refusal, Text, leaf, new_id, opening
from civicore_ticketing import kiosk_choices as choices
from civicore_ticketing.kiosk_hall import Hall
from civicore_ticketing.kiosk_paper import HERE, NO_PAPER, PRINTED
from civicore_ticketing.kiosk_slip import slip_of
from civicore_ticketing.kiosk_state import Visit
from civicore_ticketing.views import Offers, OfferState

Facts = dict[str, Any]
Drawn = tuple[str, Facts]
_FOLDER = "ticketing/kiosk"
_FRESH, _PAPER = 10, 3  # seconds until the screen asks again how many wait, and whether the paper came out


async def screen(hall: Hall, visit: Visit) -> Drawn:
    """The template of the screen and what it says; an unfinished thought leads to the start."""
    draw = _SCREENS.get(visit.screen, _start)
    name, facts = await draw(hall, visit)
    untouched = visit.fresh and hall.language == hall.runtime.languages.default
    around = {
        "kiosk": hall,
        "hall": hall,
        "visit": visit,
        "screen": name,
        "mark": new_id(),
        "resets": not untouched,
        "refresh": _FRESH if name in ("start", "shut") else 0,
        "prints": False,
    }
    return f"{_FOLDER}/{name}.html", {**around, **facts}


async def _start(hall: Hall, visit: Visit) -> Drawn:
    offers = await hall.queues.offers(hall.device.office, hall.device.id)
    state = choices.all_in(offers) if offers.agendas else "closed"
    if state != "open" and state is not None:
        return await _shut(hall, offers, state)
    shown = choices.first(hall.city, offers, hall.menu_booked, hall.device.entry.menu_walk_in)
    return "start", {"leaf": leaf(shown, visit.page), "no_paper": await _no_paper(hall)}


async def _shut(hall: Hall, offers: Offers, state: OfferState) -> Drawn:
    """No numbers at all: the reason in the city's words, what else one can do, and the code for who has one."""
    departments = list(dict.fromkeys(hall.city.agendas[one.agenda].department for one in offers.agendas))
    suspension = None
    if state == "suspended":
        suspension = await hall.runtime.suspensions.in_force("walk_in", department=departments[0], now=hall.now)
    codes = offers.accepts_codes and state != "not_today"
    codes_alone = leaf((choices.Choice("code", "code", hall.menu_booked),) if codes else (), 0)
    return "shut", {
        "state": state,
        "said_by_city": _said_by_city(offers, state, suspension),
        "suspension": suspension,
        "departments": departments,
        "leaf": codes_alone,
        "opening": opening(hall.city, hall.device.office, hall.now),
    }


def _said_by_city(offers: Offers, state: OfferState, suspension: Any) -> Text | None:
    if suspension is not None:
        return None  # its banner stands above
    return offers.closed_because if offers.closed and offers.closed_because else choices.words_of(offers, state)


async def _walk_in(hall: Hall, visit: Visit) -> Drawn:
    offers = await hall.queues.offers(hall.device.office, hall.device.id)
    heading = hall.device.entry.menu_walk_in or hall.runtime.languages.translate(hall.language, "What do you need?")
    return _choose(hall, visit, choices.without_booking(hall.city, offers), heading)


async def _department(hall: Hall, visit: Visit) -> Drawn:
    offers = await hall.queues.offers(hall.device.office, hall.device.id)
    shown = choices.agenda_choices(hall.city, offers.agendas, visit.department)
    return _choose(hall, visit, shown, hall.city.departments[visit.department].name)


async def _activities(hall: Hall, visit: Visit) -> Drawn:
    shown = choices.activity_choices(hall.city, visit.agenda)
    return _choose(hall, visit, shown, hall.city.agendas[visit.agenda].name)


def _choose(hall: Hall, visit: Visit, shown: tuple[choices.Choice, ...], heading: Text | str) -> Drawn:
    lead = hall.runtime.languages.translate(hall.language, "Touch what you come for and take your number.")
    return "choose", {"leaf": leaf(shown, visit.page), "heading": heading, "lead": lead}


async def _code(hall: Hall, visit: Visit) -> Drawn:
    return "code", {
        "typing": True,
        "menu": hall.menu_booked,
        "letters": hall.letters,
        "keys": choices.pad_keys(letters=hall.letters),
    }


async def _answer(hall: Hall, visit: Visit) -> Drawn:
    if visit.answer is None:
        return await _start(hall, visit)
    typed = visit.answer.code.startswith("booking.") or visit.answer.code == "queue.too_many_tries"
    known = {"opens": visit.answer.opens, "until": visit.answer.until}
    refusal = Refusal(visit.answer.code, **{name: fact for name, fact in known.items() if fact is not None})
    instead = visit.answer.then == "walk_in" and visit.agenda in hall.offered
    return "answer", {"refusal": refusal, "typed_code": typed, "instead": instead}


async def _ticket(hall: Hall, visit: Visit) -> Drawn:
    shown = visit.ticket
    ticket = await hall.queues.by_token(shown.token) if shown else None
    if shown is None or ticket is None:
        return "gone", {}
    place = await hall.queues.place(ticket)
    link = hall.runtime.absolute(f"/ticket/{shown.token}")
    activities = hall.city.agendas[ticket.agenda].activities
    prints = shown.paper == HERE and not shown.again
    paper = await hall.came_out(shown.paper, shown.job)
    printers = hall.runtime.printers
    return "ticket", {
        "ticket": ticket,
        "place": place,
        "chosen": [activities[one].name for one in ticket.activities if one in activities and len(activities) > 1],
        "paper": paper,
        "elsewhere": await printers.beside(hall.device.id) if paper == NO_PAPER else (),
        "there": hall.city.offices[hall.device.office].devices.get(shown.at.partition(".")[2]),
        "qr": segno.make_qr(link, error="m").svg_data_uri(scale=5, border=2, light="white", dark="black"),
        "address": hall.city.offices[ticket.office].address,
        "prints": prints,
        "refresh": _PAPER if shown.paper == PRINTED else 0,
        "slip": slip_of(hall.city, hall.runtime.languages, ticket, place, hall.device.entry.ticket, link),
    }


async def _no_paper(hall: Hall) -> bool:
    state = await hall.runtime.printers.state(hall.device.id)
    return not (state.ready or state.prints_here)


_SCREENS: Mapping[str, Callable[[Hall, Visit], Awaitable[Drawn]]] = {
    "walk_in": _walk_in,
    "department": _department,
    "activities": _activities,
    "code": _code,
    "answer": _answer,
    "ticket": _ticket,
}
