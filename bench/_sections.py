"""The parts of the page of figures: which measure each shows, and what has to be known to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Section:
    """A part of the page: its measure and what it shows.

    ``peers``: beside which figure theirs stand. ``summed``: whether its goals stand in the table of all goals.
    ``notes``: whether what has to be known of each figure is said.
    """

    measure: str
    title: str
    about: str
    peers: Mapping[str, str] = field(default_factory=dict)
    summed: bool = True
    notes: bool = True

    @property
    def command(self) -> str:
        """By which it is measured again."""
        return f"make bench ARGS='--only {self.measure}'"


SECTIONS = (
    Section(
        "w1",
        "Free times (W1)",
        "One agenda, 60 days, 3 counters, times of 15 minutes, half of it booked; over HTTP 32 clients, one process."
        " Bare code in the process reads the same rows of SQLite, or has them at hand when warm; over HTTP Litestar"
        " answers with the very bytes. An answer that is the same for everybody is kept for the rest of the second"
        " and given before Litestar is asked, so ours may be above bare code; whoever brings a cookie is given a page"
        " made anew.",
        {"W1 in the process, cold": "W1 in the process"},
    ),
    Section(
        "w2",
        "A scarce day (W2)",
        "32 clients at once, until the day is sold out. Each booking was on disk before it was answered; a place sold"
        " twice, or one acknowledged and not kept, ends the measure.",
        {"W2, postgres": "W2"},
    ),
    Section(
        "w3",
        "Bookings in peace (W3)",
        "32 clients, eight offices, nobody in anybody's way: SQLite with one process, PostgreSQL with two. Bare code is"
        " one process with 32 connections and one statement for each booking.",
        {"W3, postgres, 2 processes": "W3"},
    ),
    Section("checkin", "From the code to the ticket", "Visitors type their codes at one office, 20 a second."),
    Section(
        "hall",
        "From the call to the board",
        "Boards and telephones listen; a clerk calls. Bare code tells as many listeners and stores nothing.",
    ),
    Section(
        "growth",
        "Growth",
        "Free times of a town with much more of everything, as a multiple of the usual: after a sale, and cold, of a"
        " service that was just made. Bare code reads the rows.",
    ),
    Section(
        "start",
        "Start and memory",
        "Each of the shipped cities, with all plugins, started as a command."
        " There is no bare code for it: it would be a program that does nothing.",
    ),
    Section(
        "opening",
        "The opening minute",
        "All who want a visit ask in the second in which a day opens. A place sold before, sold twice or not kept, and"
        " anybody who is turned away, ends the measure. The bare code of it is that of W2.",
    ),
    Section("steady", "A steady load", "50 bookings a second while 400 boards listen, 100 of them as kiosks."),
    Section(
        "kept",
        "Five million bookings kept",
        "The speed with them, as a multiple of the speed without: that"
        " is the measure beside it, in place of bare code.",
    ),
    Section(
        "restore",
        "Saved, and brought back",
        "`civicore backup` and `civicore restore` as city IT types them, into an empty database; bookings and lines of"
        " the log are counted before and after. 30 minutes are what the safety paper of the project gives for it (F19)."
        " There is no bare code for it.",
    ),
    Section(
        "peers",
        "Other programs",
        "What they said by themselves, each in its own process without a web server before it; those"
        " with a like stand beside it above.",
    ),
    Section("outbox", "Messages", "Written down in one transaction, and handed to a channel that answers at once."),
    Section("check", "Judging a city's file", "A file of 3,000 lines, in the process."),
    Section("plan", "Planning a change", "A change of hours, and which of 50,000 visits to come it hits."),
    Section(
        "signals",
        "Reports of a large city",
        "The city of Sofia with 20,000 cases of ten years; 95th percentiles of 60 requests, one after the other."
        " `python -m bench.signals` asks the same of 700,000.",
        summed=False,
        notes=False,
    ),
)
