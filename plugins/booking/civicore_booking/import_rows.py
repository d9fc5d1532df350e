"""A row of an older system as a visit: its words matched with those of the file, its dirt told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from civicore import City, Text, fold, instant_at
from civicore.contracts.importing import ImportRow
from civicore_booking import codes
from civicore_booking.limits import phone_form
from civicore_booking.plan import Plan

COLUMNS: Mapping[str, str] = {
    "day": "* day of the visit: 2026-11-24, 24.11.2026 or 24/11/2026",
    "time": "* time of day: 8:00 or 08:00:00",
    "agenda": "* id or name of the agenda",
    "office": "id or name of the office, where there are several",
    "activities": "ids or names, with commas between",
    "number": "number of the booking in the older system",
    "code": "the code or PIN that the person was given; without it a new one is drawn",
    "first_name": "given name",
    "last_name": "family name, or the whole name",
    "email": "e-mail address",
    "phone": "telephone",
    "language": "language of the person; else the city's first one",
    "people": "for how many people",
}
"""What is read, besides the city's own questions by their ids."""

_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<D>\d{1,2})[./] ?(?P<M>\d{1,2})[./] ?(?P<Y>\d{4})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]00)?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LEAST_DIGITS = 6  # of a telephone number
_LEAST, _MOST = 4, 40  # signs of a code
_ALWAYS = ("first_name", "last_name", "email", "phone")
_MOST_LETTERS = 4000
_MOST_PEOPLE, _MOST_DIGITS = 50, 4


@dataclass(frozen=True)
class Visit:
    """A row that is understood; ``start`` is in UTC, ``notes`` tell what was left out."""

    line: int
    start: datetime
    agenda: str
    office: str
    activities: tuple[str, ...]
    fields: Mapping[str, str]
    language: str
    people: int
    length: timedelta
    code: str | None
    number: str
    notes: tuple[str, ...] = ()

    @property
    def same(self) -> str:
        """What two rows of one booking have in common."""
        return "|".join((self._person, self.office, self.agenda, self.start.isoformat()))

    @property
    def who(self) -> str:
        """The same without what may be called differently tomorrow."""
        return f"{self._person}|{self.start.isoformat()}"

    @property
    def _person(self) -> str:
        return self.number or self.code or fold(" ".join(self.fields.get(name, "") for name in _ALWAYS))


def read(row: ImportRow, city: City, plan: Plan) -> Visit | tuple[str, ...]:
    """The visit, or everything that is wrong with the row."""
    reader = _Reader(row, city, plan)
    visit = reader.visit()
    return visit if visit is not None else tuple(reader.wrong)


