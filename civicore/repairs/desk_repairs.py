"""The desk's page of repair notices: what is wrong, since when, how it is mended; what may wait is put aside."""

from typing import Any

from litestar import Response, get, post

from civicore.base.refusal import Refusal
from civicore.people.principals import current, needs
from civicore.repairs.shown import shown
from civicore.web.pages import page, redirect, runtime
from civicore.web.requests import AnyRequest

MANAGE = "repairs.manage"
_GUARD = [needs(MANAGE)]


@get("/repairs", guards=_GUARD)
async def repairs(request: AnyRequest) -> Response[str]:
    """Every notice that stands, as of this moment."""
    return await _page(request)


@post("/repairs", guards=_GUARD, status_code=200)
async def decide(request: AnyRequest) -> Response[Any]:
    """Put a notice aside, or take it up again; the button says which, so that two people do not undo each other."""
    book, by = runtime(request).repairs, current(request)
    sent = await request.form()
    id, deed = str(sent.get("id", "")), book.heed if sent.get("deed") == "heed" else book.ignore
    done = await runtime(request).transact(lambda work: deed(id, by, work))
    if isinstance(done, Refusal):
        return await _page(request, done)
    return redirect(request, "/desk/repairs")


async def _page(request: AnyRequest, refusal: Refusal | None = None) -> Response[str]:
    every = await shown(request)
    status = 200 if refusal is None else 422
    return page(request, "desk/repairs.html", status=status, personal=True, every=every, refusal=refusal)


HANDLERS = (repairs, decide)
