"""Letters about visits: what they seem to ask for, and the cancelling that staff agree to (KRY-08)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from babel.dates import get_month_names

from civicore import Msgid, Principal, Refusal, fold
from civicore.contracts.incoming_mail import IncomingLetter, Proposal
from civicore_booking import cancelling, codes, lifecycle, rights, store
from civicore_booking import desk_sight as sight
from civicore_booking.booking import Booking
from civicore_booking.cancelling import By
from civicore_booking.letter_matching import Coming, Hit, Sender, hits
from civicore_booking.letter_words import Said, Shape, said
from civicore_booking.setting import Setting
from civicore_booking.summary import Summary

CANCEL = "booking.cancel"
WAY = "letter"
_PREFIX = "booking:"
_TITLE, _ANSWER = Msgid("Cancel the visit"), Msgid("Your visit is cancelled, as you asked.")
_CALLED = Msgid("PIN, PIN code, code, booking code")  # what people call the code, in each language
_REFERENCE = 8  # signs of an identification code


class OwnLetters:
    """Implements ``LetterWork``."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def knows(self, about: str) -> bool:
        return about.startswith(_PREFIX)

    async def proposals(self, letter: IncomingLetter, by: Principal, language: str) -> tuple[Proposal, ...]:
        """Visits that the letter may mean and this clerk may cancel, where the city cancels by letter."""
        runtime, now = self._setting.runtime, self._setting.now
        today = self._setting.plan.day_at(now)
        shape, months = self._shape(), _months(runtime.city.languages)
        words = said(f"{letter.subject}\n{letter.text}", shape, months, today)
        quoted = said(letter.quoted, shape, months, today)
        async with runtime.store.reading():
            every = self._mine(await store.from_day(today), by)
            coming = Coming(await self._opened(words, by), await self._opened(quoted, by), every)
        found = hits(words, Sender(letter.sender, letter.sender_name), coming, letter.answers, runtime.city.zone)
        return tuple(self._proposal(hit, words, language) for hit in found)

    async def carry_out(self, letter: IncomingLetter, proposal: Proposal, by: Principal) -> Refusal | None:
        """Cancel; a visit that is cancelled or erased already is what was asked for."""
        booking = await self._booking(proposal.about)
        if booking is None or booking.state == "cancelled":
            return None
        refused = sight.refusal(self._setting.runtime.city, by, rights.CANCEL, booking)
        if refused is not None:
            return refused
        done = await cancelling.cancel(self._setting, booking.id, By(by.actor, WAY, staff=True, asked=True))
        gone = isinstance(done, Refusal) and await self._booking(proposal.about) is None
        return done if isinstance(done, Refusal) and not gone else None

    async def _booking(self, about: str) -> Booking | None:
        async with self._setting.runtime.store.reading():
            return await store.get(UUID(about.removeprefix(_PREFIX)))

    async def _opened(self, words: Said, by: Principal) -> dict[str, Sequence[Booking]]:
        """Visits by the codes of a letter."""
        keys = self._setting.runtime.keys
        return {one.text: self._mine(await store.by_hash(codes.hashes(keys, one.text)), by) for one in words.codes}

    def _mine(self, bookings: Sequence[Booking], by: Principal) -> tuple[Booking, ...]:
        """Those to come that this clerk may cancel and that can be cancelled by letter."""
        city, now = self._setting.runtime.city, self._setting.now
        return tuple(
            one
            for one in bookings
            if lifecycle.state(one, now) in lifecycle.COMING
            and sight.may(city, by, rights.SEE, one)
            and sight.may(city, by, rights.CANCEL, one)
            and lifecycle.cancel(one, now, city.zone, by_staff=True) is None
            and cancelling.is_open(self._setting, one, WAY)
        )

    def _proposal(self, hit: Hit, words: Said, language: str) -> Proposal:
        runtime, booking = self._setting.runtime, hit.booking
        say = runtime.languages
        answers = {one: say.translate(one, _ANSWER) for one in say.known}
        return Proposal(
            booking.about,
            CANCEL,
            say.translate(language, _TITLE),
            self._facts(hit, words, language),
            hit.sure,
            f"/desk/booking/visits/{booking.id}",
            answers,
        )

    def _facts(self, hit: Hit, words: Said, language: str) -> dict[str, str]:
        runtime, booking = self._setting.runtime, hit.booking
        say, visit = runtime.languages, Summary.of(runtime.city, hit.booking)
        office = runtime.city.offices.get(booking.office)
        found = {
            say.translate(language, "Visit"): say.label(language, visit.agenda),
            say.translate(language, "When"): say.when(language, booking.start),
            say.translate(language, "Office"): say.label(language, office.name) if office else booking.office,
            say.translate(language, "Name"): booking.name or "–",
            say.translate(language, "Fits by"): say.joined(
                language, [say.translate(language, _WHY[why]) for why in _WHY if why in hit.by]
            ),
        }
        if any(one.named for one in words.codes) and "code" not in hit.by:
            found[say.label(language, booking.terms.code_name)] = say.translate(
                language, "the code in the letter does not fit"
            )
        return found

    def _shape(self) -> Shape:
        """How codes look here."""
        plan, say = self._setting.plan, self._setting.runtime.languages
        policies = [
            plan.policy(agenda, None).code for agenda in self._setting.runtime.city.agendas if plan.offices(agenda)
        ]
        called = [name for code in policies for name in code.name.by_language.values()]
        called += [name for one in say.known for name in say.translate(one, _CALLED).split(",")]
        return Shape(
            frozenset(code.length for code in policies if code.alphabet == "digits"),
            frozenset({_REFERENCE, *(code.length for code in policies if code.alphabet != "digits")}),
            frozenset(fold(name) for name in called) - {""},
        )


_WHY = {
    "code": Msgid("code"),
    "quoted": Msgid("the message it answers"),
    "name": Msgid("name"),
    "day": Msgid("day"),
    "time": Msgid("time"),
    "address": Msgid("address of the sender"),
}


@lru_cache
def _months(languages: tuple[str, ...]) -> dict[str, int]:
    """Names of months as they stand in dates, folded."""
    return {
        fold(name): number
        for language in languages
        for context in ("format", "stand-alone")
        for number, name in get_month_names("wide", context=context, locale=language).items()
    }
