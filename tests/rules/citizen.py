"""A person who deals with a city from outside, and what they can see there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from tests.tools.serving import Letter, Server, eventually
from tests.tools.visitor import Page, Visitor

_number = count(1)


@dataclass(frozen=True)
class Person:
    """Somebody with an address that nobody else has."""

    first_name: str = "Jana"
    last_name: str = "Nováková"
    email: str = field(default_factory=lambda: f"jana.{next(_number)}.{uuid4().hex[:8]}@posta.example")
    phone: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """What the form of a booking asks; an empty answer is left out."""
        told = {name: getattr(self, name) for name in ("first_name", "last_name", "email", "phone")}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class Errand:
    """What somebody comes for, and to which office where there are several."""

    agenda: str
    activity: str = ""
    office: str = ""

    @property
    def query(self) -> dict[str, str]:
        asked = {"agenda": self.agenda, "activity": self.activity, "office": self.office}
        return {name: value for name, value in asked.items() if value}


def days(server: Server, errand: Errand, first: str, last: str | None = None) -> dict[str, Mapping[str, Any]]:
    """Days of the API's availability by date."""
    params = {**errand.query, "from": first, "to": last or first}
    told = server.api("GET", "/availability", params=params).raise_for_status().json()
    return {day["date"]: day for day in told["days"]}


def starts(server: Server, errand: Errand, day: str) -> list[str]:
    """Starts that can be booked on a day, as the API writes them."""
    return [slot["start"] for slot in days(server, errand, day)[day]["slots"] if slot["free"] > 0]


def ask(server: Server, errand: Errand, start: str, person: Person, **more: Any) -> httpx.Response:
    """Ask the API for a booking."""
    return server.api("POST", "/bookings", json={**errand.query, "start": start, "fields": person.fields, **more})


def book(server: Server, errand: Errand, start: str, person: Person, **more: Any) -> Mapping[str, Any]:
    """Hold a time; what the API answered."""
    answer = ask(server, errand, start, person, **more)
    assert answer.status_code == 201, answer.text
    held: Mapping[str, Any] = answer.json()
    return held


def first_letter(server: Server, person: Person) -> Letter:
    """The e-mail that asks to confirm."""
    return server.letter(person.email)


def confirmation_link(letter: Letter) -> str:
    """The link to confirm by; the other one cancels."""
    return letter.link("/booking/confirm/")


def pin(server: Server, person: Person, *, digits: int = 6) -> str:
    """The code of a confirmed booking, from whichever e-mail bears it."""
    return code_and_letter(server, person, digits)[0]


def code_and_letter(server: Server, person: Person, digits: int = 6) -> tuple[str, Letter]:
    """The code of a confirmed booking, and the e-mail that bears it."""

    def look() -> tuple[str, Letter] | None:
        for letter in server.outbox(person.email):
            found = re.findall(rf"(?<![\d-])\d{{{digits}}}(?![\d-])", letter.text)
            if found and letter.channel == "email":
                return str(found[0]), letter
        return None

    return eventually(look, f"a code for {person.email}")


def free_at(server: Server, errand: Errand, start: str) -> int:
    """How many more can book a start."""
    wanted = datetime.fromisoformat(start)
    slots = days(server, errand, start[:10])[start[:10]]["slots"]
    return next((slot["free"] for slot in slots if datetime.fromisoformat(slot["start"]) == wanted), 0)


def opened(server: Server, link: str) -> Page:
    """What somebody sees who clicks a link in an e-mail."""
    with Visitor(server.base, "cs") as visitor:
        return visitor.open(link)


def confirm(server: Server, person: Person) -> Page:
    """Open the link of the first e-mail and press the only button there."""
    with Visitor(server.base, "cs") as visitor:
        page = visitor.open(confirmation_link(first_letter(server, person)))
        form = next(form for form in page.forms() if form.method == "POST" and "/booking/confirm/" in form.action)
        return visitor.submit(form)
