"""Rounds of bookings over HTTP, on a town or on bare code, and the check that nothing was sold twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from bench import _town
from bench._bases import read
from bench._figures import Figure
from bench._load import Address, Outcome, Round, loaded
from bench._servers import why_busy
from tests.tools.serving import Server

CLIENTS, COUNTERS = 32, 40
MORE = 4  # times as many rounds as elsewhere: one takes a second or two, and of few the middle one would be chance
OFFICE = "office_0"
_LIVE = "state IN ('held', 'confirmed', 'arrived')"


@dataclass(frozen=True)
class Sold:
    """What stands in the database of a town after a round."""

    by_start: dict[str, int]
    messages: int
    claims: int

    @property
    def number(self) -> int:
        return sum(self.by_start.values())

    def most(self) -> int:
        """Visits at one time."""
        return max(self.by_start.values(), default=0)


def scarce(on: date, places: int, seed: int) -> tuple[bytes, ...]:
    """Requests for a day that has so many places: half as many again, at times drawn by lot."""
    random = Random(seed)
    starts = _town.starts(on)
    wanted = [(OFFICE, random.choice(starts)) for _ in range(places * 3 // 2)]
    return _town.wishes(wanted, f"w2-{seed}")


def plenty(offices: int, number: int, seed: int) -> tuple[bytes, ...]:
    """So many requests for places of which there are enough: no two of them near each other meet."""
    days = [day for one in range(_town.DAYS - 1) if not _town.closed(day := _town.day(one))]
    every = [
        (f"office_{(place + turn) % offices}", _town.starts(day)[turn % 32])
        for turn in range(32 * offices)
        for place, day in enumerate(days)
    ]
    at = seed * number
    wanted: Sequence[tuple[str, datetime]] = [every[(at + one) % len(every)] for one in range(number)]
    return _town.wishes(wanted, f"w3-{seed}")


def rushed(servers: Sequence[Address], requests: tuple[bytes, ...], *, enough: int = 0, seconds: float = 0) -> Outcome:
    """One round; a server that fails ends the measure. Who was turned away (503) is counted by ``turned_away``."""
    outcome = loaded(Round(tuple(servers), requests, CLIENTS, seconds, enough))
    found = outcome.statuses()
    assert set(found) <= {201, 409, 503}, f"answers by status: {dict(found)}"
    assert found[201], "nothing was sold"
    return outcome


def turned_away(name: str, outcomes: Sequence[Outcome], servers: Sequence[Server]) -> Figure:
    """How many were told that the server is busy (503), and what its log says of them. None should be."""
    number = sum(one.statuses()[503] for one in outcomes)
    every = sum(len(one.answers) for one in outcomes)
    note = f"of {every:,}" + (f"; the log says: {why_busy(servers) or 'nothing'}" if number else "")
    return Figure(f"{name}, turned away (503)", number, "answers", goal=0, sense="at most", note=note)


def sold(url: str, on: date | None = None) -> Sold:
    """What is sold on a day, or in all."""
    when = f"day = '{on}' AND {_LIVE}" if on else _LIVE
    rows = read(
        url, f"SELECT CAST(start AS TEXT) AS start, COUNT(*) AS number FROM booking_booking WHERE {when} GROUP BY 1"
    )
    messages = read(url, "SELECT COUNT(*) AS number FROM core_message")[0]["number"]
    claims = read(url, "SELECT COUNT(*) AS number FROM core_claim")[0]["number"]
    return Sold({str(row["start"]): row["number"] for row in rows}, messages, claims)
