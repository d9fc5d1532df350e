"""A small sound city, and files laid over it that are wrong in one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import civicore_booking
from civicore_booking.config import SECTION as BOOKING
from civicore_booking.lints import check as check_booking
from civicore_booking.notices import notices as notices_of_booking
from civicore_booking.rights import PERMISSIONS as OF_BOOKING
from civicore_booking.sms_lints import check as check_sms
from civicore_bots.rights import PERMISSIONS as OF_BOTS
from civicore_signals.config import SECTION as SIGNALS
from civicore_signals.lints import check as check_signals
from civicore_signals.rights import PERMISSIONS as OF_SIGNALS
from civicore_ticketing.config import SECTION as TICKETING
from civicore_ticketing.lints import check as check_ticketing
from civicore_ticketing.rights import PERMISSIONS as OF_TICKETING

from civicore.deployment.city import City
from civicore.deployment.loading import Loaded, load
from civicore.extension.parts import FieldType, Finding
from civicore.people.roles import CORE_PERMISSIONS
from civicore.text_budget import over_budget

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "deployments").glob("*.yaml"))
TODAY = date(2026, 11, 24)  # a Tuesday

BASE = """\
civicore: 1
deployment:
  id: lhotka
  name: {cs: Lhotka, en: Lhotka}
  timezone: Europe/Prague
  languages: [cs, en]
  contact: {email: urad@lhotka.example, phone: "+420 494 000 000"}
holidays: {calendar: cz}
departments:
  registry: {name: {cs: Matrika, en: Registry}, contact: {phone: "+420 494 000 001"}}
offices:
  town_hall:
    name: {cs: Úřad, en: Office}
    doors: "07:45"
    hours: {mon: 08:00-17:00, wed: [08:00-11:30, 12:30-17:00]}
    counters:
      one: {}
      two: {serves: [passports]}
    devices: {printer: {kind: ticket_printer, place: {cs: u vchodu, en: by the door}}}
agendas:
  id_cards: {name: {cs: Občanské průkazy, en: Identity cards}, department: registry, prefix: A}
  passports: {name: {cs: Cestovní pasy, en: Passports}, department: registry, prefix: B}
booking:
  code: {name: {cs: PIN, en: PIN}}
channels:
  email: {sender: urad@lhotka.example, smtp: {host: smtp.lhotka.example, user: urad}}
operations: {alert: [it@lhotka.example]}
"""


def texts(city: City) -> Iterator[Finding]:
    """Text messages of booking that cost too much."""
    home = Path(civicore_booking.__file__).parent
    return over_budget(city, lambda: notices_of_booking(city), lambda: {"booking": home})


def judged(path: Path, **more: object) -> Loaded:
    """A file with the sections of booking, ticketing and signals and their rules, on 24 November 2026."""
    settings: dict[str, object] = {
        "field_types": [FieldType("cz.birth_number")],
        "permissions": [one.id for one in (*CORE_PERMISSIONS, *OF_BOOKING, *OF_TICKETING, *OF_SIGNALS, *OF_BOTS)],
        "lints": [check_booking, check_sms, check_ticketing, check_signals, texts],
        "environ": {},
        "today": TODAY,
        **more,
    }
    return load(path, [BOOKING, TICKETING, SIGNALS], **settings)  # type: ignore[arg-type]


def city_file(folder: Path, text: str, name: str = "city.yaml") -> Path:
    """A file of this content."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def over_base(folder: Path, text: str, **more: object) -> Loaded:
    """What a file that extends the small city comes to."""
    city_file(folder, BASE, "base.yaml")
    return judged(city_file(folder, f"civicore: 1\nextends: [./base.yaml]\n{text}"), **more)


def alone(folder: Path, text: str, **more: object) -> Loaded:
    """What a file by itself comes to."""
    return judged(city_file(folder, text), **more)


def codes(loaded: Loaded) -> list[str]:
    return [one.code for one in loaded.findings]


def pointed_at(loaded: Loaded, code: str) -> list[str]:
    """What the carets of a finding stand under."""
    found = []
    for one in loaded.findings:
        if one.code == code:
            place = one.place
            end = place.end_column - 1 if place.end_line == place.line else None
            found.append(place.source.lines[place.line - 1][place.column - 1 : end])
    return found
