"""Cancelling in a conversation: a visit that is told of in this chat, or one named by its code and its holder."""

from __future__ import annotations

from uuid import UUID

from civicore import Refusal, ways
from civicore.contracts.dialog import Ask, Choice, Contact, Done, Next, Stale, Talk
from civicore_booking import bot_paging, lifecycle, notices, repeats, store
from civicore_booking.booking import Booking
from civicore_booking.bot_booking import BOOK, CANCEL
from civicore_booking.questions import cancel_form
from civicore_booking.service import Bookings

WAY = "bot"
_OTHER = "other"


class Cancel:
    """The intent ``booking.cancel``, where the file has the way ``bot``."""

    id = CANCEL
    letter: str | None = None

    def __init__(self, bookings: Bookings) -> None:
        self._bookings = bookings
        self._setting = bookings.setting
        self._runtime = bookings.setting.runtime
        self._say = bookings.setting.runtime.languages

    def label(self, language: str) -> str | None:
        way = self._runtime.city.policy("booking").cancellation.ways.open(WAY)
        if way is None:
            return None
        return self._say.label(language, way.label or "Cancel a booking")

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        """Which visit, whether really, and then it is cancelled, once for each conversation."""
        known = await self._known(talk)
        if known is not None:
            return self._done(talk)
        found = await self._which(talk)
        if not isinstance(found, Booking):
            return found
        refusal = self._bookings.may_cancel(found, WAY)
        if refusal is not None:
            return Done(self._say.say(talk.language, refusal))
        if "sure" not in talk.answers:
            return self._sure(talk, found)
        if talk.answers["sure"] != "yes":
            return Done(self._say.translate(talk.language, "The booking stays."))
        gone = await self._bookings.cancel(self._bookings.token(found), way=WAY, mark=self._mark(talk))
        return Done(self._say.say(talk.language, gone)) if isinstance(gone, Refusal) else self._done(talk)

    async def _known(self, talk: Talk) -> object:
        """What this very conversation was answered before."""
        return await self._bookings.told(self._mark(talk)) if talk.answers.get("sure") == "yes" else None

    def _mark(self, talk: Talk) -> repeats.Mark | None:
        return repeats.mark(self._setting, "booking.cancel", f"bot:{talk.id}", [sorted(talk.answers.items())])

    # Which

    async def _which(self, talk: Talk) -> Booking | Ask | Done:
        mine = await self._of(talk.who) if talk.who else ()
        said = bot_paging.answer(talk.answers, "which")
        if mine and said != _OTHER:
            chosen = next((one for one in mine if bot_paging.short(str(one.id)) == said), None)
            return chosen or self._ask_which(talk, mine)
        return await self._by_code(talk)

    async def _of(self, who: Contact) -> tuple[Booking, ...]:
        """Visits to come that this chat is told of."""
        now = self._setting.now
        async with self._runtime.store.reading():
            ids = [UUID(one.partition(":")[2]) for one in await ways.things("booking", who)]
            found = [one for one in [await store.get(id) for id in ids] if one is not None]
        coming = [one for one in found if lifecycle.state(one, now) in lifecycle.COMING and one.end > now]
        return tuple(sorted(coming, key=lambda one: one.start))

    def _ask_which(self, talk: Talk, mine: tuple[Booking, ...]) -> Ask:
        choices = [Choice(bot_paging.short(str(one.id)), self._named(talk.language, one)) for one in mine]
        choices.append(Choice(_OTHER, self._say.translate(talk.language, "Another one")))
        text = self._say.translate(talk.language, "Which visit shall be cancelled?")
        later = self._say.translate(talk.language, "Show more")
        return bot_paging.asked("which", text, choices, talk.answers, later)

    def _named(self, language: str, booking: Booking) -> str:
        what = notices.name_of(self._runtime.city, booking.agenda).in_(language)
        return f"{self._say.when(language, booking.start, 'short')}, {what}"

    async def _by_code(self, talk: Talk) -> Booking | Ask | Done:
        """A code alone could be guessed; a wrong one and a wrong name look alike."""
        form = cancel_form(self._runtime.city.policy("booking"), WAY)
        for name, field in form.fields.items():
            if not talk.answers.get(name):
                hint = self._say.label(talk.language, field.hint) if field.hint else None
                return Ask(name, self._say.label(talk.language, field.label), typed="text", help=hint)
        named = {name: talk.answers[name] for name in ("last_name", "email") if name in form.fields}
        network = f"{talk.who.channel}:{talk.who.to}" if talk.who else None
        found = await self._bookings.find(talk.answers["code"], network=network, **named)
        return Done(self._say.say(talk.language, found)) if isinstance(found, Refusal) else found

    # The end

    def _sure(self, talk: Talk, booking: Booking) -> Ask:
        text = self._say.translate(talk.language, "Really cancel?")
        yes = Choice("yes", self._say.translate(talk.language, "Yes, cancel"))
        no = Choice("no", self._say.translate(talk.language, "No, keep it"))
        return Ask("sure", f"{text}\n{self._named(talk.language, booking)}", (yes, no))

    def _done(self, talk: Talk) -> Done:
        again = Next(self._say.translate(talk.language, "Book a visit"), BOOK)
        return Done(self._say.translate(talk.language, "The booking is cancelled."), then=(again,))
