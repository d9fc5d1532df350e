"""Sense of ``channels.sms.booking``: words that can be told apart, codes of what can really be booked."""

from __future__ import annotations

from collections.abc import Iterator

from civicore import City, Finding, fold, say
from civicore_booking.sms_words import Errand, errand

_AT = ("channels", "sms", "booking")


def check(city: City) -> Iterator[Finding]:
    """E201 and L453 of booking by text message."""
    sms = city.channels.sms
    if sms is None or sms.booking is None:
        return
    seen: dict[str, str] = {}
    for code, written in sms.booking.codes.items():
        path = (*_AT, "codes", code)
        yield from _booked(city, errand(written), written, path)
        folded = fold(code)
        if " " in folded:
            yield Finding("L453", say('"%(code)s" is more than one word', code=code), path, at_key=True)
        if folded in seen:
            message = say(
                '"%(code)s" and "%(other)s" are the same word to whoever reads a text message',
                code=code,
                other=seen[folded],
            )
            yield Finding("L453", message, path, at_key=True)
        seen[folded] = code
    for act in ("free", "cancel", "help"):
        said = getattr(sms.booking, act)
        words = " ".join(said.by_language.values()).split() if said is not None else []
        if both := {fold(word) for word in words} & set(seen):
            message = say('"%(word)s" is also a code: nobody could tell what is meant', word=sorted(both)[0])
            yield Finding("L453", message, (*_AT, act))


def _booked(city: City, wish: Errand, written: str, path: tuple[str, ...]) -> Iterator[Finding]:
    agenda = city.agendas.get(wish.agenda)
    if agenda is None:
        yield Finding("E201", say('"%(agenda)s" is no agenda', agenda=wish.agenda), path)
    elif unknown := [one for one in wish.activities if one not in agenda.activities]:
        yield Finding(
            "E201", say('"%(unknown)s" is no activity of "%(agenda)s"', unknown=unknown[0], agenda=wish.agenda), path
        )
    elif wish.office is not None and wish.office not in city.offices_of(wish.agenda):
        yield Finding(
            "E201", say('"%(office)s" does not serve "%(agenda)s"', office=wish.office, agenda=wish.agenda), path
        )
    elif wish.office is None and len(city.offices_of(wish.agenda)) > 1:
        message = say(
            'several offices serve "%(agenda)s": write %(written)s@%(office)s',
            agenda=wish.agenda,
            written=written,
            office=city.offices_of(wish.agenda)[0],
        )
        yield Finding("L453", message, path)
