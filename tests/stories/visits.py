"""Bookings in every state, so that the pages about them can be looked at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from uuid import uuid4

from tests.rules.citizen import Errand, Person, ask, book, confirm, confirmation_link, first_letter, pin, starts
from tests.tools.serving import Server

DAY = "2026-12-16"


@dataclass(frozen=True)
class Facts:
    """Tokens of bookings by their state, a free start and one that is taken."""

    start: str
    taken: str
    held: str
    lapsed: str
    confirmed: str
    cancelled: str
    code: str
    holder: str
    id: str

    def marks(self, language: str) -> dict[str, str]:
        """What fills the marks of a state; an address that nobody has used yet among it."""
        return {**asdict(self), "language": language, "email": f"{uuid4().hex}@posta.example"}


def prepare(server: Server, errand: Errand) -> Facts:
    """Make them. The clock ends where it was plus the time that lets one booking lapse."""
    every = starts(server, errand, DAY)
    free = [start for start in every if start[14:16] == "00"]  # an hour apart, so that none is in another's way
    lapsed = token(server, errand, free[0])
    server.advance("16min")
    cancelled = token(server, errand, free[1])
    server.api("POST", "/bookings/cancel", json={"token": cancelled}).raise_for_status()
    holder = Person()
    made = book(server, errand, free[2], holder)
    link = confirmation_link(first_letter(server, holder))
    confirm(server, holder)
    while ask(server, errand, free[3], Person()).status_code == 201:
        pass
    return Facts(
        start=stamp(every[-1]),
        taken=stamp(free[3]),
        held=token(server, errand, free[4]),
        lapsed=lapsed,
        confirmed=link.rpartition("/")[2],
        cancelled=cancelled,
        code=pin(server, holder),
        holder=holder.email,
        id=made["id"],
    )


def token(server: Server, errand: Errand, start: str) -> str:
    """The secret of a new booking's link."""
    person = Person()
    book(server, errand, start, person)
    return confirmation_link(first_letter(server, person)).rpartition("/")[2]


def stamp(start: str) -> str:
    """An instant as addresses of pages bear it."""
    return f"{datetime.fromisoformat(start).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
