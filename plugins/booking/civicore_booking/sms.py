"""Booking, cancelling and asking by text message (rule TRU-17, case 74): what is done with what was written.

Confirmed at once, the code stands in the answer (ruling 6). Every answer is in the language of the command word
and ends, where something is left to do, with a message that can be sent as it stands.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

from civicore import Refusal, instant_at, whole_second
from civicore.contracts.texting import Reply, Texted
from civicore_booking import cancelling, codes, lifecycle, store
from civicore_booking.availability import Slot
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.cancelling import By
from civicore_booking.limits import phone_form
from civicore_booking.service import Bookings
from civicore_booking.sms_answers import SmsAnswers
from civicore_booking.sms_grammar import Asked, day_meant, understood
from civicore_booking.sms_words import Errand, SmsWords

_RIVALS = 3  # how often a nearest time may be taken by somebody else before we say so
_ANOTHER_TIME = frozenset(
    f"booking.{reason}"
    for reason in ("slot_taken", "sold_out", "closed", "no_such_time", "too_soon", "too_far_ahead", "nothing_free")
)
Day = date | Literal["none", "past"] | None


class SmsTalk:
    """Hears text messages for booking; answers None where the city has no booking by text message."""

    def __init__(self, bookings: Bookings) -> None:
        self._bookings = bookings
        self._setting = bookings.setting
        self._runtime = bookings.setting.runtime
        self._words = SmsWords(self._runtime.city, self._runtime.languages)
        self._answers = SmsAnswers(self._setting, self._words)

    async def hear(self, texted: Texted) -> Reply | None:
        """What was asked is done once, however often the same message is heard."""
        if not self._words.live:
            return None
        asked = understood(texted.text, self._words.dialects, self._words.folded)
        if asked is None:
            return None
        return Reply(await self._answered(asked, texted), asked.language)

    def help(self, language: str) -> str | None:
        """How to book, in one message."""
        return self._answers.help(language) if self._words.live else None

    async def _answered(self, asked: Asked, texted: Texted) -> str:
        if asked.act == "help":
            return self._answers.help(asked.language)
        if asked.act == "cancel":
            return await self._cancelled(asked, texted)
        if asked.wrong == "code":
            return self._answers.unknown_code(asked.language)
        code, errand = self._words.codes[asked.code]
        if stopped := await self._bookings.suspended(errand.agenda):
            return self._answers.stopped(asked.language, stopped)
        if asked.act == "free":
            return await self._listed(asked, code, errand)
        if asked.wrong:
            return self._answers.help(asked.language)
        return await self._booked(asked, code, errand, texted)

    # Booking

    async def _booked(self, asked: Asked, code: str, errand: Errand, texted: Texted) -> str:
        day = self._day(asked)
        if day == "past":
            return self._answers.past(asked, code, await self._nearest(errand, self._setting.now))
        if day == "none":
            wanted = self._mistyped(asked)
            return self._answers.no_such_day(asked, code, await self._nearest(errand, wanted))
        for rivals in range(_RIVALS):
            start = await self._start(asked, errand, day)
            if start is None:
                return await self._nothing(asked, code, errand, day)
            answer = await self._bookings.hold(self._request(asked, errand, texted, start))
            if not isinstance(answer, Refusal):
                return self._answers.booked(asked, answer)
            if answer.code == "request.key_reused":
                return await self._before(asked, texted)
            chosen_here = day is None or asked.time is None
            if answer.code != "booking.slot_taken" or not chosen_here or rivals == _RIVALS - 1:
                return await self._refused(asked, code, errand, start, answer)
        raise AssertionError("the last try answers")

    async def _start(self, asked: Asked, errand: Errand, day: date | None) -> datetime | None:
        """The time that is meant: as written, or the first free one from the day on, within what the file says."""
        if day is not None and asked.time is not None:
            return instant_at(day, asked.time.hour * 60 + asked.time.minute, self._runtime.city.zone)
        slots = await self._free(errand, day)
        return slots[0].start if slots else None

    async def _free(self, errand: Errand, day: date | None) -> list[Slot]:
        first = day or self._setting.plan.day_at(self._setting.now)
        last = self._words.said.within.after(self._midnight(first), self._runtime.city.zone)
        days = await self._bookings.availability(
            errand.agenda,
            errand.activities,
            office=errand.office,
            first=first,
            last=self._setting.plan.day_at(last),
            channel="sms",
        )
        return [] if isinstance(days, Refusal) else [slot for one in days for slot in one.slots]

    async def _nothing(self, asked: Asked, code: str, errand: Errand, day: date | None) -> str:
        wanted = self._setting.now if day is None else self._midnight(day)
        found = await self._nearest(errand, wanted)
        return self._answers.nothing(asked, code, found)

    async def _nearest(self, errand: Errand, wanted: datetime) -> datetime | None:
        found = await self._bookings.nearest(
            errand.agenda, errand.activities, wanted, office=errand.office, channel="sms"
        )
        return found.start if found else None

    async def _refused(self, asked: Asked, code: str, errand: Errand, start: datetime, refusal: Refusal) -> str:
        """A time that cannot be had is answered with the nearest that can; everything else says why."""
        if refusal.code in _ANOTHER_TIME:
            return self._answers.not_free(asked, code, start, await self._nearest(errand, start))
        return self._answers.refused(asked.language, refusal)

    def _request(self, asked: Asked, errand: Errand, texted: Texted, start: datetime) -> BookingRequest:
        return BookingRequest(
            agenda=errand.agenda,
            activities=errand.activities,
            office=errand.office,
            start=start,
            fields={"last_name": asked.rest, "phone": texted.sender},
            language=asked.language,
            channel="sms",
            idempotency_key=texted.id,
        )

    async def _before(self, asked: Asked, texted: Texted) -> str:
        """The same message was worked before, and only its answer was lost: what it booked is answered again."""
        mine = [
            one
            for one in await self._of(texted.sender)
            if one.channel == "sms" and one.made_at >= whole_second(texted.at)
        ]
        return self._answers.booked(asked, mine[-1]) if mine else self._answers.help(asked.language)

    # Free times

    async def _listed(self, asked: Asked, code: str, errand: Errand) -> str:
        day = self._day(asked)
        if day == "past":
            return self._answers.past(asked, code, await self._nearest(errand, self._setting.now))
        if day == "none":
            return self._answers.no_such_day(asked, code, await self._nearest(errand, self._mistyped(asked)))
        slots = await self._free(errand, day)
        if not slots:
            return await self._nothing(asked, code, errand, day)
        return self._answers.free(asked, code, errand, slots)

    # Cancelling

    async def _cancelled(self, asked: Asked, texted: Texted) -> str:
        """By the code and the number together: neither alone is enough, and both wrong ones look alike."""
        booking = await self._of_code(asked.rest, texted.sender)
        if booking is None or not self._may_cancel(booking):
            return self._answers.no_such_booking(asked.language)
        answer = await cancelling.cancel(self._setting, booking.id, By("visitor", "sms"))
        if isinstance(answer, Refusal):
            return self._answers.refused(asked.language, answer)
        return self._answers.cancelled(asked.language, answer)

    async def _of_code(self, code: str, number: str) -> Booking | None:
        hashes = codes.hashes(self._runtime.keys, code)
        return next((one for one in await self._of(number) if {one.code_hash, one.reference_hash} & set(hashes)), None)

    def _may_cancel(self, booking: Booking) -> bool:
        """Who booked by text message has no other way; for the others the file says whether this is one."""
        return booking.channel == "sms" or cancelling.may_cancel(self._setting, booking, "sms") is None

    async def _of(self, number: str) -> list[Booking]:
        """What is still to come for a number, in the order of making."""
        form = phone_form(number)
        async with self._runtime.store.reading():
            found = await store.with_words([form], None, None, None, most=200)
        now = self._setting.now
        mine = [one for one in found if phone_form(one.phone or "") == form and one.end > now]
        return sorted(
            (one for one in mine if lifecycle.state(one, now) in lifecycle.COMING), key=lambda one: one.made_at
        )

    # Days

    def _day(self, asked: Asked) -> Day:
        return None if asked.day is None else day_meant(asked.day, self._setting.plan.day_at(self._setting.now))

    def _midnight(self, day: date) -> datetime:
        return instant_at(day, 0, self._runtime.city.zone)

    def _mistyped(self, asked: Asked) -> datetime:
        """What was probably meant by 31.2.: the last real day before it, at the written time."""
        number, month, year = asked.day or (1, 1, None)
        today = self._setting.plan.day_at(self._setting.now)
        first = date(year or today.year, min(max(month, 1), 12), 1)
        if year is None and first.replace(day=28) < today:
            first = first.replace(year=today.year + 1)
        meant = max(today, (first + timedelta(days=min(number, 31) - 1)))
        at = asked.time or time(8, 0)
        return instant_at(meant, at.hour * 60 + at.minute, self._runtime.city.zone)
