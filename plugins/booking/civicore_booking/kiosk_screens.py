"""What each screen of booking at a kiosk shows: its template and the facts in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno

from civicore import Msgid, Refusal, Text, leaf
from civicore_booking import kiosk_cancel
from civicore_booking.availability import DayAvailability
from civicore_booking.journey import Wish, stamp
from civicore_booking.kiosk_keys import Board, board_of, boards
from civicore_booking.kiosk_slip import slip_of
from civicore_booking.kiosk_stand import Stand, touched, typing_of
from civicore_booking.kiosk_state import Visit, asked_now, screen
from civicore_booking.links import VISIT, to
from civicore_booking.questions import ORDINARY, answered, written
from civicore_booking.summary import Summary

Facts = dict[str, Any]
Drawn = tuple[str, Facts]
MOST_TIMES = 28
_PAPER = 3  # seconds until the screen asks again whether the paper came out


@dataclass(frozen=True)
class Item:
    """One button: what it sends, what it says; ``label`` is a text of the city or words in the language of the page."""

    name: str
    value: str
    label: Text | str
    hint: Text | str | None = None


async def booking_screen(stand: Stand, visit: Visit) -> Drawn:
    """The template of the screen and what it says."""
    stop = await _stopped(stand)
    name = screen(visit, stand.choices(visit))
    if stop is not None and name != "done":
        return "shut", {"suspension": stop.facts["suspension"]}
    template, facts = await _SCREENS[name](stand, visit)
    return template, {"trouble": Refusal(visit.trouble) if visit.trouble else None, **facts}


async def cancel_screen(stand: Stand, visit: Visit) -> Drawn:
    """The same for cancelling."""
    trouble = Refusal(visit.trouble) if visit.trouble else None
    if visit.ended:
        return "refused", {"trouble": trouble}
    if visit.paper:
        return "cancelled", {}
    found = await stand.bookings.show(visit.token) if visit.token else None
    if found is not None and not isinstance(found, Refusal):
        return "cancel_check", {"visit_of": Summary.of(stand.city, found), "trouble": trouble}
    return _cancel_ask(stand, visit)


async def _stopped(stand: Stand) -> Refusal | None:
    """The suspension of everything that could be booked here."""
    stops = [await stand.bookings.suspended(agenda) for agenda in stand.agendas]
    return stops[0] if stops and all(stops) else None


async def _agenda(stand: Stand, visit: Visit) -> Drawn:
    agendas = [Item("agenda", one, stand.city.agendas[one].name, stand.city.agendas[one].note) for one in stand.agendas]
    return _choose(stand, visit, Msgid("What do you come for?"), agendas)


async def _activity(stand: Stand, visit: Visit) -> Drawn:
    found = stand.city.agendas[visit.agenda].activities
    return _choose(
        stand, visit, Msgid("What exactly?"), [Item("activity", name, one.name) for name, one in found.items()]
    )


async def _office(stand: Stand, visit: Visit) -> Drawn:
    offices = [(one, stand.city.offices[one]) for one in stand.offices(visit.agenda)]
    near = stand.city.channels.kiosks[stand.device.id.partition(".")[2]].district if stand.device.town else None
    offices.sort(key=lambda pair: near is None or pair[1].address.district != near)
    items = [Item("office", name, one.name, one.address.street or one.address.district) for name, one in offices]
    return _choose(stand, visit, Msgid("At which office?"), items)


async def _day(stand: Stand, visit: Visit) -> Drawn:
    days = [one for one in await _days(stand, visit) if one.slots]
    languages, speech = stand.runtime.languages, stand.language
    items = [
        Item(
            "day",
            one.date.isoformat(),
            languages.date(speech, one.date, "weekday"),
            languages.ngettext(speech, "%(num)s time is free", "%(num)s times are free", len(one.slots)),
        )
        for one in days
    ]
    return _choose(stand, visit, Msgid("On which day?"), items, none=Msgid("There is no free time now."))


async def _time(stand: Stand, visit: Visit) -> Drawn:
    day = visit.date
    found = await _days(stand, visit, day)
    times = [
        Item("time", stamp(slot.start), stand.runtime.languages.time(stand.language, slot.start))
        for one in found
        for slot in one.slots
    ]
    return "times", {"leaf": leaf(times, visit.page, MOST_TIMES), "day": day}


async def _ask(stand: Stand, visit: Visit) -> Drawn:
    form = stand.form(visit.agenda, visit.office)
    name = asked_now(visit, tuple(form.fields))
    field = form[str(name)]
    typing = typing_of(field)
    facts = {"field": field, "skips": not field.required}
    if typing is None:
        return "touch", {**facts, "leaf": leaf(touched(field), visit.page)}
    found = boards(stand.runtime.languages, stand.language, typing)
    shown = board_of(found, visit.board)
    heading = stand.runtime.languages.label(stand.language, field.label)
    return "ask", {**facts, **_keys(found, shown), "heading": heading, "typing": True, "case": typing}


async def _check(stand: Stand, visit: Visit) -> Drawn:
    form = stand.form(visit.agenda, visit.office)
    read = form.read({name: [said] for name, said in visit.answers.items() if name in form.fields})
    kept = written(form, read.values)
    return "check", {"answered": list(answered(form, kept)), "summary": _summary(stand, visit)}


def _summary(stand: Stand, visit: Visit) -> Summary:
    wish = Wish(visit.agenda, visit.activities, visit.office, start=visit.start)
    return Summary.of_wish(stand.city, wish, stand.bookings)


async def _done(stand: Stand, visit: Visit) -> Drawn:
    found = await stand.bookings.show(visit.token)
    if isinstance(found, Refusal):
        return "refused", {"trouble": found}
    link = stand.runtime.absolute(f"/{found.language}{to(VISIT, visit.token)}")
    code = stand.bookings.code(found)
    return "done", {
        "booking": found,
        "summary": Summary.of(stand.city, found),
        "code": code,
        "paper": await stand.came_out(visit.paper, visit.job),
        "prints": visit.paper == "here",
        "refresh": _PAPER if visit.paper == "printed" else 0,
        "qr": segno.make_qr(link, error="m").svg_data_uri(scale=5, border=2, light="white", dark="black"),
        "slip": slip_of(stand.city, stand.runtime.languages, found, code, link),
    }


async def _refused(stand: Stand, visit: Visit) -> Drawn:
    return "refused", {}


def _choose(stand: Stand, visit: Visit, heading: str, items: list[Item], *, none: str | None = None) -> Drawn:
    said = stand.runtime.languages.translate(stand.language, heading)
    words = stand.runtime.languages.translate(stand.language, none) if none and not items else None
    return "choose", {"leaf": leaf(items, visit.page), "heading": said, "nothing": words}


async def _days(stand: Stand, visit: Visit, day: date | None = None) -> tuple[DayAvailability, ...]:
    found = await stand.bookings.look(
        visit.agenda, visit.activities, office=visit.office, first=day, last=day, channel="kiosk"
    )
    return () if isinstance(found, Refusal) else found


def _cancel_ask(stand: Stand, visit: Visit) -> Drawn:
    found, shown = kiosk_cancel.board(stand, visit)
    asked = asked_now(visit, kiosk_cancel.QUESTIONS)
    label = stand.city.policy("booking").code.name if asked == "code" else ORDINARY["last_name"].label
    case = "name" if asked == "last_name" else "code"
    return "ask", {
        **_keys(found, shown),
        "heading": stand.runtime.languages.label(stand.language, label),
        "field": None,
        "skips": False,
        "typing": True,
        "case": case,
        "trouble": None,
    }


def _keys(found: tuple[Board, ...], shown: Board) -> Facts:
    """The keyboard: its rows, and the others to change to, by the name of their language."""
    return {"rows": shown.rows, "board": shown.language, "boards": found if len(found) > 1 else ()}


_SCREENS: Mapping[str, Callable[[Stand, Visit], Awaitable[Drawn]]] = {
    "agenda": _agenda,
    "activity": _activity,
    "office": _office,
    "day": _day,
    "time": _time,
    "ask": _ask,
    "check": _check,
    "done": _done,
    "refused": _refused,
}
