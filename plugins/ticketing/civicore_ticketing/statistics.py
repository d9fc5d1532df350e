"""Figures for the head of the office, read from the event log of the days asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from civicore import Principal
from civicore_ticketing.figures import Figures, Happening, Load, Row, figures, spanned
from civicore_ticketing.tables import EventRow

if TYPE_CHECKING:
    from civicore import City, Runtime

SEE = "statistics.see"
LONGEST = 366  # days of one question


@dataclass(frozen=True)
class Span:
    """Civil days, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Statistics:
    """What is known of an office's days. ``agendas`` are those the reader may know of; None means all."""

    runtime: Runtime

    async def of(self, office: str, span: Span, agendas: Collection[str] | None = None) -> Figures:
        """Count the log; what is going on now counts up to now."""
        zone, now = self.runtime.city.zone, self.runtime.clock.now()
        begins, ends = spanned(span.first, span.last, zone)
        async with self.runtime.store.reading():
            log = await happenings(office, begins, ends)
        kept = [one for one in log if agendas is None or one.agenda is None or one.agenda in agendas]
        return figures(kept, zone, min(now, ends))


async def happenings(office: str, begins: datetime, ends: datetime) -> tuple[Happening, ...]:
    """The lines of the log that count, in order; inside a reading."""
    rows = (
        await EventRow.select(EventRow.at, EventRow.kind, EventRow.agenda, EventRow.counter, EventRow.ticket)
        .where(EventRow.office == office, EventRow.at >= begins, EventRow.at < ends, EventRow.undone.eq(False))
        .order_by(EventRow.at)
        .order_by(EventRow.nr)
    )
    return tuple(
        Happening(row["at"], row["kind"], office, row["agenda"], row["counter"], row["ticket"]) for row in rows
    )


def offices(city: City, who: Principal) -> tuple[str, ...]:
    """Offices whose figures somebody may see: those that serve an agenda of their departments."""
    return tuple(office for office in city.offices if agendas(city, who, office))


def agendas(city: City, who: Principal, office: str) -> tuple[str, ...]:
    """Agendas of an office whose figures somebody may see."""
    return tuple(
        name
        for name, agenda in city.agendas.items()
        if office in city.offices_of(name) and who.may(SEE, agenda.department)
    )


def asked_span(first: date | None, last: date | None, today: date) -> Span:
    """The days asked for; by default the last week up to today, and never more than a year."""
    end = min(last or today, today)
    begin = min(first or end - timedelta(days=6), end)
    return Span(max(begin, end - timedelta(days=LONGEST - 1)), end)


HEADINGS = (
    "table", "key", "tickets", "booked", "finished", "no_shows", "left",
    "wait_median_s", "wait_90_s", "serving_median_s", "serving_s", "open_s", "unmet",
)  # fmt: skip


def lines(counted: Figures) -> Iterable[Sequence[object]]:
    """Every figure as a table for other programs; lengths in seconds, empty where there is none."""
    yield HEADINGS
    yield _line("total", counted.total)
    for name, rows in (("agenda", counted.agendas), ("hour", counted.hours), ("day", counted.days)):
        for row in rows:
            yield _line(name, row)
    for load in counted.counters:
        yield _counter(load)


def _line(table: str, row: Row) -> Sequence[object]:
    lengths = [_seconds(one) for one in (row.waited, row.waited_most, row.serving)]
    return (
        table, row.key, row.tickets, row.booked, row.finished, row.no_shows, row.left, *lengths, "", "", row.unmet
    )  # fmt: skip


def _counter(load: Load) -> Sequence[object]:
    spent = [_seconds(load.serving), _seconds(load.open)]
    return ("counter", load.key, "", "", load.finished, "", "", "", "", "", *spent, "")


def _seconds(length: timedelta | None) -> object:
    return "" if length is None else int(length.total_seconds())
