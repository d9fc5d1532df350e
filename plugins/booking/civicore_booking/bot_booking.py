"""Booking in a conversation: service, place, day, time, who comes, and the code in the answer (ruling 6).

Nothing is kept between two questions: each call has all answers, and what is offered is looked up again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civicore import Field, Form, Msgid, Refusal, Text, UnitOfWork, ways
from civicore.contracts.dialog import Ask, Choice, Done, Link, Next, Stale, Talk, Typed
from civicore_booking import bot_paging, notices
from civicore_booking.availability import DayAvailability
from civicore_booking.booking import Booking, BookingRequest
from civicore_booking.journey import read_stamp, stamp
from civicore_booking.links import VISIT, to
from civicore_booking.questions import booking_form, written
from civicore_booking.service import Bookings
from civicore_booking.summary import Summary
from civicore_booking.web_form import ABOUT_TIME

BOOK, CANCEL = "booking.book", "booking.cancel"
_TYPED: Mapping[str, Typed] = {"email": "email", "tel": "phone", "date": "date", "number": "number"}
_CHOSEN = ("radio", "select", "checkboxes", "checkbox")


@dataclass(frozen=True)
class Place:
    """What somebody wants and where."""

    agenda: str
    activities: tuple[str, ...]
    office: str


class Book:
    """The intent ``booking.book``; it may begin with an agenda of the file."""

    id = BOOK
    letter: str | None = "b"

    def __init__(self, bookings: Bookings) -> None:
        self._bookings = bookings
        self._setting = bookings.setting
        self._city = bookings.setting.runtime.city
        self._say = bookings.setting.runtime.languages

    def label(self, language: str) -> str | None:
        return self._say.translate(language, "Book a visit") if self._bookings.agendas("bot") else None

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        """The next question; after the last one the visit is booked, once for each conversation."""
        place = self._place(talk)
        if not isinstance(place, Place):
            return place
        sure = talk.answers.get("sure") == "yes"  # then it may be booked already, and is told as it was
        if not sure and (stopped := await self._bookings.suspended(place.agenda)):
            return self._stopped(talk, stopped)
        start = await self._start(talk, place)
        if not isinstance(start, datetime):
            return start
        form = self._form(place)
        question = self._question(talk, form)
        if question is not None:
            return question
        if not sure:
            return self._sure(talk, place, start) if "sure" not in talk.answers else self._given_up(talk)
        return await self._book(talk, place, start, form)

    def _stopped(self, talk: Talk, refusal: Refusal) -> Done:
        """In the city's words, with what one can do instead."""
        notice: Any = refusal.facts["suspension"]
        details = (self._say.label(talk.language, notice.details),) if notice.details else ()
        return Done(self._say.label(talk.language, notice.banner), lines=details)

    # What, where

    def _place(self, talk: Talk) -> Place | Ask | Done | Stale:
        agendas = self._bookings.agendas("bot")
        if not agendas:
            return Stale()
        agenda = self._one(talk, "agenda", agendas)
        if agenda is None:
            names = {one: notices.name_of(self._city, one) for one in agendas}
            return self._choose(talk, "agenda", Msgid("What do you come for?"), names)
        activities = tuple(self._city.agendas[agenda].activities)
        activity = self._one(talk, "activity", activities)
        if activity is None and len(activities) > 1:
            known = self._city.agendas[agenda].activities
            return self._choose(
                talk, "activity", Msgid("What do you need there?"), {one: known[one].name for one in activities}
            )
        offices = tuple(
            one for one in self._bookings.offices(agenda) if self._bookings.policy(agenda, one).channel("bot").enabled
        )
        office = self._one(talk, "office", offices)
        if office is None:
            names = {one: notices.place(self._city, one).name for one in offices}
            return self._choose(talk, "office", Msgid("Where do you want to come?"), names)
        return Place(agenda, (activity,) if activity else (), office)

    def _one(self, talk: Talk, key: str, offered: Sequence[str]) -> str | None:
        """What was chosen, or goes without saying."""
        begun = talk.start if key == "agenda" and talk.start in offered else None
        said = bot_paging.answer(talk.answers, key)
        return bot_paging.meant(said, offered) or begun or (offered[0] if len(offered) == 1 else None)

    def _choose(self, talk: Talk, key: str, question: Msgid, names: Mapping[str, Text]) -> Ask:
        choices = [Choice(bot_paging.short(one), name.in_(talk.language)) for one, name in names.items()]
        return self._paged(talk, key, self._say.label(talk.language, question), choices)

    def _paged(self, talk: Talk, key: str, text: str, choices: Sequence[Choice]) -> Ask:
        later = self._say.translate(talk.language, "Show more")
        return bot_paging.asked(key, text, choices, talk.answers, later)

    # When

    async def _start(self, talk: Talk, place: Place) -> datetime | Ask | Done:
        """The time that was chosen; whether it is still free is seen when it is taken."""
        said = bot_paging.answer(talk.answers, "time")
        if said and (start := read_stamp(said.upper())):
            return start
        found = await self._bookings.availability(place.agenda, place.activities, office=place.office, channel="bot")
        if isinstance(found, Refusal):
            return Done(self._say.say(talk.language, found))
        days = [one for one in found if one.slots]
        if not days:
            return Done(self._say.translate(talk.language, "There is no free time now. Try again later, please."))
        day = self._day(talk, days)
        return self._days(talk, days) if day is None else self._times(talk, day)

    def _day(self, talk: Talk, days: Sequence[DayAvailability]) -> DayAvailability | None:
        said = bot_paging.answer(talk.answers, "day")
        return next((one for one in days if one.date.isoformat() == said), None)

    def _days(self, talk: Talk, days: Sequence[DayAvailability]) -> Ask:
        choices = [Choice(one.date.isoformat(), self._say.date(talk.language, one.date)) for one in days]
        return self._paged(talk, "day", self._say.translate(talk.language, "On which day?"), choices)

    def _times(self, talk: Talk, day: DayAvailability) -> Ask:
        text = self._say.translate(talk.language, "At what time?")
        zone = self._city.zone
        choices = [
            Choice(stamp(slot.start).lower(), self._say.time(talk.language, slot.start.astimezone(zone)))
            for slot in day.slots
        ]
        return self._paged(talk, "time", f"{self._say.date(talk.language, day.date)}. {text}", choices)

    # Who

    def _form(self, place: Place) -> Form:
        policy = self._bookings.policy(place.agenda, place.office)
        return booking_form(self._city, policy, place.agenda, "bot", self._setting.runtime.field_types)

    def _question(self, talk: Talk, form: Form) -> Ask | None:
        """The first question of the form that was not answered, or not well."""
        for name, field in form.fields.items():
            if name not in talk.answers:
                return self._asked(talk, field)
            if refused := self._wrong(form, talk.answers, name):
                return self._asked(talk, field, refused)
        return None

    def _asked(self, talk: Talk, field: Field, refused: Refusal | None = None) -> Ask:
        chosen = field.shape.input in _CHOSEN
        if field.shape.input == "checkbox":
            choices: tuple[Choice, ...] = (Choice("on", self._say.translate(talk.language, "I agree")),)
        else:
            choices = tuple(Choice(one.value, self._say.label(talk.language, one.label)) for one in field.choices)
        return Ask(
            field.name,
            self._say.label(talk.language, field.label),
            choices,
            "none" if chosen else _TYPED.get(field.shape.input, "text"),
            help=self._say.label(talk.language, field.hint) if field.hint else None,
            optional=not field.required,
            refused=self._say.say(talk.language, refused) if refused else None,
        )

    def _wrong(self, form: Form, answers: Mapping[str, str], name: str) -> Refusal | None:
        return form.read({one: [answers.get(one, "")] for one in form.fields}).error(name)

    # Done

    def _sure(self, talk: Talk, place: Place, start: datetime) -> Ask:
        lines = [
            self._say.translate(talk.language, "Is this right?"),
            notices.name_of(self._city, place.agenda).in_(talk.language),
            self._say.when(talk.language, start),
            notices.place(self._city, place.office).name.in_(talk.language),
        ]
        yes = Choice("yes", self._say.translate(talk.language, "Yes, book it"))
        no = Choice("no", self._say.translate(talk.language, "No"))
        return Ask("sure", "\n".join(lines), (yes, no))

    def _given_up(self, talk: Talk) -> Done:
        again = Next(self._say.translate(talk.language, "Book a visit"), BOOK)
        return Done(self._say.translate(talk.language, "Nothing was booked."), then=(again,))

    async def _book(self, talk: Talk, place: Place, start: datetime, form: Form) -> Ask | Done:
        answers = form.read({name: [talk.answers.get(name, "")] for name in form.fields})
        request = BookingRequest(
            place.agenda,
            place.activities,
            start,
            written(form, answers.values),
            talk.language,
            office=place.office,
            channel="bot",
            network=f"{talk.who.channel}:{talk.who.to}" if talk.who else None,  # limits hold for each chat
            idempotency_key=f"bot:{talk.id}",
        )
        made = await self._bookings.hold(request)
        if isinstance(made, Refusal):
            return self._refused(talk, made)
        await self._tell_there(talk, made)
        return self._booked(talk, made)

    def _refused(self, talk: Talk, refusal: Refusal) -> Done:
        """Why not; where only the time is gone, another one is two presses away."""
        again = Next(self._say.translate(talk.language, "Choose another time"), BOOK)
        then = (again,) if refusal.code in ABOUT_TIME else ()
        return Done(self._say.say(talk.language, refusal), then=then)

    async def _tell_there(self, talk: Talk, booking: Booking) -> None:
        """What comes of the visit is told in the chat in which it was booked; also when a stop came in between."""
        who = talk.who
        if who is None:
            return

        async def work(unit: UnitOfWork) -> None:
            await ways.choose(unit, booking.about, who, language=talk.language)

        await self._setting.runtime.transact(work)

    def _booked(self, talk: Talk, booking: Booking) -> Done:
        language = talk.language
        summary = Summary.of(self._city, booking)
        code = self._bookings.code(booking)
        held = booking.state == "held"
        title = Msgid("Confirm by the link in our e-mail") if held else Msgid("Booked")
        facts = [self._say.label(language, summary.agenda), self._say.when(language, booking.start)]
        facts.append(", ".join(self._where(language, booking.office)))
        if code and not held:
            facts.append(f"{booking.terms.code_name.in_(language)}: {code}")
        papers = [self._say.label(language, one) for one in summary.documents]
        bring = self._say.translate(language, "Bring with you: %(papers)s", papers="; ".join(papers))
        page = Link(self._say.translate(language, "Your booking"), to(VISIT, self._bookings.token(booking)))
        cancel = Next(self._say.translate(language, "Cancel a booking"), CANCEL)
        return Done(
            self._say.label(language, title),
            items=tuple(facts),
            lines=(bring,) if papers else (),
            links=(page,),
            then=(cancel,),
        )

    def _where(self, language: str, office: str) -> list[str]:
        place = notices.place(self._city, office)
        return [place.name.in_(language), *(notices.said(line, language) for line in place.lines)]
