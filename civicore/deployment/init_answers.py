"""The seven questions that begin a city, and how their answers are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from civicore.base.calendar import WEEKDAYS
from civicore.base.saying import Said, say
from civicore.base.spans import TimeRange
from civicore.base.text import fold
from civicore.deployment.colours import CONTROL_CONTRAST, WHITE, contrast
from civicore.deployment.merge import PRESETS

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DAYS = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?")


@dataclass(frozen=True)
class Question:
    """What is asked: its key, its words, an example, and the answer when none is given (None: it must be)."""

    key: str
    asks: Said
    example: str
    usual: str | None = None


QUESTIONS = (
    Question("name", say("Name of the town or service, as people know it"), "Newtown"),
    Question(
        "country", say("A preset, or country code, time zone and languages"), "preset:cz, or DE Europe/Berlin de,en"
    ),
    Question(
        "offices", say("Offices: name, street, town; the next after a semicolon"), "Town hall, Main Street 1, Newtown"
    ),
    Question("agendas", say("What people come for, with commas between"), "Identity cards, Passports"),
    Question("hours", say("Opening hours"), "mon-tue 08:00-17:00, wed 08:00-11:30 12:30-17:00", "mon-fri 08:00-16:00"),
    Question("mail", say("E-mail address of the office, and the mail server"), "office@town.example smtp.town.example"),
    Question("colours", say("Main colour of the site, and one for highlights"), "#00543c #d4a017", ""),
)


@dataclass(frozen=True)
class Named:
    """A thing with an id, its name, and what else was said of it."""

    id: str
    name: str
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Country:
    """A preset, or what one would say."""

    preset: str | None = None
    code: str = ""
    zone: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """All seven, read. ``hours`` are ranges by weekday as the file writes them."""

    name: Named
    country: Country
    offices: tuple[Named, ...]
    agendas: tuple[Named, ...]
    hours: Mapping[str, tuple[TimeRange, ...]]
    mail: str
    server: str
    colours: tuple[str, ...]


def read(said: Mapping[str, str]) -> Answers:
    """The answers by the keys of the questions; ValueError says what cannot be used."""
    words = {one.key: said.get(one.key, one.usual or "").strip() for one in QUESTIONS}
    mail, server = _mail(words["mail"])
    return Answers(
        _one(words["name"], "town"),
        _country(words["country"]),
        _offices(words["offices"]),
        _named(words["agendas"].split(","), "agenda"),
        _hours(words["hours"]),
        mail,
        server,
        _colours(words["colours"]),
    )


def refused(key: str, answer: str) -> str | None:
    """Why an answer cannot be used; None when it can."""
    try:
        _READERS[key](answer.strip())
    except ValueError as error:
        why: str = error.args[0]  # a sentence that can be said in other languages
        return why
    return None


def _one(words: str, usual: str) -> Named:
    return _named([words], usual)[0]


def _named(words: list[str], usual: str) -> tuple[Named, ...]:
    """Names with ids: written ``id = Name``, else made from the name where it has Latin letters, else counted."""
    found: list[Named] = []
    for word in filter(None, (one.strip() for one in words)):
        said, equals, name = (part.strip() for part in word.partition("="))
        name = name if equals else said
        id = said if equals else _id_from(name) or f"{usual}_{len(found) + 1}"
        if not _ID.fullmatch(id) or not name or not name.isprintable():
            raise ValueError(
                say(
                    '"%(word)s" is no name: write a name, or id = name with lower-case letters, digits and _', word=word
                )
            )
        if any(one.id == id for one in found):
            raise ValueError(say('"%(id)s" is named twice', id=id))
        found.append(Named(id, name))
    if not found:
        raise ValueError(say("at least one name is needed"))
    return tuple(found)


def _id_from(name: str) -> str:
    id = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:40].rstrip("_")
    latin = sum(letter.isascii() for letter in fold(name) if letter.isalpha())
    return id if _ID.fullmatch(id) and latin * 2 > sum(letter.isalpha() for letter in name) else ""


def _offices(words: str) -> tuple[Named, ...]:
    rows = [[part.strip() for part in row.split(",")] for row in words.split(";") if row.strip()]
    named = _named([row[0] for row in rows], "office")
    if len(named) != len(rows) or any(len(row) > 3 or not all(map(str.isprintable, row)) for row in rows):
        raise ValueError(say("an office is written: name, street and number, town"))
    return tuple(Named(one.id, one.name, tuple(row[1:])) for one, row in zip(named, rows, strict=True))


def _country(words: str) -> Country:
    known = sorted(one.stem for one in PRESETS.glob("*.yaml"))
    if words.removeprefix("preset:").lower() in known:
        return Country(preset=words.removeprefix("preset:").lower())
    code, zone, languages, *_ = (*words.split(maxsplit=2), "", "", "")
    spoken = tuple(re.findall(r"[a-zA-Z-]+", languages))
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        spoken = ()
    if not re.fullmatch(r"[A-Z]{2}", code) or not spoken:
        raise ValueError(
            say("write one of %(known)s, or code, time zone and languages: DE Europe/Berlin de,en", known=known)
        )
    return Country(None, code, zone, spoken)


def _hours(words: str) -> dict[str, tuple[TimeRange, ...]]:
    found: dict[str, tuple[TimeRange, ...]] = {}
    for part in filter(None, (one.strip() for one in words.split(","))):
        days, *ranges = part.split()
        named = _DAYS.fullmatch(days)
        if named is None or not ranges:
            raise ValueError(
                say('"%(part)s" is not understood: write mon-fri 08:00-11:30 12:30-16:00, sat 09:00-12:00', part=part)
            )
        first, last = (WEEKDAYS.index(day) for day in (named[1], named[2] or named[1]))
        found |= dict.fromkeys(WEEKDAYS[first : last + 1], tuple(TimeRange.parse(one) for one in ranges))
    if not found:
        raise ValueError(say("at least one day with hours is needed"))
    return {day: found[day] for day in WEEKDAYS if day in found}


def _mail(words: str) -> tuple[str, str]:
    address, server, *_ = (*words.replace(",", " ").split(maxsplit=1), "", "")
    if not _MAIL.fullmatch(address) or (server and not re.fullmatch(r"[A-Za-z0-9.-]+", server)):
        raise ValueError(say("write an e-mail address, and after a space the name of the mail server"))
    return address, server


def _colours(words: str) -> tuple[str, ...]:
    found = tuple(words.replace(",", " ").split())
    if len(found) > 2 or not all(re.fullmatch(r"#[0-9a-fA-F]{6}", one) for one in found):
        raise ValueError(say('write colours like "#00543c", one or two'))
    if found and contrast(found[0], WHITE) < CONTROL_CONTRAST:
        raise ValueError(say("%(colour)s is too light for buttons on a white page: take a darker one", colour=found[0]))
    return found


_READERS: Mapping[str, Callable[[str], object]] = {
    "name": lambda words: _one(words, "town"),
    "country": _country,
    "offices": _offices,
    "agendas": lambda words: _named(words.split(","), "agenda"),
    "hours": _hours,
    "mail": _mail,
    "colours": _colours,
}
