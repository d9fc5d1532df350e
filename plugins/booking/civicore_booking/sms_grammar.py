"""What somebody asks for in a text message: ``OBJ ZOP 10.8. 14:00 NOVAK``. Pure: words in, a wish out.

Case, diacritics and doubled spaces do not matter. A day is ``10.8.``, ``10. 8.``, ``10.8.2027``, ``10/8`` or
``1008``, a time ``14:00``, ``14.00`` or ``1400``. A day that this year's calendar has already passed is refused
and never taken for next year's (a citizen who mistypes must not be booked eleven months ahead); the turn of the
year is the only exception, see ``day_meant``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from civicore import fold

Act = Literal["book", "free", "cancel", "help"]
_LONGEST_NAME = 60
_SPAN = 31 * 6  # days: who writes 10.1. in December means January, who writes 10.10. then is late

# After a blank four digits are a year only where they cannot well be a time: another time follows, or the minutes
# are odd ones; ``10.8. 2015 NOVAK`` is a quarter past eight in the evening.
_YEAR = r"(?P<year>20\d\d|\d\d)(?![\d:.])|\s(?P<apart>20\d\d(?=\s\d)|20\d[1-46-9](?=\s|$))"
_WRITTEN_DAY = re.compile(
    rf"(?P<day>\d{{1,2}})\s?[./]\s?(?P<month>\d{{1,2}})(?!\d)(?:\s?[./](?:{_YEAR})?)?(?:(?<=[./])|(?=\s|$))"
)
_WRITTEN_TIME = re.compile(r"(\d{1,2})\s?[:.]\s?(\d{2})(?=\s|$|[^\W\d])")
_BARE = re.compile(r"(\d{2})(\d{2})(?=\s|$)")


@dataclass(frozen=True)
class Dialect:
    """The words of one language, folded: the keyword, and what asks for lists, cancels and helps."""

    language: str
    keyword: str
    free: frozenset[str]
    cancel: frozenset[str]
    help: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """What a message asks, as it was written.

    ``code`` is the folded word for an agenda; ``day`` is day, month and year as written, the year absent where it
    was; a ``day`` of None and a ``time`` of None mean the nearest. ``rest`` is the name, or the code of a booking.
    """

    act: Act
    language: str
    code: str = ""
    day: tuple[int, int, int | None] | None = None
    time: time | None = None
    rest: str = ""
    wrong: Literal["", "time", "code", "name"] = ""


def understood(text: str, dialects: Mapping[str, Dialect], codes: frozenset[str]) -> Asked | None:
    """What the message asks; None when its first word is nobody's keyword."""
    words = " ".join(text.replace(",", " ").replace(";", " ").split())
    first, _, rest = words.partition(" ")
    spoken = [one for one in dialects.values() if one.keyword == _word(first)]
    if spoken:
        # Where languages share a keyword, the word after it tells them apart.
        told = [one for one in spoken if _word(rest.partition(" ")[0]) in one.free | one.cancel | one.help]
        return _asked((told or spoken)[0], rest, codes)
    helped = [one for one in dialects.values() if _word(words) in one.help]
    return Asked("help", helped[0].language) if helped else None


def _asked(dialect: Dialect, words: str, codes: frozenset[str]) -> Asked:
    first, _, rest = words.partition(" ")
    word = _word(first)
    if not word or word in dialect.help:
        return Asked("help", dialect.language)
    if word in dialect.cancel:
        return Asked("cancel", dialect.language, rest=rest)
    if word in dialect.free:
        code, _, rest = rest.partition(" ")
        return _listed(dialect, _word(code), rest, codes)
    following, _, after = rest.partition(" ")
    if _word(following) in dialect.free:
        return _listed(dialect, word, after, codes)
    if word not in codes:
        return Asked("book", dialect.language, code=word, wrong="code")
    return _wish(dialect, word, rest)


def _listed(dialect: Dialect, code: str, words: str, codes: frozenset[str]) -> Asked:
    day, _ = _day(words.strip())
    return Asked("free", dialect.language, code=code, day=day, wrong="" if code in codes else "code")


def _wish(dialect: Dialect, code: str, words: str) -> Asked:
    day, rest = _day(words)
    at, rest, sound = _time(rest) if day else (None, rest, True)
    name = " ".join(rest.split()).strip(" .,;")
    if not sound or any(sign.isdigit() for sign in name):
        return Asked("book", dialect.language, code, day, at, "", "time")
    return Asked("book", dialect.language, code, day, at, name[:_LONGEST_NAME], "" if name else "name")


def _day(words: str) -> tuple[tuple[int, int, int | None] | None, str]:
    if match := _WRITTEN_DAY.match(words):
        said = match["year"] or match["apart"]
        year = int(said) % 2000 + 2000 if said else None
        return (int(match["day"]), int(match["month"]), year), words[match.end() :].strip()
    if match := _BARE.match(words):
        return (int(match[1]), int(match[2]), None), words[match.end() :].strip()
    return None, words


def _time(words: str) -> tuple[time | None, str, bool]:
    """The time, what follows it, and whether there is such a time."""
    match = _WRITTEN_TIME.match(words) or _BARE.match(words)
    if match is None:
        return None, words, True
    hour, minute = int(match[1]), int(match[2])
    rest = words[match.end() :].strip()
    return (time(hour, minute), rest, True) if hour < 24 and minute < 60 else (None, rest, False)


def day_meant(written: tuple[int, int, int | None], today: date) -> date | Literal["none", "past"]:
    """The civil day: ``none`` when no calendar has it, ``past`` when it is over.

    Without a year it is the next such day within half a year; one that was in the half year before is past.
    """
    number, month, year = written
    if year is not None:
        found = _civil(year, month, number)
        return "none" if found is None else found if found >= today else "past"
    near = [day for day in _around(month, number, today) if abs((day - today).days) <= _SPAN]
    if not near:
        return "none"
    coming = [day for day in near if day >= today]
    return coming[0] if coming else "past"


def _around(month: int, number: int, today: date) -> Iterator[date]:
    for year in (today.year - 1, today.year, today.year + 1):
        found = _civil(year, month, number)
        if found is not None:
            yield found


def _civil(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _word(written: str) -> str:
    return fold(written).strip(".,;:!?-")
