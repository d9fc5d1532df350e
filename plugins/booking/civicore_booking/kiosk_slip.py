"""The paper of a booking made at a kiosk: the PIN, when, where, what to bring, and the way back. Never a name. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Languages, Msgid, Slip, SlipLine
from civicore_booking.booking import Booking
from civicore_booking.notices import place, said
from civicore_booking.summary import Summary

BRING = Msgid("What to bring")
CANCEL = Msgid("If you cannot come, cancel with this code.")


def slip_of(city: City, languages: Languages, booking: Booking, code: str | None, link: str) -> Slip:
    """The slip in the language of the booking; ``link`` is the address of the visit's page."""
    speech = booking.language if booking.language in languages.known else languages.default
    return Slip(tuple(_lines(city, languages, booking, code, speech)), link, speech)


def _lines(city: City, languages: Languages, booking: Booking, code: str | None, speech: str) -> Iterator[SlipLine]:
    visit, where = Summary.of(city, booking), place(city, booking.office)
    yield SlipLine(city.deployment.name.in_(speech), "small")
    if code is not None:
        yield SlipLine(booking.terms.code_name.in_(speech))
        yield SlipLine(code, "huge", bold=True)
    yield SlipLine(languages.when(speech, booking.start, "weekday"), "large", bold=True)
    for name in (visit.agenda, *visit.activities):
        yield SlipLine(said(name, speech))
    yield SlipLine(where.name.in_(speech), bold=True)
    for line in where.lines:
        yield SlipLine(said(line, speech))
    if visit.documents:
        yield SlipLine(languages.translate(speech, BRING), bold=True)
    for paper in visit.documents:
        yield SlipLine(f"– {paper.in_(speech)}", align="left")
    yield SlipLine(languages.translate(speech, CANCEL), "small")
