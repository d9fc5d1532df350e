"""Words, plurals, dates, times and order of the city's languages.

Nothing here knows a language by name: the forms of dates, the alphabet and the sentences for refusals
come from the catalogue of the language, and what it leaves out from CLDR.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from datetime import time as wall_time
from functools import lru_cache
from string import ascii_lowercase
from typing import Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.support import Translations
from babel.units import format_unit
from jinja2 import Environment

from civicore.base.refusal import Refusal
from civicore.base.spans import DAY_MINUTES, Duration, TimeRange
from civicore.base.text import Text
from civicore.messaging.catalogues import SOURCE
from civicore.messaging.cldr import locale_of
from civicore.messaging.collation import Alphabet
from civicore.messaging.template_words import install

T = TypeVar("T")
DateForm = Literal["full", "short", "weekday", "day"]

log = logging.getLogger("civicore.languages")
_speaking: ContextVar[str] = ContextVar("language", default=SOURCE)
_FACT = re.compile(r"%(?:\((\w+)\)s(\.(?!\.))?|%)")  # a full stop after a fact belongs to it, see _put
_KEPT = 4096  # days and times of day, as they are said
_BARE = 512  # refusals without facts
_NO_BREAK = "\u00a0"
_CLDR = {"full": "full", "short": "medium", "weekday": "EEEE d MMMM", "day": "EEEE"}


class Msgid(str):
    """A fact that is itself to be translated, such as the label of a field in a sentence about it."""


class Place(Protocol):
    """What languages need to know of the city: its languages, the first one the default, and its time zone."""

    @property
    def languages(self) -> tuple[str, ...]: ...

    @property
    def zone(self) -> ZoneInfo: ...


class Languages:
    """Says things in each language of the city. Instants are shown in the city's time zone."""

    def __init__(self, city: Place, catalogues: Mapping[str, Translations]) -> None:
        self.known = city.languages
        self.zone = city.zone
        self._catalogues = catalogues
        self._missing: set[tuple[str, str]] = set()
        self._alphabet = lru_cache(maxsize=None)(self._read_alphabet)
        self._format = lru_cache(maxsize=_KEPT)(self._read_format)
        self.date = lru_cache(maxsize=_KEPT)(self._date)  # a day of bookings says the same few again and again
        self.time = lru_cache(maxsize=_KEPT)(self._time)
        self._bare = lru_cache(maxsize=_BARE)(self._say_bare)

    @property
    def default(self) -> str:
        """The language of those who ask for none."""
        return self.known[0]

    @contextmanager
    def using(self, language: str) -> Iterator[None]:
        """Templates rendered inside speak this language."""
        before = _speaking.set(language)
        try:
            yield
        finally:
            _speaking.reset(before)

    def current(self) -> str:
        """The language of the template being rendered."""
        return _speaking.get()

    def translate(self, language: str, msgid: str, context: str | None = None, **facts: object) -> str:
        """The sentence with its ``%(facts)s`` filled in; in English, and logged once, when there is none."""
        found = self._find(language, msgid, context)
        words = msgid if found is None else found
        return _filled(words, self._said(language, facts)) if facts else words

    def ngettext(self, language: str, one: str, many: str, n: int, **facts: object) -> str:
        """The form of the sentence that goes with the number; ``%(num)s`` is the number itself."""
        return _filled(
            self.plural(language, one, many, n), {"num": self.number(language, n), **self._said(language, facts)}
        )

    def plural(self, language: str, one: str, many: str, n: int) -> str:
        """The form that goes with the number, its facts not yet filled in."""
        catalogue = self._catalogues.get(language)
        words = str(catalogue.ungettext(one, many, n)) if catalogue else ""
        if not words and language != SOURCE:
            self._complain(language, one)
        return words or (one if n == 1 else many)

    def say(self, language: str, refusal: Refusal) -> str:
        """The sentence for a refusal (msgctxt ``refusal``, msgid = its code).

        Facts fill it: an instant ``opens`` also as ``opens_time`` and ``opens_date``. A fact named
        ``count`` chooses the plural form.
        """
        return self._say_filled(language, refusal) if refusal.facts else self._bare(language, refusal.code)

    def label(self, language: str, words: str | Text) -> str:
        """A text of the city, or the translation of an English msgid."""
        return words.in_(language) if isinstance(words, Text) else self.translate(language, words)

    def _date(self, language: str, day: date, form: DateForm = "full") -> str:
        """A civil day; an instant counts as the day it is in the city.

        ``full`` Monday, 3 August 2026; ``weekday`` Monday, 3 August; ``day`` Monday; ``short`` 3 Aug 2026.
        """
        if isinstance(day, datetime):
            return self.date(language, day.astimezone(self.zone).date(), form)  # there are fewer days than instants
        pattern = self._format(language, f"date.{form}") or _CLDR[form]
        return format_date(day, pattern, locale=locale_of(language))

    def _time(self, language: str, at: datetime | wall_time | int) -> str:
        """A time of day: of an instant, a wall-clock time, or minutes since midnight."""
        if isinstance(at, datetime):
            return self.time(language, self._wall(at))
        return format_time(self._wall(at), self._clock(language), locale=locale_of(language))

    def range(self, language: str, span: TimeRange) -> str:
        """``8:00–17:00``; midnight at the end is 24:00."""
        bare = self._format(language, "time.bare") or self._clock(language)
        first, last = (format_time(self._wall(end), bare, locale=locale_of(language)) for end in (span.start, span.end))
        if span.end == DAY_MINUTES:
            last = "24:00"
        return _filled(self._format(language, "time.range") or "%(first)s–%(last)s", {"first": first, "last": last})

    def when(self, language: str, instant: datetime, form: DateForm = "full") -> str:
        """Day and time of an instant: Tuesday, 24 November 2026, 08:00."""
        pattern = self._format(language, "when") or "%(date)s, %(time)s"
        here = instant.astimezone(self.zone)
        return _filled(
            pattern, {"date": self.date(language, here.date(), form), "time": self.time(language, here.time())}
        )

    def duration(self, language: str, length: Duration | timedelta) -> str:
        """A length of time in its greatest whole unit: 15 minutes, 60 days; its words never break across lines."""
        number, unit = _largest_unit(length)
        said = format_unit(number, f"duration-{unit}", length="long", locale=locale_of(language))
        return said.replace(" ", _NO_BREAK)

    def number(self, language: str, number: int | float) -> str:
        return format_decimal(number, locale=locale_of(language))

    def joined(self, language: str, items: Iterable[object], style: Literal["standard", "or"] = "standard") -> str:
        """One, two and three."""
        return format_list([self._word(language, item) for item in items], style=style, locale=locale_of(language))

    def sort(self, language: str, items: Iterable[T], key: Callable[[T], str] = str) -> list[T]:
        """In the order of the language's dictionary."""
        alphabet = self._alphabet(language)
        return sorted(items, key=lambda item: alphabet.key(key(item)))

    def native_name(self, language: str) -> str:
        """The language named in itself, as a link to it should: Čeština."""
        locale = locale_of(language)
        name = locale.get_display_name(locale) or language
        return name[0].upper() + name[1:]

    def install(self, env: Environment) -> None:
        """Give templates ``_``, ``ngettext``, ``pgettext``, ``said`` and the filters of this language."""
        install(env, self)

    def _find(self, language: str, msgid: str, context: str | None = None) -> str | None:
        catalogue = self._catalogues.get(language)
        found = ""
        if catalogue is not None:
            found = str(catalogue.upgettext(context, msgid) if context else catalogue.ugettext(msgid))
        if not found and language != SOURCE:
            self._complain(language, msgid)
        return found or None

    def _say_filled(self, language: str, refusal: Refusal) -> str:
        facts = self._said(language, refusal.facts)
        count = refusal.facts.get("count")
        for tried in dict.fromkeys([language, SOURCE]):
            words = self._refused(tried, refusal.code, count if isinstance(count, int) else None)
            if words is not None:
                return _filled(words, facts)
        self._complain(language, refusal.code)
        return self.translate(language, "This is not possible.")

    def _say_bare(self, language: str, code: str) -> str:
        return self._say_filled(language, Refusal(code))

    def _refused(self, language: str, code: str, count: int | None) -> str | None:
        catalogue = self._catalogues.get(language)
        if catalogue is None:
            return None
        if count is not None:
            return str(catalogue.unpgettext("refusal", code, code, count)) or None
        return str(catalogue.upgettext("refusal", code)) or None

    def _read_format(self, language: str, name: str) -> str | None:
        catalogue = self._catalogues.get(language)
        return str(catalogue.upgettext("format", name)) or None if catalogue else None

    def _clock(self, language: str) -> str:
        return self._format(language, "time") or "short"

    def _read_alphabet(self, language: str) -> Alphabet:
        return Alphabet((self._format(language, "alphabet") or " ".join(ascii_lowercase)).split())

    def _wall(self, at: datetime | wall_time | int) -> wall_time:
        if isinstance(at, datetime):
            return at.astimezone(self.zone).time()
        if isinstance(at, int):
            return wall_time(at % DAY_MINUTES // 60, at % 60)
        return at

    def _said(self, language: str, facts: Mapping[str, object]) -> dict[str, str]:
        said: dict[str, str] = {}
        for name, fact in facts.items():
            said[name] = self._word(language, fact)
            if isinstance(fact, datetime):
                said[f"{name}_time"] = self.time(language, fact)
                said[f"{name}_date"] = self.date(language, fact)
        return said

    def _word(self, language: str, fact: object) -> str:
        match fact:
            case datetime():
                return self.when(language, fact)
            case date():
                return self.date(language, fact)
            case wall_time():
                return self.time(language, fact)
            case Msgid():
                return self.translate(language, fact)
            case Text():
                return fact.in_(language)
            case Duration() | timedelta():
                return self.duration(language, fact)
            case TimeRange():
                return self.range(language, fact)
            case bool() | None:
                return ""
            case int() | float():
                return self.number(language, fact)
            case tuple() | list():
                return self.joined(language, fact)
            case _:
                return str(fact)

    def _complain(self, language: str, msgid: str) -> None:
        if language in self._catalogues and (language, msgid) not in self._missing:
            self._missing.add((language, msgid))
            log.warning("no translation into %s: %r", language, msgid)


def _filled(words: str, facts: Mapping[str, object]) -> str:
    # Not the % operator: a lone per cent sign in a translation must not break a page.
    return _FACT.sub(lambda found: _put(str(facts.get(found[1], "")), found[2] or "") if found[1] else "%", words)


def _put(fact: str, stop: str) -> str:
    """The full stop of an abbreviation ends the sentence too."""
    return fact.removesuffix(stop) + stop


def _largest_unit(length: Duration | timedelta) -> tuple[int, str]:
    if isinstance(length, timedelta):
        total = int(length.total_seconds())
        length = Duration(days=total // 86400) if total and total % 86400 == 0 else Duration(seconds=total)
    for value, size, unit in (
        (length.months, 12, "year"),
        (length.months, 1, "month"),
        (length.days, 1, "day"),
        (length.seconds, 3600, "hour"),
        (length.seconds, 60, "minute"),
    ):
        if value and value % size == 0:
            return value // size, unit
    return length.seconds, "second"
