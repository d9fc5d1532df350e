"""The inbox: cases of a clerk's units, by queue and filter, page by page, and the same list as a file."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, get_args

from litestar import Response, get, post
from litestar.response import Stream

from civicore import AnyRequest, Refusal, needs
from civicore_signals import export, rights
from civicore_signals.desk_clerk import CASES, DESK, Clerk, day_of, one, typed
from civicore_signals.desk_listed import HEAD, row
from civicore_signals.dossier import InboxFilter, InboxPage, Queue

_TOGETHER = 100  # cases that are read at once for a file: the first of them come soon
_LONGEST = 200  # characters of a search
TABS: tuple[Queue, ...] = ("open", "mine", "unassigned", "overdue", "silent", "to_check", "waiting", "must_move", "")


@get("/signals", guards=[needs(rights.SEE)])
async def inbox(request: AnyRequest) -> Response[Any]:
    """A list of cases; the queue of open ones where nothing is asked."""
    clerk = Clerk(request)
    asked = {name: [value] for name, value in request.query_params.items()}
    return await _listed(clerk, wanted(clerk, asked), clerk.asked("after"))


@post("/signals/search", guards=[needs(rights.SEE)], status_code=200)
async def search(request: AnyRequest) -> Response[Any]:
    """Look for words or a number. What was typed may be a name, so it stays in no address."""
    clerk = Clerk(request)
    sent = await typed(request)
    found = wanted(clerk, sent)
    if not found.text:
        return await _listed(clerk, found, None, Refusal("signals.search_empty"))
    shown = await clerk.desk.inbox(clerk.who, found, one(sent, "after") or None)
    if len(shown.lines) == 1 and not one(sent, "after"):
        return clerk.go(f"{CASES}/{shown.lines[0].case.id}")
    return await _page(clerk, found, shown, None, 200)


@post("/signals/export.csv", guards=[needs(rights.EXPORT)], status_code=200)
async def download(request: AnyRequest) -> Stream:
    """The whole list as a file, sent while it is read; that it was taken is written down."""
    clerk = Clerk(request)
    found = wanted(clerk, await typed(request))
    await clerk.note("signals.exported", "signals", queue=found.queue, unit=found.unit, kind=found.kind)
    pieces = export.written(HEAD, _rows(clerk, found), clerk.city.zone, ";")
    return export.download(f"signals-{clerk.today.isoformat()}.csv", pieces, marked=True)


async def _rows(clerk: Clerk, wanted: InboxFilter) -> AsyncIterator[Sequence[object]]:
    cursor: str | None = None
    while True:
        found = await clerk.desk.inbox(clerk.who, wanted, cursor, _TOGETHER)
        for line in found.lines:
            yield row(clerk, line)
        cursor = found.next
        if cursor is None:
            return


def wanted(clerk: Clerk, asked: Mapping[str, Sequence[str]]) -> InboxFilter:
    """The filter that an address or a form asks for; words that the city does not have ask for nothing."""
    plan = clerk.plan
    queue = one(asked, "queue") if "queue" in asked else "open"
    return InboxFilter(
        queue=queue if queue in get_args(Queue) else "open",  # type: ignore[arg-type]
        unit=_known(one(asked, "unit"), plan.units),
        kind=_known(one(asked, "kind"), plan.kinds),
        category=_known(one(asked, "category"), plan.categories),
        status=_known(one(asked, "status"), plan.statuses),
        area=_known(one(asked, "area"), clerk.names.areas),
        text="".join(sign for sign in one(asked, "q")[:_LONGEST] if sign.isprintable()).strip(),
        since=day_of(one(asked, "since"), clerk.today),
        until=day_of(one(asked, "until"), clerk.today),
    )


def query(found: InboxFilter) -> dict[str, str]:
    """The filter as it stands in an address; without the words searched for."""
    named = {"unit": found.unit, "kind": found.kind, "category": found.category, "status": found.status}
    days = {"since": found.since, "until": found.until}
    written = {**named, "area": found.area, **{name: day.isoformat() for name, day in days.items() if day}}
    return {"queue": found.queue, **{name: value for name, value in written.items() if value}}


def _known(id: str, known: Mapping[str, object]) -> str:
    return id if id in known else ""


async def _listed(clerk: Clerk, found: InboxFilter, after: str | None, refusal: Refusal | None = None) -> Response[Any]:
    shown = await clerk.desk.inbox(clerk.who, found, after)
    return await _page(clerk, found, shown, refusal, 422 if refusal else 200)


async def _page(
    clerk: Clerk, found: InboxFilter, shown: InboxPage, refusal: Refusal | None, status: int
) -> Response[Any]:
    counts = await clerk.desk.counts(clerk.who)
    return clerk.page(
        "inbox.html",
        status=status,
        wanted=found,
        query=query(found),
        shown=shown,
        tabs=[(tab, getattr(counts, tab) if tab else None) for tab in TABS],
        units=clerk.units,
        refusal=refusal,
        first=clerk.asked("after") is None,
        path=DESK,
    )


HANDLERS = [inbox, search, download]
