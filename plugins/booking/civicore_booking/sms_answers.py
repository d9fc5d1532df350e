"""What is answered by text message: each sentence short enough for one or two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from civicore import Refusal, Text
from civicore_booking import codes, notices
from civicore_booking.availability import Slot
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting
from civicore_booking.sms_grammar import Asked
from civicore_booking.sms_words import Errand, SmsWords

_LONGEST_NAME = 40  # signs of a name that the city or a person wrote; what is longer is cut
_LAST_LATIN = 0x24F


class SmsAnswers:
    """Says things in the language of the command; times are those of the city."""

    def __init__(self, setting: Setting, words: SmsWords) -> None:
        self._setting, self._words = setting, words
        self._languages = setting.runtime.languages

    def booked(self, asked: Asked, booking: Booking) -> str:
        """The code, the time and how to give it back."""
        languages, language = self._languages, asked.language
        zone = self._setting.runtime.city.zone
        code = codes.code_of(self._setting.runtime.keys, booking) or ""

        def said(longest: int) -> str:
            return languages.translate(
                language,
                "Booked: %(what)s, %(when)s, %(place)s. %(code_name)s %(code)s, valid %(opens)s to %(closes)s. "
                "To cancel: %(cancel)s",
                what=self._service(booking.agenda, language, longest),
                when=self._when(booking.start),
                place=_cut(notices.place(self._setting.runtime.city, booking.office).name.in_(language), longest),
                code_name=booking.terms.code_name.in_(language),
                code=code,
                opens=languages.time(language, booking.terms.before.before(booking.start, zone)),
                closes=languages.time(language, booking.terms.after.after(booking.start, zone)),
                cancel=f"{self._words.keyword(language)} {self._words.word(language, 'cancel')} {code}",
            )

        return self._fitting(said)

    def not_free(self, asked: Asked, code: str, wanted: datetime, nearest: datetime | None) -> str:
        """The time cannot be had; the nearest that can, ready to be sent."""
        sentence = self._languages.translate(asked.language, "%(when)s is not free.", when=self._when(wanted))
        return self._with_nearest(asked, code, sentence, nearest)

    def no_such_day(self, asked: Asked, code: str, nearest: datetime | None) -> str:
        day = f"{asked.day[0]}.{asked.day[1]}." if asked.day else ""
        sentence = self._languages.translate(asked.language, "There is no day %(day)s", day=day)
        return self._with_nearest(asked, code, sentence, nearest)

    def past(self, asked: Asked, code: str, nearest: datetime | None) -> str:
        day = f"{asked.day[0]}.{asked.day[1]}." if asked.day else ""
        sentence = self._languages.translate(asked.language, "This day is over: %(day)s", day=day)
        return self._with_nearest(asked, code, sentence, nearest)

    def nothing(self, asked: Asked, code: str, nearest: datetime | None) -> str:
        """Nothing is free within what the file says; what comes later is told, not booked."""
        days = self._words.said.within
        sentence = self._languages.translate(asked.language, "Nothing is free within %(days)s.", days=days)
        return self._with_nearest(asked, code, sentence, nearest)

    def free(self, asked: Asked, code: str, errand: Errand, slots: Sequence[Slot]) -> str:
        """The first free times, by day."""
        zone = self._setting.runtime.city.zone
        shown = [slot.start.astimezone(zone) for slot in slots[: self._words.said.listed]]

        def said(longest: int) -> str:
            times = shown[: max(1, len(shown) * longest // _LONGEST_NAME)]
            by_day = [f"{day} {' '.join(f'{at:%H:%M}' for at in of_it)}" for day, of_it in groupby(times, self._day)]
            return self._languages.translate(
                asked.language,
                "Free, %(what)s: %(times)s. Write: %(example)s",
                what=self._service(errand.agenda, asked.language, longest),
                times="; ".join(by_day),
                example=self._example(asked, code, slots[0].start),
            )

        return self._fitting(said)

    def cancelled(self, language: str, booking: Booking) -> str:
        def said(longest: int) -> str:
            what = self._service(booking.agenda, language, longest)
            when = self._when(booking.start)
            return self._languages.translate(language, "Cancelled: %(what)s, %(when)s.", what=what, when=when)

        return self._fitting(said)

    def no_such_booking(self, language: str) -> str:
        return self._languages.translate(
            language, "This number has no booking with this code, or it was cancelled already."
        )

    def unknown_code(self, language: str) -> str:
        """Which words there are."""
        written = ", ".join(code for code, _ in self._words.codes.values())
        return self._languages.translate(
            language,
            "Which service? Words: %(words)s. Write: %(example)s",
            words=written,
            example=self._usual(language),
        )

    def help(self, language: str) -> str:
        """Everything that can be written."""
        keyword = self._words.keyword(language)
        code = next(iter(self._words.codes.values()))[0]
        said = self._languages.translate(
            language,
            "Write: %(example)s. Without a day and time: the nearest. Free times: %(free)s. To cancel: %(cancel)s",
            example=self._usual(language),
            free=f"{keyword} {self._words.word(language, 'free')} {code}",
            cancel=f"{keyword} {self._words.word(language, 'cancel')} 123456",
        )
        return self._plain(said)

    def stopped(self, language: str, refusal: Refusal) -> str:
        """The banner of the suspension, as it stands on every page."""
        banner = getattr(refusal.facts.get("suspension"), "banner", None)
        return banner.in_(language) if isinstance(banner, Text) else self.refused(language, refusal)

    def refused(self, language: str, refusal: Refusal) -> str:
        if refusal.code == "booking.suspended":
            return self.stopped(language, refusal)
        return self._languages.say(language, refusal)

    def _with_nearest(self, asked: Asked, code: str, sentence: str, nearest: datetime | None) -> str:
        if nearest is None:
            none = self._languages.say(asked.language, Refusal("booking.nothing_free"))
            return self._plain(f"{sentence} {none}")
        return self._plain(
            self._languages.translate(
                asked.language,
                "%(sentence)s The nearest: %(when)s. Write: %(example)s",
                sentence=sentence,
                when=self._when(nearest),
                example=self._example(asked, code, nearest),
            )
        )

    def _example(self, asked: Asked, code: str, start: datetime) -> str:
        """A message that can be sent as it stands."""
        local = start.astimezone(self._setting.runtime.city.zone)
        name = asked.rest if asked.act == "book" and asked.rest else self._languages.translate(asked.language, "NAME")
        return (
            f"{self._words.keyword(asked.language)} {code} {self._day(local)} {local:%H:%M} {_cut(name, _LONGEST_NAME)}"
        )

    def _usual(self, language: str) -> str:
        if (said := self._words.said.example) is not None:
            return said.in_(language)
        code = next(iter(self._words.codes.values()))[0]
        tomorrow = self._setting.plan.day_at(self._setting.now) + timedelta(days=1)
        name = self._languages.translate(language, "NAME")
        return f"{self._words.keyword(language)} {code} {tomorrow.day}.{tomorrow.month}. 10:00 {name}"

    def _when(self, at: datetime) -> str:
        local = at.astimezone(self._setting.runtime.city.zone)
        return f"{self._day(local)} {local:%H:%M}"

    def _day(self, local: datetime) -> str:
        """As the grammar takes it, in every language the same."""
        return f"{local.day}.{local.month}."

    def _service(self, agenda: str, language: str, longest: int) -> str:
        return _cut(notices.name_of(self._setting.runtime.city, agenda).in_(language), longest)

    def _fitting(self, said: Callable[[int], str]) -> str:
        """With names as long as the city's limit of paid messages allows."""
        answers = (self._plain(said(longest)) for longest in (_LONGEST_NAME, 24, 16, 10, 6))
        found = ""
        for found in answers:
            if len(found) <= self._room(found):
                break
        return found

    def _room(self, said: str) -> int:
        """Signs of the paid messages that an answer may take; letters of other scripts take more than twice as much."""
        most = self._words.most_segments
        alone, part = (70, 67) if any(ord(sign) > _LAST_LATIN for sign in said) else (160, 153)
        return alone if most == 1 else part * most

    def _plain(self, said: str) -> str:
        return said.replace("\u00a0", " ")


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}."
