"""What other systems brought: how each of them does, every run with its report, and words that nobody understands."""

from typing import Any

from litestar import Response, get

from civicore import AnyRequest, needs
from civicore_doctrack import rights
from civicore_doctrack.desk_clerk import Clerk


@get("/documents/sources", guards=[needs(rights.SOURCES)])
async def sources(request: AnyRequest) -> Response[Any]:
    """The sources, and what came, the newest first."""
    clerk = Clerk(request)
    states = await clerk.tracking.sources()
    chosen = request.query_params.get("source")
    known = chosen if chosen in {one.source for one in states} else None
    return clerk.page("sources.html", states=states, chosen=known, runs=await clerk.tracking.runs(known))


@get("/documents/raised", guards=[needs(rights.SOURCES)])
async def raised(request: AnyRequest) -> Response[Any]:
    """Words without a meaning, and words that contradict the rest."""
    clerk = Clerk(request)
    return clerk.page("raised.html", lines=await clerk.tracking.raised())


HANDLERS = [sources, raised]
