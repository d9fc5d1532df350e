"""What the API tells of agendas and bookings, in its own shapes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from civicore import Field, Form, Runtime, Text
from civicore_booking.api_answers import (
    ActivityAnswer,
    AgendaAnswer,
    AvailabilityAnswer,
    BookingAnswer,
    CancelledAnswer,
    ChoiceAnswer,
    ConfirmedAnswer,
    DayAnswer,
    FieldAnswer,
    ListedAnswer,
    MadeAnswer,
    Named,
    OfficeAnswer,
    SlotAnswer,
    StateAnswer,
)
from civicore_booking.api_bodies import AvailabilityQuery
from civicore_booking.availability import DayAvailability
from civicore_booking.booking import Booking
from civicore_booking.config import Booking as Policy
from civicore_booking.config import ChannelName
from civicore_booking.desk_sight import masked
from civicore_booking.service import Bookings

_ADDRESS = ("street", "postcode", "city")


class Views:
    """Turns values of the service into answers of the API."""

    def __init__(self, runtime: Runtime, bookings: Bookings) -> None:
        self._city = runtime.city
        self._languages = runtime.languages
        self._bookings = bookings

    def stamp(self, instant: datetime) -> str:
        """RFC 3339 with the offset that the city has at that instant."""
        return _stamp(instant, self._city.zone)

    def agenda(self, agenda: str, channel: ChannelName) -> AgendaAnswer:
        said = self._city.agendas[agenda]
        department = self._city.departments[said.department]
        return AgendaAnswer(
            id=agenda,
            name=self._texts(said.name),
            department=Named(id=said.department, name=self._texts(department.name)),
            note=self._texts(said.note) if said.note else None,
            minutes=_minutes(self._bookings.length(agenda, ())),
            max_people=self.policy(agenda).max_people,
            activities=[self._activity(agenda, one) for one in said.activities],
            offices=[self._office(office) for office in self.offices(agenda)],
            documents=[self._texts(one) for one in said.documents],
            fields=[self._field(one) for one in self.form(agenda, None, channel).fields.values()],
        )

    def offices(self, agenda: str) -> tuple[str, ...]:
        """Where an agenda can be booked."""
        return self._bookings.offices(agenda)

    def policy(self, agenda: str, office: str | None = None) -> Policy:
        """What holds for an agenda; without an office at the first one that serves it."""
        return self._bookings.policy(agenda, office or self.offices(agenda)[0])

    def availability(
        self, asked: AvailabilityQuery, office: str, days: Sequence[DayAvailability], now: datetime, language: str
    ) -> AvailabilityAnswer:
        """Free times; reasons of closed days in the language asked for. They are ours and are not judged again."""
        return AvailabilityAnswer.model_construct(
            as_of=self.stamp(now),
            agenda=asked.agenda,
            activities=asked.activity,
            office=office,
            days=[self._day(day, language) for day in days],
        )

    def form(self, agenda: str, office: str | None, channel: ChannelName) -> Form:
        """The questions of a booking as they are asked over a channel."""
        return self._bookings.setting.form(agenda, office, channel)

    def state(self, booking: Booking) -> StateAnswer:
        return StateAnswer(id=str(booking.id), state=self._bookings.state(booking), hold_until=self._until(booking))

    def made(self, booking: Booking) -> MadeAnswer:
        """A booking as it was made; the code comes with the confirmation, whoever asks."""
        return MadeAnswer(**self._made(booking))

    def whole(self, booking: Booking) -> BookingAnswer:
        """A booking as its holder sees it."""
        terms, zone = booking.terms, self._city.zone
        return BookingAnswer(
            **self._made(booking),
            code_name=self._texts(terms.code_name),
            check_in_from=self.stamp(terms.before.before(booking.start, zone)),
            check_in_until=self.stamp(terms.after.after(booking.start, zone)),
            fields=dict(booking.fields),
        )

    def confirmed(self, booking: Booking, already: bool) -> ConfirmedAnswer:
        return ConfirmedAnswer(**self.whole(booking).model_dump(), already=already)

    def cancelled(self, booking: Booking) -> CancelledAnswer:
        return CancelledAnswer(
            id=str(booking.id),
            state="cancelled",
            agenda=booking.agenda,
            office=booking.office,
            start=self.stamp(booking.start),
        )

    def listed(self, booking: Booking) -> ListedAnswer:
        """A booking in a list: nobody's name is told in full without being opened."""
        return ListedAnswer(
            id=str(booking.id),
            state=self._bookings.state(booking),
            agenda=booking.agenda,
            activities=list(booking.activities),
            office=booking.office,
            start=self.stamp(booking.start),
            end=self.stamp(booking.end),
            people=booking.people,
            channel=booking.channel,
            name=masked(booking),
        )

    def _day(self, day: DayAvailability, language: str) -> DayAnswer:
        return DayAnswer.model_construct(
            date=day.date.isoformat(),
            open=day.open,
            reason=day.reason.in_(language) if day.reason and not day.open else None,
            slots=[SlotAnswer.model_construct(start=self.stamp(slot.start), free=slot.free) for slot in day.slots],
        )

    def _made(self, booking: Booking) -> dict[str, Any]:
        state = self._bookings.state(booking)
        return {
            "id": str(booking.id),
            "state": state,
            "hold_until": self._until(booking),
            "agenda": booking.agenda,
            "activities": booking.activities,
            "office": booking.office,
            "start": self.stamp(booking.start),
            "end": self.stamp(booking.end),
            "people": booking.people,
            "language": booking.language,
            "reference": self._bookings.reference(booking),
            "code": None if state == "held" else self._bookings.code(booking),
        }

    def _until(self, booking: Booking) -> str | None:
        return self.stamp(booking.hold_until) if booking.state == "held" and booking.hold_until else None

    def _activity(self, agenda: str, activity: str) -> ActivityAnswer:
        said = self._city.agendas[agenda].activities[activity]
        return ActivityAnswer(
            id=activity,
            name=self._texts(said.name),
            minutes=_minutes(self._bookings.length(agenda, (activity,))),
            documents=[self._texts(one) for one in said.documents],
        )

    def _office(self, office: str) -> OfficeAnswer:
        said = self._city.offices[office]
        parts = [part for name in _ADDRESS if (part := getattr(said.address, name))]
        return OfficeAnswer(id=office, name=self._texts(said.name), address=", ".join(parts) or None)

    def _field(self, field: Field) -> FieldAnswer:
        return FieldAnswer(
            name=field.name,
            label=self._texts(field.label),
            hint=self._texts(field.hint) if field.hint else None,
            kind=field.shape.id,
            required=field.required,
            max_length=field.limit,
            choices=[ChoiceAnswer(value=one.value, label=self._texts(one.label)) for one in field.choices],
        )

    def _texts(self, words: str | Text) -> dict[str, str]:
        return {language: self._languages.label(language, words) for language in self._city.languages}


@lru_cache(maxsize=8192)
def _stamp(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).isoformat(timespec="seconds")


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
