"""Where people come and whom they meet: departments, offices, counters, devices, agendas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from civicore.base.calendar import WeekHours
from civicore.base.spans import Duration, TimeRange
from civicore.deployment import kinds
from civicore.deployment.block import Block, Hours, says
from civicore.deployment.model.identity import Contact


class Address(Block):
    """Address of an office and the way to it."""

    street: kinds.String | None = says("street and number", None)
    city: kinds.String | None = says("town", None)
    postcode: kinds.String | None = says("in quotes", None)
    building: kinds.Text | None = says("which part of the building", None)
    floor: kinds.Text | None = says("floor", None)
    room: kinds.Text | None = says("door", None)
    directions: kinds.Text | None = says("how to find it", None)
    district: kinds.String | None = says("city district", None)


class Geo(Block):
    """A point on the map, WGS 84 degrees."""

    lat: float = says("latitude", ge=-90, le=90)
    lon: float = says("longitude", ge=-180, le=180)


class Counter(Block):
    """A desk or cabin that calls clients."""

    name: kinds.Text | None = says("shown on the display; absent means the id", None)
    kind: Literal["counter", "cabin", "desk"] = says("word used when calling", "counter")
    serves: Annotated[kinds.Ids, kinds.Refers("agendas")] = says("agendas", None, finding="E201; L402")
    hours: Hours | None = says("own hours within those of the office", None, finding="E105; L407")
    breaks: kinds.TimeRanges = says("no slots then", (), finding="L407")


class Device(Block):
    """A ticket printer, kiosk or display."""

    kind: Literal["ticket_printer", "kiosk", "display"] = says("what it is")
    place: kinds.Text = says("where it stands, in words")
    serves: Annotated[kinds.Ids, kinds.Refers("agendas", "departments")] = says(
        "agendas or departments offered there", None, finding="E201; L416"
    )
    menu_booked: kinds.Text | None = says("button for clients with a booking", None)
    menu_walk_in: kinds.Text | None = says("button for the others", None)
    ticket: tuple[Literal["number", "agenda", "time", "waiting", "office", "qr"], ...] = says(
        "what is printed on a ticket; never a name", ("number", "agenda", "time", "waiting")
    )
    refresh: kinds.SomeDuration = says("how often a display asks for news", Duration(seconds=10), finding="L432")
    idle_reset: kinds.SomeDuration = says(
        "a kiosk forgets the last person after this", Duration(seconds=30), finding="L443"
    )
    host: kinds.EnvText | None = says("network address of a printer; absent means it prints in the browser", None)
    port: int = says("port of a printer", 9100, ge=1, le=65535)
    driver: kinds.Id = says(
        "language the printer understands: escpos, page, or one that a plugin brings", "escpos", finding="E201"
    )
    languages: tuple[kinds.String, ...] = says(
        "languages of a display, the first is its own; empty: those of the city", (), finding="L459"
    )
    rows: int = says("calls a display shows at once", 6, ge=1, le=20)
    size: Literal["normal", "large", "huge"] = says("letters of a display", "large")
    sound: kinds.Flag = says("a display may make sounds", True)
    speak: kinds.Flag = says("a display may speak, where ticketing.announce says so", True)


class Office(Block):
    """A place with an address, hours, counters and devices."""

    name: kinds.Text = says("name")
    address: Address = says("address and way", Address())
    geo: Geo | None = says("point on the map", None)
    step_free: kinds.Flag | None = says("barrier-free access", None)
    hours: Hours = says(
        "by weekday, mon to sun: range, list of ranges, or closed; days left out are closed",
        WeekHours(),
        finding="E105; L403; L406",
    )
    extra_hours: Mapping[kinds.Date, kinds.DayRanges] = says(
        "hours of single dates; they beat the weekly ones and a holiday, not a closure", {}
    )
    doors: kinds.TimeOfDay | None = says("when the building opens, if before the counters", None, finding="E105; L409")
    breaks: kinds.TimeRanges = says("no slots then", (), finding="L407")
    contact: Contact = says("telephone of the office", Contact())
    capacity: kinds.Capacity | None = says("clients a day", None, finding="E113; L405")
    quota: kinds.Quota | None = says("part of it open to booking", None, finding="E113; L404")
    counters: Mapping[kinds.Id, Counter] = says("desks", {}, finding="L401")
    devices: Mapping[kinds.Id, Device] = says("printers, kiosks, displays", {}, finding="L416")

    @property
    def dated(self) -> Mapping[date, tuple[TimeRange, ...]]:
        return self.extra_hours


class Department(Block):
    """A unit of the organisation."""

    name: kinds.Text = says("name")
    parent: Annotated[kinds.Id, kinds.Refers("departments")] | None = says("department above", None)
    office: Annotated[kinds.Id, kinds.Refers("offices")] | None = says(
        "where it sits; absent means the only office", None
    )
    competence: kinds.Text | None = says("what it is for, as citizens read it", None)
    closed: kinds.Flag = says("a unit that no longer works; what would go to it goes to the one above", False)
    inbox: kinds.Email | None = says("work address that receives signals", None)
    contact: Contact = says("shown to citizens, also in a suspension", Contact())
    capacity: kinds.Capacity | None = says(
        "clients a day, booked and walk-in together; tickets stop there", None, finding="E113; L405"
    )
    quota: kinds.Quota | None = says("part of capacity open to booking", None, finding="E113; L404")
    room: kinds.Text | None = says("door, floor", None)


class Activity(Block):
    """The finer choice inside an agenda."""

    name: kinds.Text = says("name")
    duration: kinds.SomeDuration | None = says("own length of the visit", None, finding="E104; L403; W504")
    documents: tuple[kinds.Text, ...] = says("what to bring", ())


class Agenda(Block):
    """What a person comes for."""

    name: kinds.Text = says("name")
    department: Annotated[kinds.Id, kinds.Refers("departments")] = says("who is responsible")
    duration: kinds.SomeDuration = says("length of a visit", Duration(seconds=900), finding="E104; L403; W504")
    activities: Mapping[kinds.Id, Activity] = says("finer choice inside the agenda", {})
    offices: Annotated[kinds.Ids, kinds.Refers("offices")] = says("where it is served", None, finding="E201; L406")
    prefix: kinds.Prefix | None = says("letter on the ticket", None, finding="L417")
    capacity: kinds.Capacity | None = says("clients a day for this agenda", None, finding="E113; L405")
    quota: kinds.Quota | None = says("part of it open to booking", None, finding="E113; L404")
    documents: tuple[kinds.Text, ...] = says("what to bring", ())
    note: kinds.Text | None = says("shown under the name", None)