class _Reader:
    """Reads all cells even when one is wrong, so that the file is mended in one go."""

    def __init__(self, row: ImportRow, city: City, plan: Plan) -> None:
        self.row, self.city, self.plan = row, city, plan
        self.wrong: list[str] = []
        self.notes: list[str] = []

    def visit(self) -> Visit | None:
        cells = self.row.cells
        start, agenda, office = self._start(), self._agenda(), self._office()
        people, code = self._people(), self._code()
        activities = self._activities(agenda) if agenda else ()
        if agenda and office and office not in self.plan.offices(agenda):
            self.wrong.append(f"{agenda} is not booked at {office}")
        if self.wrong or start is None or agenda is None or office is None:
            return None
        policy = self.plan.policy(agenda, office)
        fields = self._fields((*_ALWAYS, *policy.form, "birth_date", "note"))
        asked = policy.fields_by("desk")
        unasked = [name for name in ("birth_date", "note") if name in fields and getattr(asked, name) == "off"]
        self.notes += [f"{name} is not asked here and was left out" for name in unasked]
        kept = {name: one for name, one in fields.items() if name not in unasked}
        length = self.plan.length(agenda, activities, people)
        number, notes = cells.get("number", ""), tuple(self.notes)
        return Visit(
            self.row.line,
            start,
            agenda,
            office,
            activities,
            kept,
            self._language(),
            people,
            length,
            code,
            number,
            notes,
        )

    def _start(self) -> datetime | None:
        day, minute = self._day(), self._minute()
        if day is None or minute is None:
            return None
        start = instant_at(day, minute, self.city.zone)
        local = start.astimezone(self.city.zone)
        if (local.date(), local.hour * 60 + local.minute) != (day, minute):
            self.wrong.append("there is no such time on that day: the clocks change")
        return start.astimezone(UTC)

    def _day(self) -> date | None:
        found = _DAY.fullmatch(self.row.cells.get("day", ""))
        if found is None:
            self.wrong.append("day: write it like 2026-11-24 or 24.11.2026")
            return None
        year, month, day = (int(found[low] or found[high]) for low, high in ("yY", "mM", "dD"))
        try:
            return date(year, month, day)
        except ValueError:
            self.wrong.append("day: there is no such day")
            return None

    def _minute(self) -> int | None:
        found = _TIME.fullmatch(self.row.cells.get("time", ""))
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            self.wrong.append("time: write it like 8:00")
            return None
        return int(found[1]) * 60 + int(found[2])

    def _agenda(self) -> str | None:
        return self._named("agenda", ((key, one.name) for key, one in self.city.agendas.items()))

    def _office(self) -> str | None:
        if not self.row.cells.get("office") and len(self.city.offices) == 1:
            return next(iter(self.city.offices))
        return self._named("office", ((key, one.name) for key, one in self.city.offices.items()))

    def _activities(self, agenda: str) -> tuple[str, ...]:
        known = [(key, one.name) for key, one in self.city.agendas[agenda].activities.items()]
        words = [word.strip() for word in self.row.cells.get("activities", "").split(",") if word.strip()]
        found = [self._match("activities", word, known) for word in words]
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def _named(self, column: str, known: Iterable[tuple[str, Text]]) -> str | None:
        word = self.row.cells.get(column, "")
        if not word:
            self.wrong.append(f"{column} is missing")
            return None
        return self._match(column, word, known)

    def _match(self, column: str, word: str, known: Iterable[tuple[str, Text]]) -> str | None:
        things = list(known)
        if any(key == word for key, _ in things):
            return word
        named = {key for key, name in things if fold(word) in {fold(one) for one in name.by_language.values()}}
        if len(named) != 1:
            self.wrong.append(f'{column}: "{word}" is {"no id or name" if not named else "the name of several"} here')
            return None
        return named.pop()

    def _people(self) -> int:
        word = self.row.cells.get("people", "1")
        if not word.isdecimal() or len(word) > _MOST_DIGITS or not 1 <= int(word) <= _MOST_PEOPLE:
            self.wrong.append(f"people: a number from 1 to {_MOST_PEOPLE}")
            return 1
        return int(word)

    def _code(self) -> str | None:
        word = codes.normal(self.row.cells.get("code", ""))
        if word and not _LEAST <= len(word) <= _MOST:
            self.wrong.append(f"code: letters and digits, {_LEAST} to {_MOST}")
        return word or None

    def _language(self) -> str:
        word = self.row.cells.get("language", "").lower()
        if word and word not in self.city.languages:
            self.notes.append("the city does not speak this language: its first one was taken")
        return word if word in self.city.languages else self.city.languages[0]

    def _fields(self, names: Iterable[str]) -> dict[str, str]:
        return dict(self._usable(names))

    def _usable(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        for name in names:
            word = self.row.cells.get(name, "")
            if name == "email" and word and not _MAIL.fullmatch(word):
                self.notes.append("email is no address and was left out")
            elif name == "phone" and word and len(phone_form(word)) < _LEAST_DIGITS:
                self.notes.append("phone is no number and was left out")
            elif word:
                yield name, word[:_MOST_LETTERS]
