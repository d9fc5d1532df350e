"""The waiting room as somebody who stands in it uses it: ticket printer, counters, board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from tests.rules.citizen import Errand, Person, book, confirm, pin, starts
from tests.tools.serving import Server
from tests.tools.visitor import Page, Visitor


@dataclass(frozen=True)
class Hall:
    """One office with its devices and counters; ``printer`` and ``counter`` are ids such as ``town_hall.k1``."""

    server: Server
    printer: str
    display: str

    def at(self, instant: datetime) -> None:
        """Set the city's clock."""
        self.server.set_clock(instant.isoformat())

    def token(self, device: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.server.about['tokens']['devices'][device]}"}

    def check_in(self, code: str, printer: str | None = None) -> httpx.Response:
        """Type a code at a ticket printer."""
        device = printer or self.printer
        return self.server.api("POST", f"/devices/{device}/check-in", json={"code": code}, headers=self.token(device))

    def ask(self, errand: Errand, printer: str | None = None) -> httpx.Response:
        """Press a button of a ticket printer."""
        device = printer or self.printer
        wish = {"agenda": errand.agenda, **({"activity": errand.activity} if errand.activity else {})}
        return self.server.api("POST", f"/devices/{device}/tickets", json=wish, headers=self.token(device))

    def take(self, errand: Errand, printer: str | None = None) -> str:
        """Take a ticket; what is printed on it."""
        return number(self.ask(errand, printer))

    def counter(self, counter: str, deed: str, **body: Any) -> httpx.Response:
        """Do something at a counter."""
        return self.server.api("POST", f"/counters/{counter}/{deed}", json=body, headers=self.server.desk)

    def call(self, counter: str) -> str | None:
        """Call the next; the number called, None when nobody is to be called."""
        answer = self.counter(counter, "next")
        return None if answer.status_code == 409 else number(answer)

    def serve(self, counter: str) -> str | None:
        """Call the next, serve them to the end."""
        called = self.call(counter)
        if called is not None:
            assert self.counter(counter, "arrived").is_success
            assert self.counter(counter, "finish").is_success
        return called

    def board(self, display: str | None = None) -> Mapping[str, Any]:
        """What the board shows."""
        device = display or self.display
        told: Mapping[str, Any] = (
            self.server.api("GET", f"/boards/{device}", headers=self.token(device)).raise_for_status().json()
        )
        return told

    def shown(self, display: str | None = None) -> list[tuple[str, str]]:
        """Number and counter of every call on the board, the newest first."""
        return [(call["number"], call["counter"]) for call in self.board(display)["calls"]]


def typed(visitor: Visitor, printer: str, menu: str, code: str) -> Page:
    """Walk up to a ticket printer, press its button for people with a booking, type the code there."""
    page = visitor.open(f"/demo/device/{printer}")
    page = visitor.submit(page.form(menu), button=menu)
    return visitor.submit(page.form("code"), {"code": code})


def words_of(answer: httpx.Response) -> str:
    """What the city says to a code that is not accepted."""
    return str(answer.json()["facts"]["answer"])


def number(answer: httpx.Response) -> str:
    """The number on a ticket."""
    assert answer.is_success, answer.text
    return str(answer.json()["ticket"]["number"])


def code_of(answer: httpx.Response) -> str:
    """The code of a refusal."""
    assert answer.is_client_error, answer.text
    return str(answer.json()["code"])


def booked(
    hall: Hall, errand: Errand, day: str, at: str | None = None, person: Person | None = None
) -> tuple[str, datetime]:
    """Book over the web and confirm; the code and the time of the visit. ``at``: ``8:00`` if it must be then."""
    who = person or Person()
    free = starts(hall.server, errand, day)
    start = next(one for one in free if at is None or one[11:16] == f"{at:0>5}")
    book(hall.server, errand, start, who)
    confirm(hall.server, who)
    return pin(hall.server, who), datetime.fromisoformat(start)


MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
