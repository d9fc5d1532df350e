"""Figures at the desk: pictures and tables with the same numbers, and the lines from which all of it is counted."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from litestar import Response, get
from litestar.response import Stream

from civicore import AnyRequest, Text, needs
from civicore_signals import export, rights
from civicore_signals.desk_bars import Bars, Share, bars
from civicore_signals.desk_clerk import DESK, Clerk
from civicore_signals.desk_names import Names
from civicore_signals.figures import COLUMNS, Figures, Row, to_line

PATH = f"{DESK}/figures"
LONGEST = 366  # days of one question
ENDS = ("solved", "answered", "passed_on", "refused", "none", "open")
HIDDEN = "hidden"  # counts that could tell of single people
_AT_ONCE = timedelta(days=13)  # days that are read at once for a file, less one
_MOST_ROWS = 10  # of a picture; the table has them all


@get("/signals/figures", guards=[needs(rights.SEE)])
async def show(request: AnyRequest) -> Response[Any]:
    """Figures of what arrived on the days asked for, of the reader's units."""
    clerk = Clerk(request)
    first, last = span(clerk.day("first"), clerk.day("last"), clerk.today)
    counted = await clerk.desk.figures(clerk.who, first, last)
    return clerk.page("figures.html", first=first, last=last, **shown(clerk.names, counted))


@get("/signals/figures.csv", guards=[needs(rights.SEE)])
async def tables(request: AnyRequest) -> Stream:
    """Every table of the page as a file."""
    clerk = Clerk(request)
    first, last = span(clerk.day("first"), clerk.day("last"), clerk.today)
    counted = await clerk.desk.figures(clerk.who, first, last)
    pieces = export.written(HEAD, _lines(counted), clerk.city.zone, ";")
    return export.download(f"figures-{first.isoformat()}-{last.isoformat()}.csv", pieces, marked=True)


@get("/signals/figures/cases.csv", guards=[needs(rights.EXPORT)])
async def records(request: AnyRequest) -> Stream:
    """One line a case, without a word of it: from these lines alone every figure can be counted again."""
    clerk = Clerk(request)
    first, last = span(clerk.day("first"), clerk.day("last"), clerk.today)
    await clerk.note("signals.exported", "signals", first=first.isoformat(), last=last.isoformat())
    pieces = export.written(COLUMNS, _records(clerk, first, last), clerk.city.zone, ";")
    return export.download(f"cases-{first.isoformat()}-{last.isoformat()}.csv", pieces, marked=True)


async def _records(clerk: Clerk, first: date, last: date) -> AsyncIterator[Sequence[object]]:
    begin = first
    while begin <= last:
        end = min(begin + _AT_ONCE, last)
        for record in await clerk.desk.records(begin, end, clerk.who):
            line = to_line(record)
            yield [line[name] for name in COLUMNS]
        begin = end + timedelta(days=1)


HEAD = ("table", *(one.name for one in fields(Row)))


async def _lines(counted: Figures) -> AsyncIterator[Sequence[object]]:
    for line in lines(counted):
        yield line


def lines(counted: Figures) -> list[Sequence[object]]:
    """Every row of every table; a count that is hidden is empty."""
    every = {"total": (counted.total,), **{name: getattr(counted, name) for name in TABLES}}
    return [(name, *(getattr(row, one.name) for one in fields(Row))) for name, rows in every.items() for row in rows]


TABLES = ("units", "types", "kinds", "areas", "months")


def span(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days asked for; by default the last thirty up to today, and never more than a year."""
    end = min(last or today, today)
    begin = min(first or end - timedelta(days=29), end)
    return max(begin, end - timedelta(days=LONGEST - 1)), end


def shown(names: Names, counted: Figures) -> dict[str, Any]:
    """What the page draws: tables with names, and pictures of those that have more than one row."""
    called = {"units": names.unit, "types": names.category, "kinds": names.kind, "areas": names.area}
    named = {
        name: [(called[name](row.key) if name in called else row.key, row) for row in getattr(counted, name)]
        for name in TABLES
    }
    return {
        "counted": counted,
        "tables": {name: [(label or "–", row) for label, row in rows] for name, rows in named.items()},
        "by_unit": outcome_bars(named["units"]),
        "by_type": outcome_bars(named["types"]),
        "days": day_bars(named["units"]),
        "late": late_bars(named["units"]),
        "ends": (*ENDS, HIDDEN) if _hides(counted) else ENDS,
    }


def _hides(counted: Figures) -> bool:
    rows = (counted.total, *counted.units, *counted.types)
    return any(getattr(row, end) is None for row in rows for end in ENDS)


Named = Sequence[tuple[Text | str, Row]]


def outcome_bars(rows: Named) -> Bars:
    """How cases ended, the largest first."""
    return bars([(label, _ends(row), f"{row.received}") for label, row in _largest(rows)])


def _ends(row: Row) -> list[Share]:
    """The ends of a row; what is hidden of it is drawn together, so that the bar is as long as its number."""
    known = [Share(end, getattr(row, end) or 0) for end in ENDS]
    return [*known, Share(HIDDEN, (row.received or 0) - sum(one.value for one in known))]


def day_bars(rows: Named) -> Bars:
    """Median days, and up to how many nine of ten took."""
    kept = [(label, row) for label, row in _largest(rows) if row.days_median is not None]
    return bars([(label, _days(row), f"{row.days_median:g} / {row.days_most}") for label, row in kept])


def _days(row: Row) -> list[Share]:
    half, most = row.days_median or 0, row.days_most or 0
    return [Share("median", half), Share("most", max(most - half, 0))]


def late_bars(rows: Named) -> Bars:
    """Overdue cases."""
    kept = [(label, row) for label, row in _largest(rows) if row.overdue]
    return bars([(label, [Share("late", row.overdue or 0)], f"{row.overdue}") for label, row in kept])


def _largest(rows: Named) -> list[tuple[Text | str, Row]]:
    known = [(label, row) for label, row in rows if row.received]
    return sorted(known, key=lambda one: -(one[1].received or 0))[:_MOST_ROWS]


HANDLERS = [show, tables, records]
