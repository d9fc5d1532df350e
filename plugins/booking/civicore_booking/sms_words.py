"""The words of booking by text message, from the city's file and the catalogues: keywords, codes, examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from civicore import City, Languages, SmsBooking, Text, fold
from civicore_booking.sms_grammar import Dialect


@dataclass(frozen=True)
class Errand:
    """What a code books: an agenda, perhaps one activity of it, perhaps at one office."""

    agenda: str
    activities: tuple[str, ...] = ()
    office: str | None = None


def errand(written: str) -> Errand:
    """``agenda``, ``agenda.activity``, each with ``@office`` behind it where several serve it."""
    what, _, office = written.partition("@")
    agenda, _, activity = what.partition(".")
    return Errand(agenda.strip(), (activity.strip(),) if activity else (), office.strip() or None)


class SmsWords:
    """What people of a city write; ``live`` where ``channels.sms.booking`` is."""

    def __init__(self, city: City, languages: Languages) -> None:
        self._city, self._languages = city, languages

    @property
    def live(self) -> bool:
        said = self._city.channels.sms
        return said is not None and said.booking is not None and said.booking.state == "live"

    @property
    def said(self) -> SmsBooking:
        """The block of the file; only where it is ``live``."""
        sms = self._city.channels.sms
        if sms is None or sms.booking is None:
            raise LookupError("this city has no channels.sms.booking")
        return sms.booking

    @property
    def most_segments(self) -> int:
        """How many paid messages an answer may take."""
        sms = self._city.channels.sms
        return sms.max_segments if sms is not None else 1

    @cached_property
    def dialects(self) -> Mapping[str, Dialect]:
        """Every language of the city in which somebody can write."""
        return {language: self._dialect(language) for language in self._city.languages}

    @cached_property
    def codes(self) -> Mapping[str, tuple[str, Errand]]:
        """What each folded code books, with the code as the city writes it."""
        written = self.said.codes or {agenda: agenda for agenda in self._city.agendas}
        return {fold(code): (code, errand(what)) for code, what in written.items()}

    @cached_property
    def folded(self) -> frozenset[str]:
        return frozenset(self.codes)

    def keyword(self, language: str) -> str:
        """The first word, as the city writes it in a language."""
        if self.said.keyword is not None:
            return self.said.keyword.in_(language)
        return self._languages.translate(language, "BOOK")

    def word(self, language: str, act: str) -> str:
        """The first of the words that ask for ``free``, ``cancel`` or ``help``."""
        return self._words(language, act)[0]

    def _dialect(self, language: str) -> Dialect:
        free, cancel, helped = (
            frozenset(fold(one) for one in self._words(language, act)) for act in ("free", "cancel", "help")
        )
        return Dialect(language, fold(self.keyword(language)), free, cancel, helped)

    def _words(self, language: str, act: str) -> list[str]:
        own: Text | None = getattr(self.said, act)
        if own is not None:
            return own.in_(language).split()
        usual = {
            "free": self._languages.translate(language, "FREE"),
            "cancel": self._languages.translate(language, "CANCEL"),
            "help": self._languages.translate(language, "HELP"),
        }
        return usual[act].split()
