"""What clients of the API are answered. Texts of the city come in all its languages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, RootModel

Texts = Annotated[dict[str, str], Field(description="one text by language, the city's default language first")]
Stamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Named(BaseModel):
    """A thing of the city with its name."""

    id: str
    name: Texts


class ActivityAnswer(Named):
    """A finer choice inside an agenda; ``minutes`` is how long it takes."""

    minutes: int
    documents: list[Texts]


class OfficeAnswer(Named):
    """Where an agenda is served."""

    address: str | None


class ChoiceAnswer(BaseModel):
    """One answer that can be chosen."""

    value: str
    label: Texts


class FieldAnswer(BaseModel):
    """One question of the booking; its answer goes into ``fields`` under ``name``."""

    name: str
    label: Texts
    hint: Texts | None
    kind: str
    required: bool
    max_length: int
    choices: list[ChoiceAnswer]


class AgendaAnswer(Named):
    """What a person can come for."""

    department: Named
    note: Texts | None
    minutes: int
    max_people: int
    activities: list[ActivityAnswer]
    offices: list[OfficeAnswer]
    documents: list[Texts]
    fields: list[FieldAnswer]


class AgendasAnswer(BaseModel):
    """Everything that can be booked over the API."""

    languages: list[str]
    agendas: list[AgendaAnswer]


class SlotAnswer(BaseModel):
    """A free time, and how many visits still fit into it."""

    start: Stamp
    free: int


class DayAnswer(BaseModel):
    """One day. A day that is open and has no slots is full, or its times have passed."""

    date: Annotated[str, Field(json_schema_extra={"format": "date"})]
    open: bool
    reason: str | None
    slots: list[SlotAnswer]


class AvailabilityAnswer(BaseModel):
    """Free times as they were at ``as_of``; the days asked for, as far as they can be booked now."""

    as_of: Stamp
    agenda: str
    activities: list[str]
    office: str
    days: list[DayAnswer]


State = Literal["held", "lapsed", "confirmed", "cancelled", "arrived", "done", "no_show"]


class StateAnswer(BaseModel):
    """What everybody may know who knows the id of a booking."""

    id: str
    state: State
    hold_until: Stamp | None


class MadeAnswer(StateAnswer):
    """A booking as it was made. It has a code once nothing is left to be confirmed."""

    agenda: str
    activities: list[str]
    office: str
    start: Stamp
    end: Stamp
    people: int
    language: str
    reference: str
    code: str | None


class BookingAnswer(MadeAnswer):
    """A booking as its holder sees it."""

    code_name: Texts
    check_in_from: Stamp
    check_in_until: Stamp
    fields: dict[str, str]


class ShownAnswer(RootModel[BookingAnswer | StateAnswer]):
    """The whole booking to who has its secret, its state to who has its id."""


class ConfirmedAnswer(BookingAnswer):
    """A confirmed booking; ``already`` when it had been confirmed before."""

    already: bool


class CancelledAnswer(BaseModel):
    """A booking that is no more."""

    id: str
    state: Literal["cancelled"]
    agenda: str
    office: str
    start: Stamp


class ListedAnswer(BaseModel):
    """A booking in a list of the desk: the name is shortened, contacts are left out."""

    id: str
    state: State
    agenda: str
    activities: list[str]
    office: str
    start: Stamp
    end: Stamp
    people: int
    channel: str
    name: str


class ListAnswer(BaseModel):
    """Bookings for the desk, in the order of their times."""

    as_of: Stamp
    bookings: list[ListedAnswer]


class HitAnswer(BaseModel):
    """A booking that a closure hits, and what was done about it."""

    id: str
    start: Stamp
    outcome: Literal["undecided", "kept", "moved", "cancelled", "refused"]
    new_start: Stamp | None
    code: Annotated[str | None, Field(description="why nothing was done, when it was refused")]


class ClosureAnswer(BaseModel):
    """A closure that was made; several counters make several closures."""

    ids: list[str]
    office: str
    day: Annotated[str, Field(json_schema_extra={"format": "date"})]
    bookings: list[HitAnswer]
