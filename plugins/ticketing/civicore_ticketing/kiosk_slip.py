"""What stands on a ticket of paper: what the device's entry lists, in its order, and never a name. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from civicore import City, Languages, Slip, SlipLine
from civicore_ticketing.kiosk_words import WAITING_MANY, WAITING_NONE, WAITING_ONE
from civicore_ticketing.ticket import Ticket
from civicore_ticketing.views import Place

Lines = tuple[SlipLine, ...]


def slip_of(city: City, languages: Languages, ticket: Ticket, place: Place, parts: tuple[str, ...], link: str) -> Slip:
    """The slip of a ticket in its own language; ``link`` is the address of the visitor's own page of it."""
    speech = ticket.language if ticket.language in languages.known else languages.default
    made: Mapping[str, Lines] = {
        "number": (SlipLine(ticket.label, "huge", bold=True),),
        "agenda": _errand(city, speech, ticket),
        "time": (SlipLine(languages.when(speech, ticket.issued_at, "short")),),
        "waiting": (SlipLine(before_you(languages, speech, place.before)),) if place.before is not None else (),
        "office": (SlipLine(city.offices[ticket.office].name.in_(speech), "small"),),
    }
    lines = tuple(line for part in parts for line in made.get(part, ()))
    return Slip(lines, link if "qr" in parts else None, speech)


def before_you(languages: Languages, speech: str, before: int) -> str:
    """How many are called first, in a sentence."""
    if before == 0:
        return languages.translate(speech, WAITING_NONE)
    return languages.ngettext(speech, WAITING_ONE, WAITING_MANY, before)


def _errand(city: City, speech: str, ticket: Ticket) -> Lines:
    agenda = city.agendas[ticket.agenda]
    chosen = [agenda.activities[one].name for one in ticket.activities if one in agenda.activities]
    name = SlipLine(agenda.name.in_(speech), "large", bold=True)
    return (name, *(SlipLine(one.in_(speech)) for one in chosen if len(agenda.activities) > 1))
