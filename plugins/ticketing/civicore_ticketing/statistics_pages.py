"""Statistics at the desk: pictures and tables with the same numbers, and a file for other programs."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from io import StringIO

from litestar import Response, get
from litestar.exceptions import NotFoundException

from civicore import AnyRequest, Navigation, Routes, Runtime, Text, current, language, needs, page
from civicore_ticketing import statistics
from civicore_ticketing.board_view import Boards
from civicore_ticketing.charts import Chart, chart
from civicore_ticketing.figures import Figures, Row
from civicore_ticketing.statistics import SEE, Span, Statistics

PATH = "/desk/statistics"


@get("/statistics", guards=[needs(SEE)])
async def show(request: AnyRequest) -> Response[str]:
    """The figures of an office and some days."""
    office, span, counted = await _counted(request)
    return page(
        request,
        "ticketing/statistics/page.html",
        personal=True,
        office=office,
        offices=statistics.offices(_runtime(request).city, current(request)),
        span=span,
        counted=counted,
        by_hour=_tickets(counted.hours),
        wait_by_hour=_waits(counted.hours),
        by_day=_tickets(counted.days),
        name_of=lambda key: _name(request, key),
        day_of=date.fromisoformat,
    )


@get("/statistics.csv", guards=[needs(SEE)], media_type="text/csv")
async def download(request: AnyRequest) -> Response[str]:
    """The same figures as CSV; the mark at its beginning tells spreadsheets that it is UTF-8."""
    office, span, counted = await _counted(request)
    out = StringIO()
    csv.writer(out, delimiter=";").writerows(statistics.lines(counted))
    name = f"{office}-{span.first.isoformat()}-{span.last.isoformat()}.csv"
    return Response(
        "\ufeff" + out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


async def _counted(request: AnyRequest) -> tuple[str, Span, Figures]:
    runtime, who = _runtime(request), current(request)
    known = statistics.offices(runtime.city, who)
    office = request.query_params.get("office") or next(iter(known), None)
    if office is None or office not in known:
        raise NotFoundException
    today = runtime.clock.now().astimezone(runtime.city.zone).date()
    span = statistics.asked_span(_day(request, "first"), _day(request, "last"), today)
    mine = None if who.departments is None else statistics.agendas(runtime.city, who, office)
    return office, span, await Statistics(runtime).of(office, span, mine)


def _day(request: AnyRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        return None


def _tickets(rows: Sequence[Row]) -> Chart:
    return chart([(row.key, row.tickets, str(row.tickets)) for row in rows])


def _waits(rows: Sequence[Row]) -> Chart:
    return chart([(row.key, _minutes(row.waited), str(_minutes(row.waited))) for row in rows])


def _minutes(length: timedelta | None) -> int:
    return 0 if length is None else round(length.total_seconds() / 60)


def _name(request: AnyRequest, key: str) -> Text | str:
    """The name of an agenda, or of a counter as the board says it; one that left the file is shown by its id."""
    runtime = _runtime(request)
    agenda = runtime.city.agendas.get(key)
    return runtime.services.one(Boards).words.place(language(request), key) if agenda is None else agenda.name


def _runtime(request: AnyRequest) -> Runtime:
    found: Runtime = request.app.state.runtime
    return found


PAGES = Routes("desk", [show, download])
MENU = Navigation(
    "ticketing.statistics",
    "desk",
    "Statistics",
    PATH,
    order=300,
    permission=SEE,
    hint="How many came, how long they waited, what could not be met",
)
