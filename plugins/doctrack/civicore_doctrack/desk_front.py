"""Where staff look a document up, and see what needs them: odd words, silent sources, documents that do not move."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get, post

from civicore import AnyRequest, needs
from civicore_doctrack import numbers, rights
from civicore_doctrack.citizen import first
from civicore_doctrack.desk_clerk import DESK, Clerk
from civicore_doctrack.service import Document

_MANY = 100
Tile = tuple[str, Mapping[str, object]]


@get("/documents", guards=[needs(rights.SEE)])
async def front(request: AnyRequest) -> Response[Any]:
    """The search, and the lists."""
    clerk = Clerk(request)
    return await _page(clerk)


@post("/documents/search", guards=[needs(rights.SEE)], status_code=200)
async def search(request: AnyRequest) -> Response[Any]:
    """Look a number up; it stays in no address."""
    clerk, data = Clerk(request), await request.form()
    number = first(data, "number")[:100]
    if not numbers.fold(number):
        return await _page(clerk)
    found = await clerk.tracking.find(number)
    if len(found) == 1:
        return clerk.go(f"{DESK}/at/{found[0].id}")
    return await _page(clerk, number, found)


async def _page(clerk: Clerk, number: str = "", found: Sequence[Document] = ()) -> Response[Any]:
    sources = await clerk.tracking.sources() if clerk.who.may(rights.SOURCES) else ()
    raised = await clerk.tracking.raised(_MANY) if clerk.who.may(rights.SOURCES) else ()
    stalled = await clerk.tracking.stalled(_MANY)
    return clerk.page(
        "front.html",
        sources=sources,
        raised=len(raised),
        stalled=stalled,
        many=_MANY,
        number=number,
        found=found,
    )


async def raised_card(request: AnyRequest) -> Tile:
    """What other systems said that nobody understands, and which of them are silent; nothing where all is well."""
    clerk = Clerk(request)
    states = await clerk.tracking.sources()
    return "doctrack/desk/card.html", {
        "raised": len(await clerk.tracking.raised(_MANY)),
        "silent": [one for one in states if one.stale or one.trouble],
    }


HANDLERS = [front, search]
