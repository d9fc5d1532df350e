"""People at the door: asked by whoever admits them, answered by whoever promised them a time.

Both sides work in one transaction: a code that is accepted and the ticket that is given for it stand or fall together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol

from civicore.base.refusal import Refusal
from civicore.base.text import Text

if TYPE_CHECKING:
    from civicore.storage.unit_of_work import UnitOfWork

Calling = Literal["after_current", "at_booked_time", "alternate", "none"]
"""When somebody who came with a promise is called (language 4.5)."""


@dataclass(frozen=True)
class Arrival:
    """Somebody announces themselves. ``at`` is when the server received the request, aware and in UTC.

    ``by`` is the kind of place where the code was typed: ``ticket_printer``, ``kiosk``, ``web`` (their own
    telephone, at the office) or ``desk``.
    """

    office: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Admission:
    """A promise that was kept by coming. ``about`` names it (``booking:<uuid>``), and no person.

    ``start`` is the time promised, aware and in UTC. ``again``: the code was accepted before, so the
    ticket that was given then is the answer.
    """

    about: str
    agenda: str
    activities: tuple[str, ...]
    office: str
    start: datetime
    calling: Calling
    language: str
    again: bool = False


@dataclass(frozen=True)
class Expected:
    """Somebody who is promised a time and has not come yet; after ``until`` nobody waits for them any more.

    ``name`` is for staff who may see it, never for a device or a board.
    """

    about: str
    agenda: str
    start: datetime
    until: datetime
    name: str = ""


class Promises(Protocol):
    """Registered as a service by a plugin that promises people a time."""

    def accepts(self, office: str) -> frozenset[str]:
        """The kinds of place at which codes are typed there: ``ticket_printer``, ``kiosk``, ``web``, ``desk``."""
        ...

    def menu(self, office: str) -> Text | None:
        """The city's own words for the button of people who come with a code."""
        ...

    def letters(self, office: str) -> bool:
        """Whether codes typed there may hold letters; else digits alone."""
        ...

    def walk_in(self, agenda: str, office: str) -> bool:
        """Whether people may come without a promise."""
        ...

    def sold_out(self, agenda: str, office: str) -> Text | None:
        """The city's own words for a day whose capacity is used up."""
        ...

    async def redeem(self, code: str, arrival: Arrival, work: UnitOfWork) -> Admission | Refusal | None:
        """Let somebody in by their code; None where this plugin's codes are not typed (see ``accepts``).

        Refusals bear ``answer``, the city's own words (a Text): ``booking.too_early`` (with ``opens``),
        ``booking.expired`` (with ``then``: ``walk_in`` or ``lapse``, ``agenda``, ``activities``, ``closed``) and
        ``booking.unknown_code``. On ``web`` the three look alike (ruling 12). ``plain``: those words do not hide
        that the code is a real one, so that its time may be said.
        """
        ...

    async def expected(self, office: str, day: date, now: datetime) -> Sequence[Expected]:
        """Who is still to come to an office that day, by time; inside a unit of work or a reading."""
        ...

    async def closed(
        self, about: str, how: Literal["done", "no_show", "arrived", "expected"], work: UnitOfWork
    ) -> None:
        """What became of the visit: served, called in vain, put back into the line, or the arrival itself undone."""
        ...

    async def settle(self) -> bool:
        """Take out of the ledger what has run out, in a unit of its own; whether there was anything."""
        ...


class Door(Protocol):
    """Registered as a service by a plugin that admits people: who does not come there in time has lapsed."""

    def admits(self, office: str, agenda: str) -> bool:
        """Whether arrival is announced at this office, so that a place nobody came for is free again.

        The same as long as the city works by the same rules.
        """
        ...
