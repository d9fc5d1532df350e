"""What stands on a screen of the kiosk. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from civicore import MOST_CHOICES, City, Text
from civicore_ticketing.views import AgendaOffer, Offers, OfferState

_DIGITS, _LETTERS = "123456789", "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
Kind = Literal["code", "walk_in", "department", "agenda", "activity"]


@dataclass(frozen=True)
class Choice:
    """One button. ``label`` is a text of the city; ``offer`` says of an agenda whether it can be pressed now."""

    kind: Kind
    id: str
    label: Text | None = None
    offer: AgendaOffer | None = None

    @property
    def open(self) -> bool:
        return self.offer is None or self.offer.state == "open"


def first(city: City, offers: Offers, booked: Text | None, walk_in: Text | None) -> tuple[Choice, ...]:
    """The start page: people with a booking, then agendas; their departments where agendas do not fit.

    ``walk_in``: the city has a button of its own for people without a booking, and agendas come after it.
    """
    front = (Choice("code", "code", booked),) if offers.accepts_codes else ()
    agendas = agenda_choices(city, offers.agendas)
    if walk_in is not None and front and agendas:
        return (*front, Choice("walk_in", "walk_in", walk_in))
    if len(front) + len(agendas) <= MOST_CHOICES:
        return (*front, *agendas)
    departments = department_choices(city, offers.agendas)
    return (*front, *(departments if len(departments) > 1 else agendas))


def without_booking(city: City, offers: Offers) -> tuple[Choice, ...]:
    """What follows the button for people without a booking."""
    agendas = agenda_choices(city, offers.agendas)
    departments = department_choices(city, offers.agendas)
    return agendas if len(agendas) <= MOST_CHOICES or len(departments) < 2 else departments


def agenda_choices(city: City, offers: Sequence[AgendaOffer], department: str | None = None) -> tuple[Choice, ...]:
    """Agendas as they are offered, those of a department when one is named."""
    return tuple(
        Choice("agenda", one.agenda, city.agendas[one.agenda].name, one)
        for one in offers
        if department is None or city.agendas[one.agenda].department == department
    )


def department_choices(city: City, offers: Sequence[AgendaOffer]) -> tuple[Choice, ...]:
    """The departments of these agendas, each once."""
    names = dict.fromkeys(city.agendas[one.agenda].department for one in offers)
    return tuple(Choice("department", name, city.departments[name].name) for name in names)


def activity_choices(city: City, agenda: str) -> tuple[Choice, ...]:
    """What exactly somebody comes for, where the agenda has several; else nothing is asked."""
    activities = city.agendas[agenda].activities
    if len(activities) < 2:
        return ()
    return tuple(Choice("activity", name, one.name) for name, one in activities.items())


def all_in(offers: Offers) -> OfferState | None:
    """The state in which every agenda of the device is; None when they differ, or there is none."""
    states = {one.state for one in offers.agendas}
    return states.pop() if len(states) == 1 else None


def words_of(offers: Offers, state: OfferState) -> Text | None:
    """The city's own words for a state, where all agendas in it share them."""
    said = {one.words for one in offers.agendas if one.state == state}
    return said.pop() if len(said) == 1 else None


def pad_keys(*, letters: bool) -> str:
    """The signs on the pad; codes of digits have a 0 too, which stands below the others."""
    return _LETTERS if letters else _DIGITS
