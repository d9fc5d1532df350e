"""The towns that are measured, and when it is there.

``calendar``: one agenda, 60 days, 3 counters, times of 15 minutes, 8-12 and 13-17 on every day. ``hall``: offices with
many counters, for bookings; its agenda has as many places on a day as are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench._load import post

ZONE = ZoneInfo("Europe/Prague")
CLOCK = "2026-11-23T06:00:00+01:00"
FIRST = date(2026, 11, 24)
DAYS, MINUTES = 60, 15
AGENDA = "cards"
HOLIDAYS = {(12, 24), (12, 25), (12, 26), (1, 1)}  # of the preset, in these 60 days
_HOURS = "[08:00-12:00, 13:00-17:00]"
_ALWAYS = ", ".join(f"{day}: {_HOURS}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
_DEVICES = "printer: {kind: ticket_printer, place: u dveří}, display: {kind: display, place: čekárna}"
_HEAD = """\
civicore: 1
extends: [preset:cz]
deployment:
  id: measured_town
  name: Měřené Město
  url: https://visits.example
  contact: {email: office@visits.example, phone: "+420 499 000 111"}
departments: {registry: {name: Matrika, office: office_0}}
channels: {email: {sender: visits@visits.example, smtp: {host: mail.visits.example}}}
booking:
  horizon: 60 days
  step: 15 min
  code: {length: 9, reference: with_hold}
ticketing: {longest_wait: 60 min, numbers: {last: 9999, digits: 4}}
"""


def calendar(*, agendas: int = 1, counters: int = 3) -> str:
    """The file of a town whose free times are asked for; the first agenda is the one that is measured."""
    return _HEAD + _offices(1, counters) + _agendas(agendas)


def hall(*, offices: int = 1, counters: int = 40, places: int | None = None, more: str = "") -> str:
    """The file of a town in which much is booked; ``places``: of the agenda on a day."""
    return _HEAD + more + _offices(offices, counters) + _agendas(1, places)


def _offices(number: int, counters: int) -> str:
    served = ", ".join(f"k{one}: {{}}" for one in range(counters))
    office = f"hours: {{{_ALWAYS}}}, counters: {{{served}}}, devices: {{{_DEVICES}}}"
    return "offices:\n" + "".join(f"  office_{one}: {{name: Úřad {one}, {office}}}\n" for one in range(number))


def _agendas(number: int, places: int | None = None) -> str:
    most = f", capacity: {places}" if places else ""
    names = [AGENDA, *(f"agenda_{one}" for one in range(1, number))]
    return "agendas:\n" + "".join(
        f"  {name}: {{name: Agenda {name}, department: registry, duration: {MINUTES} min{most}}}\n" for name in names
    )


def written(text: str, folder: Path) -> Path:
    """The file of a town in a folder."""
    file = folder / "town.yaml"
    file.write_text(text, "utf-8")
    return file


def day(number: int) -> date:
    """The so many-th day that can be booked."""
    return FIRST + timedelta(days=number)


def closed(on: date) -> bool:
    return (on.month, on.day) in HOLIDAYS


def starts(on: date) -> list[datetime]:
    """When a visit may start on a day."""
    first = datetime.combine(on, time(8), ZONE)
    every = [first + timedelta(minutes=MINUTES * number) for number in range(9 * 60 // MINUTES)]
    return [one for one in every if one.hour != 12]


def wishes(wanted: Sequence[tuple[str, datetime]], mark: str, headers: Sequence[str] = ()) -> tuple[bytes, ...]:
    """Requests for a visit at an office and a time, each for somebody else."""
    return tuple(_wish(office, start, f"{mark}-{number}", headers) for number, (office, start) in enumerate(wanted))


def _wish(office: str, start: datetime, who: str, headers: Sequence[str]) -> bytes:
    fields = {"first_name": "Jan", "last_name": "Novák", "email": f"{who}@citizens.example"}
    body = {"agenda": AGENDA, "office": office, "start": start.isoformat(), "fields": fields}
    return post("/api/v1/bookings", json.dumps(body).encode(), headers)
