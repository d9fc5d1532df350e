"""The calendar entry of a visit: one that calendars update when the time changes and drop when it is cancelled."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from civicore import Attachment
from civicore_booking import links, notices
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting

if TYPE_CHECKING:  # 80 modules, which only a message with an entry needs
    from icalendar import Event

_PRODUCT = "-//CivicCore//Booking//EN"
_EVENT = b"BEGIN:VEVENT\r\n"


def attachment(setting: Setting, booking: Booking, now: datetime, *, off: bool = False) -> Attachment:
    """The entry as a file of a message."""
    method = "CANCEL" if off else "PUBLISH"
    return Attachment(
        "visit.ics", f"text/calendar; charset=utf-8; method={method}", entry(setting, booking, now, off=off)
    )


def entry(setting: Setting, booking: Booking, now: datetime, *, off: bool = False) -> bytes:
    """The calendar file. Times stand in the city's zone, with its rules, so that they keep their wall clock."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if off else "PUBLISH")
    calendar.add_component(_event(setting, booking, now, off))
    zones = b"".join(_rules(zone) for zone in sorted(calendar.get_missing_tzids()))
    head, event, rest = bytes(calendar.to_ical()).partition(_EVENT)
    return head + zones + event + rest


@lru_cache(maxsize=8)
def _rules(zone: str) -> bytes:
    """The rules of a time zone. Working them out takes longer than all the rest of a confirmation."""
    from icalendar import Timezone

    return bytes(Timezone.from_tzid(zone).to_ical())


def _event(setting: Setting, booking: Booking, now: datetime, off: bool) -> Event:
    from icalendar import Event

    city, language = setting.runtime.city, booking.language
    place = notices.place(city, booking.office)
    what, where = notices.name_of(city, booking.agenda), place.name.in_(language)
    event = Event()
    event.add("uid", f"{booking.id}@{city.deployment.id}")
    event.add("sequence", booking.sequence + (1 if off else 0))
    event.add("dtstamp", now)
    event.add("dtstart", booking.start.astimezone(city.zone))
    event.add("dtend", booking.end.astimezone(city.zone))
    event.add("summary", f"{what.in_(language)}, {where}")
    event.add("location", ", ".join([where, *(notices.said(line, language) for line in place.lines)]))
    event.add("url", notices.link(setting, booking, links.VISIT))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    return event
