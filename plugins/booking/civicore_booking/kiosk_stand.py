"""One request of a kiosk that books: what can be booked there, and what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civicore import Choice, City, DeviceHere, Field, Form, Kiosk, KioskButton, Msgid
from civicore_booking.config import Booking as Policy
from civicore_booking.kiosk_keys import Typing
from civicore_booking.kiosk_state import Choices, Visit, settled
from civicore_booking.questions import booking_form
from civicore_booking.service import Bookings

PATH, CANCEL_PATH = "/device/{device}/booking", "/device/{device}/booking/cancel"
_TYPED: Mapping[str, Typing] = {"email": "address", "tel": "digits", "date": "digits"}
_CHOSEN = ("radio", "select", "checkboxes")


@dataclass(frozen=True)
class Stand(Kiosk):
    """A kiosk at which visits are booked."""

    @property
    def bookings(self) -> Bookings:
        return self.runtime.services.one(Bookings)

    @property
    def path(self) -> str:
        return PATH.replace("{device}", self.device.id)

    @property
    def cancel_path(self) -> str:
        return CANCEL_PATH.replace("{device}", self.device.id)

    @property
    def agendas(self) -> tuple[str, ...]:
        """What can be booked there, in the order of the file."""
        return tuple(one for one in self.bookings.agendas("kiosk") if self._serves(one) and self.offices(one))

    def offices(self, agenda: str) -> tuple[str, ...]:
        """Where; a kiosk of an office books visits to that office."""
        return tuple(
            office
            for office in self.bookings.offices(agenda)
            if self.device.office in ("", office) and self.bookings.policy(agenda, office).channel("kiosk").enabled
        )

    def policy(self, agenda: str, office: str) -> Policy:
        return self.bookings.policy(agenda, office or None)

    def form(self, agenda: str, office: str) -> Form:
        """What is asked of the person, each question on a screen of its own."""
        return booking_form(self.city, self.policy(agenda, office), agenda, "kiosk", self.runtime.field_types)

    def choices(self, visit: Visit) -> Choices:
        """What there is to choose after the answers so far."""
        agendas = self.agendas
        agenda = visit.agenda if visit.agenda in agendas else agendas[0] if len(agendas) == 1 else ""
        if not agenda:
            return Choices(agendas)
        offices = self.offices(agenda)
        office = visit.office if visit.office in offices else offices[0]
        return Choices(
            agendas, tuple(self.city.agendas[agenda].activities), offices, tuple(self.form(agenda, office).fields)
        )

    def settle(self, visit: Visit) -> Visit:
        """The visit with what goes without saying."""
        return settled(visit, self.choices(visit))

    def _serves(self, agenda: str) -> bool:
        listed = self.device.entry.serves
        return listed is None or bool({agenda, self.city.agendas[agenda].department} & set(listed))


def typing_of(field: Field) -> Typing | None:
    """What is typed to answer a question; None where the answer is touched."""
    if field.shape.input in (*_CHOSEN, "checkbox"):
        return None
    if field.kind == "name":
        return "name"
    return "digits" if field.shape.inputmode == "numeric" else _TYPED.get(field.shape.input, "text")


def touched(field: Field) -> tuple[Choice, ...]:
    """The answers of a question that is answered by touch; of several one, and of an agreement yes."""
    return (Choice("on", Msgid("I agree")),) if field.shape.input == "checkbox" else tuple(field.choices)


def buttons(city: City) -> tuple[KioskButton, ...]:
    """Booking, and cancelling where the city's file lets a kiosk do it."""
    policy: Policy = city.policy("booking")
    if not policy.enabled:
        return ()
    label = city.channels.web.label or "Book a visit"
    book = KioskButton(
        "booking.kiosk",
        label,
        PATH,
        order=10,
        hint="Choose a day and time. You get a PIN.",
        when=lambda at: books(city, at),
    )
    way = policy.cancellation.ways.kiosk
    label = way.label if way is not None and way.label else "Cancel a booking"
    hint = "You need the code and the family name."
    cancel = KioskButton(
        "booking.kiosk_cancel", label, CANCEL_PATH, order=20, hint=hint, when=lambda at: cancels(city, at)
    )
    return (book, cancel)


def books(city: City, at: DeviceHere) -> bool:
    """A kiosk of an office where something is booked, or one in town that may."""
    if at.entry.kind != "kiosk" or (at.town and "book" not in at.can):
        return False
    places = (at.office,) if at.office else tuple(city.offices)
    rules = [city.policy("booking", agenda=agenda, office=office) for agenda in city.agendas for office in places]
    return any(one.enabled and one.channel("kiosk").enabled for one in rules)


def cancels(city: City, at: DeviceHere) -> bool:
    """A kiosk where the file lets people cancel; one in town must say so too."""
    policy: Policy = city.policy("booking")
    may = policy.enabled and policy.cancellation.ways.open("kiosk") is not None
    return may and at.entry.kind == "kiosk" and (not at.town or "cancel" in at.can)
